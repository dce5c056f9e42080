import { applyDecorators, Catch, SetMetadata, UseFilters, type RpcExceptionFilter, type Type } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { EventDefinition } from '../define/event.ts';

/** A group of handlers: it reads all events in commit order, at its own pace, and keeps its place in `sync.cursor`. */
export interface ConsumerGroup {
  /** `<module>.<purpose>`. Never changed: the group's place is kept under it. */
  readonly group: string;
  /**
   * Where the group begins when it first runs on a database: with the oldest event, or with what is committed from then on.
   * A group that tells people something uses `now`, or its first start tells them all of the past.
   */
  readonly from: 'beginning' | 'now';
}

/** Which events a method handles, and in which group. */
export interface HandledEvent extends ConsumerGroup {
  readonly definition: EventDefinition;
}

/** Nest would hand the transport "Internal server error" in the place of what a handler threw. */
@Catch()
class ThrownByHandler implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

const HANDLED_EVENT = Symbol('handled event');

/** The transport of one group: a handler does not know whether events come from Postgres or from Kafka. */
export function eventTransport(group: string): symbol {
  return Symbol.for(`bimride.events.${group}`);
}

/**
 * Marks a method of a Nest controller as a handler of an event. Delivery is at least once: handlers are idempotent by
 * `eventId`. Events of one key come in order, one after the other. Throwing means "not now": the event comes again, and after
 * some tries it is parked for staff; until it is handled or discarded, the later ones of its key wait. Errors of the database
 * being away do not count as tries: whoever calls somebody else throws an error of its own when they do not answer.
 */
export function HandleEvent(definition: EventDefinition, { group, from }: ConsumerGroup): MethodDecorator {
  const handled: HandledEvent = { definition, group, from };
  return applyDecorators(
    SetMetadata(HANDLED_EVENT, handled),
    EventPattern<string>(definition.type, eventTransport(group), handled),
    UseFilters(new ThrownByHandler()),
  );
}

/** Which events the methods of a controller handle. */
export function handledEvents(controller: Type): readonly HandledEvent[] {
  const methods = Object.values(Object.getOwnPropertyDescriptors(controller.prototype)).map(
    ({ value }) => value as unknown,
  );
  return methods.flatMap((method) => {
    if (typeof method !== 'function') return [];
    return (Reflect.getMetadata(HANDLED_EVENT, method) as HandledEvent | undefined) ?? [];
  });
}

/**
 * Where a group begins, as its handlers say.
 * @throws Error when they differ: a group has one place
 */
export function beginningOf(handled: readonly HandledEvent[]): ConsumerGroup['from'] {
  const [first] = handled;
  const other = handled.find(({ from }) => from !== first?.from);
  if (!first) throw new Error('a group without handlers begins nowhere');
  if (other) {
    const said = `${first.definition.type} from ${first.from}, ${other.definition.type} from ${other.from}`;
    throw new Error(`the handlers of ${first.group} do not agree where it begins: ${said}`);
  }
  return first.from;
}
