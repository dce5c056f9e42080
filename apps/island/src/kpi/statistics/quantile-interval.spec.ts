import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { probabilityOfAtMost } from './binomial.ts';
import { quantileInterval, quantileOf } from './quantile-interval.ts';
import { Random } from '../../random.ts';

const ranks = (samples: number) => Array.from({ length: samples }, (_, index) => index + 1);
const SEED = 7;

describe('the binomial distribution', () => {
  // By exact fractions.
  it.each([
    [0, 10, 0.5, 0.000_976_562_5],
    [5, 10, 0.5, 0.623_046_875],
    [2, 20, 0.1, 0.676_926_805],
    [18, 20, 0.95, 0.264_160_475],
    [20, 20, 0.95, 1],
  ])('at most %p of %p with %p', (successes, trials, p, probability) => {
    expect(probabilityOfAtMost(successes, { trials, p })).toBeCloseTo(probability, 9);
  });

  it('stays right with ten thousand trials', () => {
    expect(probabilityOfAtMost(9_500, { trials: 10_000, p: 0.95 })).toBeCloseTo(0.5064066356, 9);
    expect(probabilityOfAtMost(0, { trials: 10_000, p: 0.000_1 })).toBeCloseTo(0.9999 ** 10_000, 9);
  });
});

describe('the interval of a 95th percentile', () => {
  // Wilks 1941; the first numbers of samples whose largest, second largest … is an upper bound of 95 % at 95 % confidence.
  it.each([
    [58, Infinity],
    [59, 59],
    [92, 92],
    [93, 92],
    [124, 122],
    [153, 150],
    [181, 177],
  ])('of %p samples ends at rank %p', (samples, upper) => {
    expect(quantileInterval(ranks(samples), 0.95).upper).toBe(upper);
  });

  it('of no or few samples is open', () => {
    expect(quantileInterval([], 0.95)).toEqual({ lower: -Infinity, upper: Infinity });
    expect(quantileInterval([7], 0.95)).toEqual({ lower: -Infinity, upper: Infinity });
    expect(quantileInterval([7, 8], 0.95)).toEqual({ lower: 7, upper: Infinity });
  });

  it('holds the percentile of the samples', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (samples) => {
        const { lower, upper } = quantileInterval(ranks(samples), 0.95);
        const p95 = quantileOf(ranks(samples), 0.95) ?? Number.NaN;
        expect(lower).toBeLessThanOrEqual(p95);
        expect(upper).toBeGreaterThanOrEqual(p95);
      }),
      { numRuns: 40 },
    );
  });

  it(`misses the true percentile on either side at most once in twenty (seed ${SEED})`, () => {
    const random = new Random(SEED);
    const bounds = quantileInterval(ranks(150), 0.95);
    let [below, above] = [0, 0];
    const runs = 2000;
    for (let run = 0; run < runs; run += 1) {
      const sorted = Array.from({ length: 150 }, () => random.next()).sort((one, other) => one - other);
      if ((sorted[bounds.upper - 1] ?? 1) < 0.95) below += 1;
      if ((sorted[bounds.lower - 1] ?? 0) > 0.95) above += 1;
    }
    expect(below / runs).toBeLessThan(0.06);
    expect(above / runs).toBeLessThan(0.06);
  });
});

describe('a quantile', () => {
  it('is one of the samples', () => {
    expect(quantileOf([], 0.95)).toBeNull();
    expect(quantileOf([4], 0.95)).toBe(4);
    expect(quantileOf(ranks(100), 0.95)).toBe(95);
    expect(quantileOf(ranks(101), 0.95)).toBe(96);
  });
});
