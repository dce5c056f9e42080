import { describe, expect, it } from '@jest/globals';
import { ringsOf } from './step-line.ts';

// A square of ten steps, and an islet.
const [SOUTH, EAST, NORTH_WEST] = [
  [0, 0, 10, 0],
  [10, 0, 0, 10],
  [10, 10, -10, 0, 0, -10],
] as const;
const ISLET = [30, 30, 1, 0, 0, 1, -1, -1];

describe('lines of steps', () => {
  it.each([
    ['in order', [SOUTH, EAST, NORTH_WEST]],
    ['in any order', [SOUTH, NORTH_WEST, EAST]],
    ['one the other way round', [SOUTH, [10, 10, 0, -10], NORTH_WEST]],
  ])('join to a ring, %s', (_, lines) => {
    const [ring = [], ...others] = ringsOf(lines);
    expect(others).toEqual([]);
    const corners = Array.from({ length: ring.length / 2 }, (_corner, at) => ring.slice(2 * at, 2 * at + 2).join());
    expect(corners).toHaveLength(4);
    expect(new Set(corners)).toEqual(new Set(['0,0', '100,0', '100,100', '0,100']));
  });

  it('may be rings by themselves, beside others', () => {
    expect(ringsOf([ISLET, SOUTH, EAST, NORTH_WEST])).toHaveLength(2);
    expect(ringsOf([ISLET])).toEqual([[310, 300, 310, 310, 300, 300]]);
    expect(ringsOf([])).toEqual([]);
  });

  it('that do not go on are refused', () => {
    expect(() => ringsOf([SOUTH, EAST])).toThrow('no line goes on from 100 100');
  });
});
