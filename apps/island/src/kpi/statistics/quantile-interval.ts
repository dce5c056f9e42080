import { probabilityOfAtMost } from './binomial.ts';
import { CONFIDENCE, type Interval } from './confidence.ts';

/** The value below which `quantile` of the samples lie: one of them, none made up between two. Null without samples. */
export function quantileOf(sorted: readonly number[], quantile: number): number | null {
  return sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] ?? null;
}

/**
 * Bounds of a quantile by order statistics (Wilks 1941): exact whatever the distribution. How many samples lie below the
 * true quantile is binomial, so the ranks of the bounds follow from that alone. Too few samples give an infinite bound:
 * for a 95th percentile at 95 % confidence the upper bound needs 59.
 */
export function quantileInterval(sorted: readonly number[], quantile: number): Interval {
  const binomial = { trials: sorted.length, p: quantile };
  const isSurelyBelow = (rank: number) => probabilityOfAtMost(rank - 1, binomial) <= 1 - CONFIDENCE;
  const isSurelyAbove = (rank: number) => probabilityOfAtMost(rank - 1, binomial) >= CONFIDENCE;
  const lowerRank = firstRank(sorted.length, (rank) => !isSurelyBelow(rank)) - 1;
  const upperRank = firstRank(sorted.length, isSurelyAbove);
  return { lower: sorted[lowerRank - 1] ?? -Infinity, upper: sorted[upperRank - 1] ?? Infinity };
}

/** The lowest rank from 1 on that `holds`, which then holds for all above; one beyond the last if none does. */
function firstRank(ranks: number, holds: (rank: number) => boolean): number {
  let [low, high] = [1, ranks + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
