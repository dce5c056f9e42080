import { describe, expect, it } from '@jest/globals';
import { driftOf, kolmogorovSmirnov, kolmogorovTail } from './drift.ts';

describe('G6 Kolmogorov and Smirnov', () => {
  // The examples in SciPy's documentation of scipy.special.kolmogorov and scipy.special.kolmogi.
  it.each([
    [0.5, 0.963_945_24],
    [1, 0.269_999_67],
    [1.223_847_87, 0.1],
    [1.019_184_72, 0.25],
    [0.827_573_56, 0.5],
    [0.676_447_69, 0.75],
    [0.571_173_27, 0.9],
  ])('the chance to be above %d is %d, as SciPy has it', (lambda, chance) => {
    expect(kolmogorovTail(lambda)).toBeCloseTo(chance, 7);
  });

  // Textbook coefficients for critical distances of large samples, printed with two decimals.
  it.each([
    [0.1, 1.22],
    [0.05, 1.36],
    [0.025, 1.48],
    [0.01, 1.63],
    [0.005, 1.73],
    [0.001, 1.95],
  ])('the critical value for %d is %d', (alpha, printed) => {
    expect(kolmogorovTail(printed - 0.005)).toBeGreaterThan(alpha);
    expect(kolmogorovTail(printed + 0.005)).toBeLessThan(alpha);
  });

  it('starts at certainty, and never rises', () => {
    expect(kolmogorovTail(0)).toBe(1);
    const tails = Array.from({ length: 400 }, (_, step) => kolmogorovTail(step / 100));
    expect(tails.every((tail, at) => tail <= (tails[at - 1] ?? 1))).toBe(true);
  });

  it.each([
    ['apart', [1, 2, 3], [4, 5, 6], 1],
    ['the same', [1, 2, 3], [1, 2, 3], 0],
    ['one in the other’s gaps', [1, 3, 5], [2, 4, 6], 1 / 3],
    ['with ties', [1, 1, 2], [1, 2, 2], 1 / 3],
    ['of different sizes', [1, 2, 3, 4], [3, 5], 1 / 2],
  ])('samples %s have the distance worked out by hand', (_, a, b, distance) => {
    expect(kolmogorovSmirnov(a, b).distance).toBeCloseTo(distance, 12);
    expect(kolmogorovSmirnov(b, a)).toEqual(kolmogorovSmirnov(a, b));
  });

  it('says nothing of small samples', () => {
    const [calm, late] = [1, 2].map((ratio) => Array.from({ length: 49 }, () => ratio));
    expect(driftOf(calm ?? [], late ?? []).verdict).toBe('too_few');
  });
});
