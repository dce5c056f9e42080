import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeAt } from '../../../test/samples.ts';
import { firstMapPage } from '../../../test/first-map-page.ts';
import { NODES } from '../../../data/skeleton.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import { locate } from '../map/locate.ts';
import type { LatLon, MapClosure } from '../map/map-page.ts';
import { crowMeters, footOn, pointToPlane } from '../map/metric.ts';
import { prepareMap } from '../map/road-map.ts';
import { roadDistance } from './road-distance.ts';
import { candidates } from './stretch-grid.ts';

const map = prepareMap(shippedMapPage());
const first = prepareMap(firstMapPage());
const AT_MS = 1_800_000_000_000;
const meters = (from: LatLon, to: LatLon): number => {
  const answer = roadDistance(map, from, to);
  if (answer.kind === 'unanswered') throw new Error(answer.code);
  return answer.distanceMeters;
};
const crow = (from: LatLon, to: LatLon): number => crowMeters(pointToPlane(from), pointToPlane(to));
const node = (id: string): LatLon => NODES.find((one) => one.id === id) ?? { lat: 0, lon: 0 };
const onLand = fc
  .record({
    lat: fc.double({ min: 13.04, max: 13.34, noNaN: true }),
    lon: fc.double({ min: -59.66, max: -59.42, noNaN: true }),
  })
  .filter((point) => locate(map, point).kind === 'located');

describe('road distance', () => {
  it('from Holetown to Harrison’s Cave is not the crow’s 6.7 km', () => {
    expect(meters(placeAt('holetown'), placeAt('harrisons-cave'))).toBeGreaterThan(9_000);
    expect(crow(node('HOLE'), node('HARR'))).toBeLessThan(6_800);
  });

  it('along a stretch is its length, to the metre of rounding up', () => {
    expect(meters(node('BATH'), node('CATT'))).toBe(4_001);
  });

  it('is whole, the same there and back, and never shorter than the crow', () => {
    fc.assert(
      fc.property(onLand, onLand, (a, b) => {
        const [there, back] = [roadDistance(map, a, b), roadDistance(map, b, a)];
        expect(there).toEqual(back);
        if (there.kind === 'unanswered') return expect(there.code).toBe('trip_zero_length');
        expect(Number.isInteger(there.distanceMeters) && Number.isInteger(there.toleranceMeters)).toBe(true);
        expect(there.accessMeters).toBeLessThanOrEqual(there.distanceMeters);
        return expect(there.distanceMeters).toBeGreaterThanOrEqual(crow(a, b));
      }),
      { numRuns: 400 },
    );
  });

  // A trip that grew by four metres leapt from 2 to 20 km, and a stop made one six times as short.
  it('does not leap where a trip grows, and a stop makes none shorter', () => {
    const from = { lat: 13.234_007, lon: -59.590_101 };
    const [near, nearer] = [
      { lat: 13.239_475, lon: -59.602_783 },
      { lat: 13.239_46, lon: -59.602_75 },
    ];
    expect(Math.abs(meters(from, near) - meters(from, nearer))).toBeLessThan(20);
    const [mapps, vineyard, fairfield] = [
      { lat: 13.142_636, lon: -59.451_348 },
      { lat: 13.145_747, lon: -59.468_289 },
      { lat: 13.142_243, lon: -59.458_747 },
    ];
    expect(meters(mapps, vineyard)).toBeLessThan(crow(mapps, vineyard) * 2);
    expect(meters(mapps, fairfield) + meters(fairfield, vineyard)).toBeGreaterThanOrEqual(meters(mapps, vineyard));
  });

  it('between points 1.5 to 3 km apart is at most 2.2 times the crow for nine in ten', () => {
    const near = fc.sample(fc.tuple(onLand, onLand), { seed: 7, numRuns: 3_000 }).flatMap(([a, b]) => {
      // As many as there are at that distance: the second point is drawn towards the first.
      const to = { lat: a.lat + (b.lat - a.lat) * 0.15, lon: a.lon + (b.lon - a.lon) * 0.15 };
      const apart = crow(a, to);
      return apart > 1_500 && apart < 3_000 && locate(map, to).kind === 'located' ? [meters(a, to) / apart] : [];
    });
    const ratios = near.toSorted((a, b) => a - b);
    expect(ratios.length).toBeGreaterThan(500);
    expect(ratios[Math.floor(ratios.length * 0.9)]).toBeLessThanOrEqual(2.2);
  });

  it('says by which map and graph, and how exact it is', () => {
    expect(roadDistance(map, placeAt('airport'), placeAt('bridgetown'))).toMatchObject({
      graphVersion: map.page.graphVersion,
      mapVersion: map.page.mapVersion,
      method: 'ruler',
    });
  });

  it.each([
    ['trip_zero_length', placeAt('oistins'), placeAt('oistins')],
    ['point_at_sea', placeAt('oistins'), { lat: 13.19, lon: -59.42 }],
    ['point_outside_island', { lat: 12, lon: -61 }, placeAt('oistins')],
    ['lat_lon_swapped', { lat: -59.54, lon: 13.06 }, placeAt('oistins')],
    ['point_invalid', { lat: Number.NaN, lon: Number.NaN }, placeAt('oistins')],
  ])('refuses with %s', (code, from, to) => {
    expect(roadDistance(map, from, to)).toEqual({ kind: 'unanswered', code });
  });
});

describe.each([
  ['by the ruler', map, { open: 4_001, method: 'ruler', around: 15_071 }],
  ['on a first page', first, { open: 4_000, method: 'matrix', around: 15_400 }],
] as const)('closures %s', (_, prepared, { open, method, around }) => {
  const { page } = prepared;
  const shut = (edges: readonly string[]) => {
    const closure: MapClosure = { id: 'c', reason: 'flood', edges, points: [], fromMs: AT_MS, toMs: AT_MS + 10 };
    return prepareMap({ ...page, closures: [closure] });
  };

  it('are driven around while they are in force, and only then', () => {
    const flooded = shut(['BATH-CATT']);
    const [from, to] = [node('BATH'), node('CATT')];
    const at = (ms?: number) => roadDistance(flooded, from, to, ms);
    const usual = { distanceMeters: open, method };
    expect(at()).toMatchObject(usual);
    expect(at(AT_MS - 1)).toMatchObject(usual);
    expect(at(AT_MS + 10)).toMatchObject(usual);
    expect(at(AT_MS)).toMatchObject({ method: 'detour', distanceMeters: around });
    // Somewhere else nothing is shut.
    const [oistins, crane] = [placeAt('oistins'), placeAt('crane')];
    const elsewhere = [undefined, AT_MS].map((ms) => ({
      distanceMeters: 0,
      ...roadDistance(flooded, oistins, crane, ms),
    }));
    expect(elsewhere[1]?.distanceMeters).toBe(elsewhere[0]?.distanceMeters);
  });

  it('may leave no way', () => {
    const all = page.edges.map(({ from, to }) => `${from}-${to}`);
    expect(roadDistance(shut(all), node('BATH'), node('OIST'), AT_MS)).toEqual({ kind: 'unanswered', code: 'no_way' });
  });

  it('that name what is not there close nothing', () => {
    expect(roadDistance(shut(['X-Y']), node('BATH'), node('CATT'), AT_MS)).toMatchObject({ method });
  });
});

describe('a first page', () => {
  it('within a neighbourhood goes by small roads', () => {
    const near = { lat: placeAt('hillaby').lat + 0.002, lon: placeAt('hillaby').lon };
    expect(roadDistance(first, placeAt('hillaby'), near)).toMatchObject({
      method: 'neighbourhood',
      distanceMeters: 309,
    });
  });
});

describe('the grid of near stretches', () => {
  it('never leaves out one of the three nearest', () => {
    fc.assert(
      fc.property(onLand, (point) => {
        const plane = pointToPlane(point);
        const off = map.stretches.map(({ aPoint, bPoint }) => footOn(plane, aPoint, bPoint).offSquaredMeters);
        const nearest = [...off.keys()].sort((a, b) => (off[a] ?? 0) - (off[b] ?? 0) || a - b).slice(0, 3);
        const asked = candidates(map.grid, plane);
        for (const index of nearest) if (asked) expect(asked).toContain(index);
      }),
      { numRuns: 400 },
    );
  });
});
