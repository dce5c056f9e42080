import { describe, expect, it } from '@jest/globals';
import { localDayMs, localMinuteOfDay, localText, utcText } from './local-time.ts';
import { bbdText, cashCents, dividedDown, shareDown, shareNearest, splitInclusive } from './money.ts';
import { random } from '../../test/random-trips.ts';

const SEED = 42;

describe('money', () => {
  it.each([
    [0, 0, 0],
    [102, 1000, 100],
    [103, 1000, 105],
    [107, 1000, 105],
    [108, 108, 105],
    [108, 110, 110],
    [4, 4, 0],
  ])('%i cents in coins, at most %i, is %i', (cents, most, coins) => {
    expect(cashCents(cents, most)).toBe(coins);
  });

  it('shares round down, taxes to the nearest cent, and parts sum to the whole', () => {
    expect(shareDown(999, 1750)).toBe(174);
    expect(shareNearest(999, 1750)).toBe(175);
    expect(splitInclusive(1175, 1750)).toEqual({ netCents: 1000, taxCents: 175 });
    expect(splitInclusive(-1175, 1750)).toEqual({ netCents: -1000, taxCents: -175 });
    expect(dividedDown(7, 2)).toBe(3);
  });

  it('is written the same everywhere', () => {
    expect([10_744, 5, -1250].map(bbdText)).toEqual(['BBD 107.44', 'BBD 0.05', '−BBD 12.50']);
  });
});

describe('P11 time on the island', () => {
  it('is four hours behind UTC, in winter and in summer', () => {
    expect(localText(Date.UTC(2026, 0, 1, 2))).toBe('2025-12-31T22:00:00-04:00');
    expect(localText(Date.UTC(2026, 6, 1, 4))).toBe('2026-07-01T00:00:00-04:00');
    expect(localMinuteOfDay(Date.UTC(2026, 6, 1, 3, 59, 59, 999))).toBe(1439);
    expect(localMinuteOfDay(Date.UTC(2026, 6, 1, 4))).toBe(0);
    expect(localDayMs('2023-01-07')).toBe(Date.UTC(2023, 0, 7, 4));
  });

  it(`agrees with the calendar of the language (seed ${SEED})`, () => {
    const next = random(SEED);
    for (let count = 0; count < 5000; count += 1) {
      const atMs = Math.floor(next() * 4_102_444_800_000);
      expect(utcText(atMs)).toBe(`${new Date(atMs).toISOString().slice(0, 19)}Z`);
    }
    expect(localDayMs('2024-02-29')).toBe(Date.UTC(2024, 1, 29, 4));
  });
});
