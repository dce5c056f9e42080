/** From when to when: never backwards. */
import { ROUTING_LIMITS } from '../../limits.ts';

const DAY_MS = 86_400_000;

export type Dates = { readonly fromMs: number; readonly toMs: number | null };
export type DatesFault = 'dated_back' | 'dated_too_far' | 'ends_before_it_begins';

/** When something wished for is to be in force: from now on where no beginning is named. */
export function datesFrom(
  wish: { readonly fromMs: number | null; readonly toMs: number | null },
  nowMs: number,
): Dates {
  return { fromMs: wish.fromMs ?? nowMs, toMs: wish.toMs };
}

/** What is wrong with these dates; null when nothing is. */
export function datesFault({ fromMs, toMs }: Dates, nowMs: number): DatesFault | null {
  const latestMs = nowMs + ROUTING_LIMITS.datedAheadDaysMax * DAY_MS;
  if (fromMs < nowMs) return 'dated_back';
  if (fromMs > latestMs || (toMs ?? 0) > latestMs) return 'dated_too_far';
  return toMs !== null && toMs <= fromMs ? 'ends_before_it_begins' : null;
}
