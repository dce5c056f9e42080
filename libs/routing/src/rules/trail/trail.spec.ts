import { describe, expect, it } from '@jest/globals';
import { cutTrail, lengthsAgree } from './trail.ts';

const step = (index: number, atMs?: number) => ({
  lat: 13.1 + index * 0.001,
  lon: -59.6,
  ...(atMs === undefined ? {} : { atMs }),
});

describe('a trail', () => {
  it('without gaps is one stretch', () => {
    const cut = cutTrail([step(0), step(1), step(2)]);
    expect(cut.stretches).toHaveLength(1);
    expect(cut).toMatchObject({ gaps: [], repeated: 0 });
  });

  it('is thinned of points that repeat', () => {
    expect(cutTrail([step(0), step(0), step(0), step(1)])).toMatchObject({
      repeated: 2,
      stretches: [[step(0), step(1)]],
    });
  });

  it('is cut where it leaps, and what lies between is not counted', () => {
    const cut = cutTrail([step(0), step(1), step(40), step(41)]);
    expect(cut.stretches.map(({ length }) => length)).toEqual([2, 2]);
    expect(cut.gaps).toEqual([{ afterPoint: 1, beforePoint: 2, crowMeters: 4314, ms: null, offIslandPoints: 0 }]);
  });

  it('of a car that stands for ten minutes and is heard of every second has no gap', () => {
    const standing = Array.from({ length: 600 }, (_, at) => step(0, at * 1_000));
    const cut = cutTrail([...standing, step(1, 600_000)]);
    expect(cut.gaps).toEqual([]);
    expect(cut.stretches).toHaveLength(1);
    expect(cut.stretches[0]?.length).toBeLessThan(20);
  });

  it('is cut where it was silent, even on the spot', () => {
    const cut = cutTrail([step(0, 0), step(1, 10_000), step(1, 200_000), step(2, 210_000)]);
    expect(cut.gaps).toEqual([{ afterPoint: 1, beforePoint: 2, crowMeters: 0, ms: 190_000, offIslandPoints: 0 }]);
  });

  it('loses fixes where no car can have been, and has a gap there, however near its ends', () => {
    const off = { lat: 0, lon: 0 };
    const cut = cutTrail([off, step(0), step(1), off, off, step(2), step(3), off], ({ lat }) => lat === 0);
    expect(cut.stretches).toEqual([
      [step(0), step(1)],
      [step(2), step(3)],
    ]);
    expect(cut.gaps).toEqual([{ afterPoint: 2, beforePoint: 5, crowMeters: 110, ms: null, offIslandPoints: 2 }]);
    expect(cut.offIslandPoints).toBe(4);
  });

  it('of single points has no stretch', () => {
    expect(cutTrail([step(0), step(40)])).toMatchObject({ stretches: [], gaps: [{ afterPoint: 0 }] });
    expect(cutTrail([])).toEqual({ stretches: [], gaps: [], repeated: 0, offIslandPoints: 0 });
  });
});

describe('two lengths', () => {
  it.each([
    [100, 100, true],
    [100, 95, true],
    [95, 100, true],
    [100, 94, false],
    [0, 0, true],
  ])('%d and %d: %s', (a, b, agree) => {
    expect(lengthsAgree(a, b)).toBe(agree);
  });
});
