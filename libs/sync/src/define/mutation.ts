/**
 * Mutations: named intents, decided by pure functions.
 *
 * Invariants: a name is never renamed, reused or deleted; a changed meaning is a new name. `decide` has no clock, no
 * randomness, no I/O, no `async`, and never mutates its input: the same function runs on the phone over its own views.
 */
import type { z } from 'zod';
import type { Json } from '../wire/canonical-json.ts';
import type { Correctable } from './correctable.ts';
import type { Change, EntityKey } from './entity.ts';
import type { DomainEvent } from './event.ts';
import type { AskingRole } from './role.ts';
import type { OutcomeName } from '../wire/protocol.ts';

/** The streams of a phone, most urgent first. A mutation's priority says which stream it belongs to. */
export const PRIORITIES = ['emergency', 'ride', 'general', 'telemetry'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Who asks, from a verified token. `roles` holds `system` for Bimride's own handlers, never for a token. */
export interface Actor {
  readonly subject: string;
  readonly roles: readonly string[];
  /** The install that asks: the id of its client group. Undefined for REST and for the system. */
  readonly device?: string;
}

/** The only clocks a decision may know. */
export interface DecisionTime {
  readonly nowMs: number;
  /** When the person acted, by the device's clock: evidence, never proof. */
  readonly claimedAtMs: number | null;
  /** Until when the person wants it, by the clock of `nowMs`; null: they named no end. */
  readonly validUntilMs: number | null;
  /** What to add to `claimedAtMs` to have it by the clock of `nowMs`. Absent: nothing, as far as is known. */
  readonly clockShiftMs?: number;
  /** Made while the device had no contact. */
  readonly offline: boolean;
  /** It was parked before, and is decided now. */
  readonly wasParked?: true;
}

/** The rows a mutation needs, by name. */
export type Needs = Readonly<Record<string, EntityKey>>;

/** The states of needed rows: undefined where no such row exists (or the phone does not hold it). */
export type StateOf<N> = {
  readonly [K in keyof N]-?: N[K] extends EntityKey<infer S> | undefined ? S | undefined : never;
};

/** A figure for the audit: stored in the commit that decided it, and covered by its hash chain. No names of people. */
export interface Measure {
  /** What it is about, as `kind/id`. */
  readonly entityId: string;
  /** snake_case; names that begin with `sync_` are the pipeline's own. */
  readonly metric: string;
  readonly value: number;
  readonly notes: Readonly<Record<string, Json>>;
}

/**
 * What a code says of a mutation that is applied. `offered`: it is there, and waits until its person says yes to it (a late
 * booking). `done`: what was asked for has happened, and there is more to say of it (more cash
 * than the fare was recorded). `missed`: something else was stored (a wrong PIN is counted), and what was asked for has not happened:
 * whoever waits for an answer must not take it for a success.
 */
export type AppliedCode = 'offered' | 'done' | 'missed';

/** Effects are committed. A code, one of `appliedCodes`, says what is special about them. */
export interface Applied<C extends string = string> {
  readonly kind: 'applied';
  readonly changes: readonly Change[];
  readonly events: readonly DomainEvent[];
  readonly measures?: readonly Measure[];
  readonly code?: C;
  readonly details?: Json;
}

/** A rule refuses it: nothing changes. */
export interface Refused<C extends string = string> {
  readonly kind: 'refused';
  readonly code: C;
  readonly details?: Json;
}

/** `C`: what it may be refused with; `A`: what it may be applied with. */
export type Decision<C extends string = string, A extends string = C> = Applied<A> | Refused<C>;

type Effects<C extends string> = Partial<Omit<Applied<C>, 'kind'>>;

/** Apply these changes, and tell these events. */
export function applied(effects: Effects<never>): Applied<never>;
export function applied<C extends string>(effects: Effects<C>): Applied<C>;
export function applied(effects: Effects<string>): Applied {
  return { kind: 'applied', ...effects, changes: effects.changes ?? [], events: effects.events ?? [] };
}

/** Refuse with a declared code. */
export function refused<C extends string>(code: C, details?: Json): Refused<C> {
  return details === undefined ? { kind: 'refused', code } : { kind: 'refused', code, details };
}

/** How a mutation ended the first time it was decided, for what is to be counted of it. */
export interface Ending {
  /** Its lane, or its stream and id where its arguments tell no lane. */
  readonly entityId: string;
  readonly outcome: OutcomeName;
  readonly code: string | null;
  readonly time: DecisionTime;
  /** Milliseconds from when the person acted, by the device's clock, to its arrival. */
  readonly latenessMs: number;
}

/** What two people may want at once: then both of them hear what became of it. */
export interface Contest {
  /** How things would stand if it had come in time, as a sentence for both. */
  readonly aim: string;
  /** Whether this refusal, in a conflict, means that another person's action stands instead. */
  readonly isLost: (refusal: { readonly code?: string | undefined; readonly details?: Json | undefined }) => boolean;
}

/** Everything a decision may know. */
export interface DecisionInput<A, S> {
  readonly args: A;
  readonly actor: Actor;
  readonly time: DecisionTime;
  readonly state: S;
}

export interface MutationSpec<
  Z extends z.ZodType,
  N extends Needs,
  F extends Readonly<Record<string, EntityKey | undefined>>,
  C extends string,
  A extends C = never,
> {
  /** `<module>.<verbNoun>`. */
  readonly name: string;
  /** One sentence for people: what it does. */
  readonly summary: string;
  /** Who may ask for it. `system` is Bimride itself. */
  readonly roles: readonly AskingRole[];
  readonly priority: Priority;
  readonly args: Z;
  /** Every code it may answer with, and what the code says to a person. */
  readonly codes: Readonly<Record<C, string>>;
  /** Those of `codes` that come with `applied`, and whether what was asked for has then happened. Default: none. */
  readonly appliedCodes?: Readonly<Record<A, AppliedCode>>;
  /** Of `appliedCodes` that ask something of the person: whether they still do, by the row of the lane as the person sees it. Default: for ever. */
  readonly stillAsks?: Readonly<Partial<Record<A, (row: never) => boolean>>>;
  /** The entity it is about: parked work holds back only this. */
  readonly lane: (args: z.infer<Z>, actor: Actor) => EntityKey;
  /** The rows it needs, by primary key only. */
  readonly needs: (args: z.infer<Z>, actor: Actor) => N;
  /** Further rows, whose primary keys stand in the rows of `needs` (the driver of this ride). */
  readonly follow?: (state: StateOf<N>, args: z.infer<Z>) => F;
  readonly decide: (input: DecisionInput<z.infer<Z>, StateOf<N> & StateOf<F>>) => Decision<NoInfer<C>, NoInfer<A>>;
  /** What is better than `expired` when it arrives after its own `validUntil`. */
  readonly decideLate?: (input: DecisionInput<z.infer<Z>, StateOf<N> & StateOf<F>>) => Decision<NoInfer<C>, NoInfer<A>>;
  /** For what two people may want at once, and only one of them can have. */
  readonly contest?: Contest;
  /** What is counted of it however it ended: refused by the pipeline, or parked, too. */
  readonly measure?: (ending: Ending) => readonly Measure[];
  /** Who may give it other arguments while it is parked. Default: nobody. */
  readonly correctable?: Correctable;
  /** Cash that its sender takes by it, in cents of a Barbados dollar: without contact a credential says how much. Default: none. */
  readonly cashCents?: (args: z.infer<Z>) => number;
}

/** A mutation as the registry, the sequencer and the phone hold it: types of one mutation erased. */
export interface MutationDefinition {
  readonly name: string;
  readonly summary: string;
  readonly roles: readonly AskingRole[];
  readonly priority: Priority;
  readonly args: z.ZodType;
  readonly codes: Readonly<Record<string, string>>;
  readonly appliedCodes?: Readonly<Record<string, AppliedCode>>;
  readonly stillAsks?: Readonly<Partial<Record<string, (row: never) => boolean>>>;
  readonly lane: (args: never, actor: Actor) => EntityKey;
  readonly needs: (args: never, actor: Actor) => Needs;
  readonly follow?: (state: never, args: never) => Readonly<Record<string, EntityKey | undefined>>;
  readonly decide: (input: never) => Decision;
  readonly decideLate?: (input: never) => Decision;
  readonly contest?: Contest;
  readonly measure?: (ending: Ending) => readonly Measure[];
  readonly correctable?: Correctable;
  readonly cashCents?: (args: never) => number;
}

const MUTATION_NAME = /^[a-z]+\.[a-z][A-Za-z]*$/;

/** Declares a mutation. @throws Error when the name is not `<module>.<verbNoun>`. */
export function defineMutation<
  Z extends z.ZodType,
  N extends Needs,
  C extends string,
  F extends Readonly<Record<string, EntityKey | undefined>> = {},
  A extends C = never,
>(spec: MutationSpec<Z, N, F, C, A>): MutationSpec<Z, N, F, C, A> {
  if (!MUTATION_NAME.test(spec.name)) throw new Error(`mutation name ${spec.name} is not <module>.<verbNoun>`);
  return spec;
}
