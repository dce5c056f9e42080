/**
 * How sure a verdict must be: 95 % on the side that it speaks of. Each bound of an interval is one-sided, so the interval
 * between both holds the truth nine times in ten.
 */
export const CONFIDENCE = 0.95;

/** The normal quantile of `CONFIDENCE`. */
export const CONFIDENCE_Z = 1.644_853_626_951_472_6;

/** From `lower` to `upper`; a bound that the samples cannot give is infinite. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}
