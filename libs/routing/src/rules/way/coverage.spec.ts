import { describe, expect, it } from '@jest/globals';
import { shippedMapPage } from '../../shipped-map.ts';
import { bestCovered, prefersCoverage, silencesOn, silentMeters, weakZonesAt, type CoveredWay } from './coverage.ts';
import { prepareMap } from '../map/road-map.ts';

const DAY = Date.UTC(2026, 10, 24, 16);
const map = prepareMap(shippedMapPage());

const way = (durationSeconds: number, ...parts: readonly [number, number][]): CoveredWay => ({
  distanceMeters: 10_000,
  durationSeconds,
  silences: parts.map(([fromMeters, toMeters]) => ({ fromMeters, toMeters, zoneIds: ['z'], assumed: true })),
});

describe('whether contact counts', () => {
  it.each([
    ['auto', 19, 59, false],
    ['auto', 20, 0, true],
    ['auto', 4, 59, true],
    ['auto', 5, 0, false],
    ['coverage', 12, 0, true],
    ['time', 23, 0, false],
  ] as const)('%s at %i:%i: %s', (preference, hour, minute, counts) => {
    expect(prefersCoverage(preference, Date.UTC(2026, 10, 24, hour + 4, minute))).toBe(counts);
  });
});

describe('G7 the way to take', () => {
  const best = way(1_000, [0, 3_000]);

  it.each([
    ['with contact, just within the limit', way(1_150), true],
    ['with contact, just beyond the limit', way(1_151), false],
    ['with a little more contact', way(1_100, [0, 2_999]), true],
    ['as silent and slower', way(1_001, [500, 3_500]), false],
    ['as silent and quicker', way(999, [500, 3_500]), true],
    ['quicker and more silent', way(500, [0, 3_001]), false],
  ])('is another one %s: %#', (_, other, taken) => {
    expect(bestCovered([best, other])).toBe(taken ? other : best);
  });

  it('is the most heard of several, whatever their order', () => {
    const [some, none, late] = [way(1_010, [0, 100]), way(1_100), way(2_000)];
    for (const others of [
      [some, none, late],
      [late, none, some],
    ]) {
      expect(bestCovered([best, ...others])).toBe(none);
    }
  });
});

describe('where a way is silent', () => {
  const zones = weakZonesAt(map, DAY);
  // Straight north from Saint George, through the area at Groves and on.
  const line = [
    { lat: 13.125, lon: -59.56 },
    { lat: 13.17, lon: -59.56 },
  ];

  it('is told in metres of road, however straight the line', () => {
    const [silence, ...others] = silencesOn(zones, line, 10_000);
    expect(others).toEqual([]);
    // 13.145 to 13.165 of 13.125 to 13.17.
    expect(silence).toMatchObject({ zoneIds: ['weak-groves-market-hill'], assumed: true });
    expect(Math.abs((silence?.fromMeters ?? 0) - 4_444)).toBeLessThan(200);
    expect(Math.abs((silence?.toMeters ?? 0) - 8_889)).toBeLessThan(200);
  });

  it('is nowhere without areas, before they are in force, or on no way at all', () => {
    expect(silencesOn([], line, 10_000)).toEqual([]);
    expect(weakZonesAt(map, 0)).toEqual([]);
    expect(silencesOn(zones, line.slice(0, 1), 0)).toEqual([]);
    expect(silentMeters({ silences: [] })).toBe(0);
  });
});
