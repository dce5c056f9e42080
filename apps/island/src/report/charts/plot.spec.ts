import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countTicks } from './plot.ts';

describe('ticks of counts', () => {
  it.each([
    [0, ['0', '1']],
    [1, ['0', '1']],
    [3, ['0', '1', '2', '3']],
    [184, ['0', '50', '100', '150', '200']],
    [2103, ['0', '1000', '2000', '3000']],
  ])('up to %p', (max, words) => {
    expect(countTicks(max).ticks.map((tick) => tick.words)).toEqual(words);
  });

  it('are few and reach the largest count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), (max) => {
        const { end, ticks } = countTicks(max);
        expect(end).toBeGreaterThanOrEqual(max);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks.at(-1)?.at).toBe(1);
      }),
    );
  });
});
