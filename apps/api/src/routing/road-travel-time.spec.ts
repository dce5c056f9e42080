import { describe, expect, it } from '@jest/globals';
import type { LatLon, Roads } from '#routing';
import { RoadTravelTime } from './road-travel-time.ts';

const [A, B] = [
  { lat: 13.1, lon: -59.6 },
  { lat: 13.2, lon: -59.5 },
];

const SOURCE = {
  method: 'matrix',
  graphVersion: '',
  mapVersion: '',
  schematic: true,
  attribution: '',
  closureIds: [],
  unplacedClosureIds: [],
} as const;

/** Answers a second for each hundredth of a degree to the north; nobody gets to `A` from `A`. */
function roads(asked: [number, number][]): Roads {
  const matrix = (sources: readonly LatLon[], targets: readonly LatLon[]) => {
    asked.push([sources.length, targets.length]);
    const leg = (from: LatLon, to: LatLon) =>
      from === A && to === A ? null : { distanceMeters: 0, durationSeconds: Math.round((to.lat - from.lat) * 100) };
    return Promise.resolve({ ...SOURCE, legs: sources.map((from) => targets.map((to) => leg(from, to))) });
  };
  return { matrix } as Partial<Roads> as Roads;
}

describe('travel time by road', () => {
  it('asks once for all drivers and rides', async () => {
    const asked: [number, number][] = [];
    const rows = await new RoadTravelTime(roads(asked), { nowMs: () => 0 }).secondsBetween([A, B], [A, B, B]);
    expect(rows).toEqual([
      [Number.POSITIVE_INFINITY, -10, -10],
      [10, 0, 0],
    ]);
    expect(asked).toEqual([[3, 2]]);
  });

  it('asks in parts when there are too many for one question, and not at all when there is nobody', async () => {
    const asked: [number, number][] = [];
    const times = new RoadTravelTime(roads(asked), { nowMs: () => 0 });
    const many = Array.from({ length: 4_000 }, () => B);
    expect(await times.secondsBetween([A, B, A, B, A], many)).toHaveLength(5);
    expect(asked).toEqual([
      [4_000, 2],
      [4_000, 2],
      [4_000, 1],
    ]);
    expect(await times.secondsBetween([A], [])).toEqual([[]]);
    expect(await times.secondsTo(B, [A])).toEqual([10]);
  });
});
