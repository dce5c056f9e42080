/**
 * Waiting time, counted by the device's monotonic clock: nobody gains by setting the phone's time.
 *
 * Invariants: only readings of the monotonic clock enter; a clock that has gone backwards means that the phone was
 * restarted, and the waiting of which nothing is known counts as none: in the rider's favour.
 */
import { PRICING_LIMITS } from '../../limits.ts';

export type WaitingClock = {
  /** Waited so far, in closed intervals. */
  readonly waitedMs: number;
  /** Reading of the monotonic clock when the present wait began; null: not waiting. */
  readonly sinceMonotonicMs: number | null;
  /** Waits of which the end or the beginning was lost by a restart. */
  readonly lostWaits: number;
};

export const NOT_WAITED: WaitingClock = { waitedMs: 0, sinceMonotonicMs: null, lostWaits: 0 };

/** The driver begins to wait. Begun twice is begun once. */
export function beginWaiting(clock: WaitingClock, monotonicMs: number): WaitingClock {
  const now = Math.floor(monotonicMs);
  if (clock.sinceMonotonicMs === null) return { ...clock, sinceMonotonicMs: now };
  return now >= clock.sinceMonotonicMs ? clock : { ...clock, sinceMonotonicMs: now, lostWaits: clock.lostWaits + 1 };
}

/** The driver waits no more. */
export function endWaiting(clock: WaitingClock, monotonicMs: number): WaitingClock {
  if (clock.sinceMonotonicMs === null) return clock;
  const waited = Math.floor(monotonicMs) - clock.sinceMonotonicMs;
  if (waited < 0) return { ...clock, sinceMonotonicMs: null, lostWaits: clock.lostWaits + 1 };
  const total = clock.waitedMs + waited;
  const waitedMs = total < PRICING_LIMITS.waitingMsMax ? total : PRICING_LIMITS.waitingMsMax;
  return { ...clock, waitedMs, sinceMonotonicMs: null };
}
