/**
 * Events: what happened, in the past tense, told to other modules in commit order.
 * Invariants: a type is `<module>.<pastTense>.v<n>` and its payload never changes meaning; a new meaning is a new version.
 */
import type { z } from 'zod';
import type { Json } from '../wire/canonical-json.ts';
import type { Correctable } from './correctable.ts';

/** An event as a decision states it: order is kept among events of one key. */
export interface DomainEvent {
  readonly type: string;
  readonly key: string;
  readonly payload: Json;
}

/** An event as a handler receives it. `eventId` is the idempotency key: delivery is at least once. */
export interface DeliveredEvent<P = Json> {
  readonly eventId: string;
  readonly type: string;
  readonly key: string;
  readonly payload: P;
  readonly commit: number;
  readonly occurredAtMs: number;
}

/** What a key names: a person, or anything else. */
export type EventKey = 'person' | 'thing';

/** A kind of event, declared in a module's `contracts.ts`. */
export interface EventDefinition<S extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly schema: S;
  readonly correctable: Correctable;
  /** Whether keys are the ids of people: then whoever is shown one is shown a person. */
  readonly keyIs: EventKey;
  /** The event about `key`. */
  readonly of: (key: string, payload: z.infer<S>) => DomainEvent;
}

/** What an event of this kind says. */
export type PayloadOf<D extends ErasedEventDefinition> = z.infer<D['schema']>;

/** An event of this kind as a handler receives it. */
export type EventOf<D extends ErasedEventDefinition> = DeliveredEvent<PayloadOf<D>>;

/** A kind of event as the registry holds it: the type of its payload erased. */
export type ErasedEventDefinition = Pick<EventDefinition, 'type' | 'schema' | 'correctable' | 'keyIs'>;

const EVENT_TYPE = /^[a-z]+\.[a-z][A-Za-z]*\.v[1-9][0-9]*$/;

/**
 * Declares a kind of event. `correctable`: who may give it another payload while it is parked; `keyIs`: what
 * its keys name.
 *
 * @throws Error when the type is not `<module>.<pastTense>.v<n>`
 */
export function defineEvent<S extends z.ZodType>(
  type: string,
  schema: S,
  correctable: Correctable = 'never',
  keyIs: EventKey = 'thing',
): EventDefinition<S> {
  if (!EVENT_TYPE.test(type)) throw new Error(`event type ${type} is not <module>.<pastTense>.v<n>`);
  return { type, schema, correctable, keyIs, of: (key, payload) => ({ type, key, payload: payload as Json }) };
}
