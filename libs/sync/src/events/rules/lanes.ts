/**
 * What becomes of events: a lane is the events of one key in one group, and they are handled one after the other. An event that
 * cannot be handled now is set aside with all that come behind it in its lane; every other lane goes on.
 *
 * Invariants: nothing is handled before what stands before it in its lane is handled or discarded. Of a lane that is set aside
 * only the first, its head, is ever due.
 */
import type { DeliveredEvent } from '../../define/event.ts';
import type { EventLimits } from './event-limits.ts';

/** A place in the order of events. */
export interface EventPlace {
  readonly commit: number;
  readonly ordinal: number;
}

/** An event as it was read from the outbox. */
export interface PlacedEvent {
  readonly place: EventPlace;
  readonly event: DeliveredEvent;
  /** Earlier events of its lane are set aside. */
  readonly isBehind: boolean;
}

/** The events of one key among those that were read. */
export interface Lane {
  readonly isBehind: boolean;
  readonly events: readonly PlacedEvent[];
}

/** How a try ended. `put_off`: not the handler is at fault, the database is away or too busy. */
export type TryResult =
  { readonly kind: 'handled' } | { readonly kind: 'failed' | 'timed_out' | 'put_off'; readonly error: string };

/** What a try leads to. `tries`: those that count, this one included. */
export type Verdict =
  | { readonly kind: 'handled' }
  | { readonly kind: 'again'; readonly tries: number; readonly afterMs: number; readonly error: string }
  | { readonly kind: 'parked'; readonly tries: number; readonly error: string };

/** How far a lane has come when the next events are to be read. */
export interface LaneProgress extends Lane {
  /** Events handled, from the first on. */
  readonly handled: number;
  /** How the one behind them ended; `running`: it has not ended. Null: it was not begun, or there is none. */
  readonly next: Exclude<TryResult, { kind: 'handled' }> | 'running' | null;
}

/** An event that is set aside. */
export interface SetAside {
  readonly place: EventPlace;
  readonly type: string;
  readonly key: string;
  readonly tries: number;
  readonly error: string | null;
  /** Null: it waits for staff, or for those before it. */
  readonly dueInMs: number | null;
  readonly isParked: boolean;
}

/** The lanes of what was read, each in order. */
export function lanesOf(events: readonly PlacedEvent[]): readonly Lane[] {
  const byKey = Map.groupBy(events, ({ event }) => event.key);
  return [...byKey.values()].map((lane) => ({ isBehind: lane.some(({ isBehind }) => isBehind), events: lane }));
}

/** What a try leads to. */
export function verdictOf(result: TryResult, triesBefore: number, limits: EventLimits): Verdict {
  if (result.kind === 'handled') return result;
  const { kind, error } = result;
  if (kind === 'put_off') return { kind: 'again', tries: triesBefore, afterMs: limits.putOffMs, error };
  const tries = triesBefore + 1;
  if (tries >= limits.triesMax) return { kind: 'parked', tries, error };
  // exempt: pure-inexact-power -- a power of two is exact, and no phone computes this
  const doubled = limits.retryMs * 2 ** triesBefore;
  return { kind: 'again', tries, afterMs: doubled < limits.retryMsMax ? doubled : limits.retryMsMax, error };
}

/** What is to be set aside of a lane: what was not handled, and all that stands behind it. */
export function setAside({ events, isBehind, handled, next }: LaneProgress, limits: EventLimits): readonly SetAside[] {
  return events.slice(handled).map(({ place, event: { type, key } }, index) => {
    const waiting: SetAside = { place, type, key, tries: 0, error: null, dueInMs: null, isParked: false };
    if (isBehind || index > 0 || next === null) return waiting;
    if (next === 'running') return { ...waiting, dueInMs: 0 };
    const verdict = verdictOf(next, 0, limits);
    if (verdict.kind === 'handled') return waiting;
    const { tries, error } = verdict;
    return verdict.kind === 'parked'
      ? { ...waiting, tries, error, isParked: true }
      : { ...waiting, tries, error, dueInMs: verdict.afterMs };
  });
}
