/**
 * Whether two samples come from the same distribution: the two-sample test of Kolmogorov and Smirnov. Its p-value is the
 * limit for large samples (Smirnov 1948), good from some dozens of values in each on. Pure.
 */

export const DRIFT_LIMITS = {
  /** Values in each sample below which nothing is said. */
  sampleMin: 50,
  /** An alarm where chance alone would give such a difference less often than this: with a look each night, once in three years. */
  pAlarmBelow: 0.001,
} as const;

export type KolmogorovSmirnov = {
  /** The largest distance between the two distribution functions, from 0 to 1. */
  readonly distance: number;
  /** How often chance alone gives this distance or a larger one, from 0 to 1. */
  readonly p: number;
};

export type Drift = KolmogorovSmirnov & {
  readonly verdict: 'steady' | 'drift' | 'too_few';
  /** The middle of the sample by the middle of the reference: 1.15 is 15 % slower. */
  readonly medianShift: number;
};

/** Compares. Values that are equal in both samples count for both at once. */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): KolmogorovSmirnov {
  const [left, right] = [sorted(a), sorted(b)];
  let [atLeft, atRight, distance] = [0, 0, 0];
  while (atLeft < left.length && atRight < right.length) {
    const value = Math.min(left[atLeft] ?? 0, right[atRight] ?? 0);
    while (left[atLeft] === value) atLeft += 1;
    while (right[atRight] === value) atRight += 1;
    distance = Math.max(distance, Math.abs(atLeft / left.length - atRight / right.length));
  }
  const size = (left.length * right.length) / (left.length + right.length);
  return { distance, p: kolmogorovTail(Math.sqrt(size) * distance) };
}

/** The chance that Kolmogorov's distribution is above `lambda`: 2 Σ (−1)^(k−1) e^(−2k²λ²). */
export function kolmogorovTail(lambda: number): number {
  // Below this the sum converges slowly, and the chance is 1 to nine digits.
  if (lambda < 0.2) return 1;
  let tail = 0;
  for (let k = 1; k <= TERMS; k += 1) tail += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, tail));
}

const TERMS = 30;

/** Whether a sample has drifted from a reference. */
export function driftOf(reference: readonly number[], sample: readonly number[]): Drift {
  const compared = kolmogorovSmirnov(reference, sample);
  const medianShift = median(sample) / median(reference);
  if (Math.min(reference.length, sample.length) < DRIFT_LIMITS.sampleMin) {
    return { ...compared, medianShift, verdict: 'too_few' };
  }
  return { ...compared, medianShift, verdict: compared.p < DRIFT_LIMITS.pAlarmBelow ? 'drift' : 'steady' };
}

function median(values: readonly number[]): number {
  return sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}
