import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeAt } from '../../../test/samples.ts';
import { GIBBS, KNOWN_DISTANCES } from '../../../data/known-distances.ts';
import { NODES } from '../../../data/skeleton.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import { locate } from '../map/locate.ts';
import type { LatLon, MapPage } from '../map/map-page.ts';
import { crowMeters, pointToPlane } from '../map/metric.ts';
import { roadDistance } from './road-distance.ts';
import { prepareMap } from '../map/road-map.ts';
import { candidates } from './stretch-grid.ts';
import { footOn } from '../map/metric.ts';

const map = prepareMap(shippedMapPage());
const AT_MS = 1_800_000_000_000;
const meters = (from: LatLon, to: LatLon): number => {
  const answer = roadDistance(map, from, to);
  if (answer.kind === 'unanswered') throw new Error(answer.code);
  return answer.distanceMeters;
};
const node = (id: string): LatLon => NODES.find((one) => one.id === id) ?? { lat: 0, lon: 0 };
const onLand = fc
  .record({
    lat: fc.double({ min: 13.04, max: 13.34, noNaN: true }),
    lon: fc.double({ min: -59.66, max: -59.42, noNaN: true }),
  })
  .filter((point) => locate(map, point).kind === 'located');

describe('road distance', () => {
  it('from Holetown to Harrison’s Cave is not the crow’s 6.7 km', () => {
    expect(meters(node('HOLE'), node('HARR'))).toBe(10_500);
    expect(meters(placeAt('holetown'), placeAt('harrisons-cave'))).toBeGreaterThan(10_500);
    expect(crowMeters(pointToPlane(node('HOLE')), pointToPlane(node('HARR')))).toBeLessThan(6_800);
  });

  it('holds against the table of known road distances', () => {
    const ratios = KNOWN_DISTANCES.map(({ from, to, busRoadKm }) => {
      const [a, b] = [from, to].map((id) => (id === 'gibbs' ? GIBBS : placeAt(id)));
      return meters(a ?? GIBBS, b ?? GIBBS) / (busRoadKm * 1_000);
    }).toSorted((a, b) => a - b);
    const at = (share: number): number => ratios[Math.ceil(share * ratios.length) - 1] ?? 0;
    const report = {
      rows: ratios.length,
      median: at(0.5).toFixed(2),
      largest: (ratios.at(-1) ?? 0).toFixed(2),
      least: (ratios[0] ?? 0).toFixed(2),
    };
    // The figures that the documents state. Sixteen rows have no 95th of 100 of their own: it is the largest.
    expect(at(0.95)).toBe(ratios.at(-1));
    process.stdout.write(
      `skeleton by known roads: ${JSON.stringify(report)}; with 16 rows the 95th of 100 is the largest\n`,
    );
    expect(report).toEqual({ rows: 16, median: '1.10', largest: '1.21', least: '0.74' });
  });

  it('is within its stated tolerance of nine known distances in ten', () => {
    const within = KNOWN_DISTANCES.filter(({ from, to, busRoadKm }) => {
      const [a, b] = [from, to].map((id) => (id === 'gibbs' ? GIBBS : placeAt(id)));
      const answer = roadDistance(map, a ?? GIBBS, b ?? GIBBS);
      return (
        answer.kind === 'measured' && Math.abs(answer.distanceMeters - busRoadKm * 1_000) <= answer.toleranceMeters
      );
    });
    expect(within.length / KNOWN_DISTANCES.length).toBeGreaterThanOrEqual(0.9);
  });

  it('is whole, the same there and back, and never shorter than the crow', () => {
    fc.assert(
      fc.property(onLand, onLand, (a, b) => {
        const [there, back] = [roadDistance(map, a, b), roadDistance(map, b, a)];
        expect(there).toEqual(back);
        if (there.kind === 'unanswered') return expect(there.code).toBe('trip_zero_length');
        expect(Number.isInteger(there.distanceMeters) && Number.isInteger(there.toleranceMeters)).toBe(true);
        return expect(there.distanceMeters).toBeGreaterThanOrEqual(crowMeters(pointToPlane(a), pointToPlane(b)));
      }),
      { numRuns: 400 },
    );
  });

  it('says by which map and graph, and how exact it is', () => {
    expect(roadDistance(map, placeAt('airport'), placeAt('bridgetown'))).toMatchObject({
      graphVersion: map.page.graphVersion,
      mapVersion: map.page.mapVersion,
      method: 'matrix',
    });
  });

  it('within a neighbourhood goes by small roads', () => {
    const near = { lat: placeAt('hillaby').lat + 0.002, lon: placeAt('hillaby').lon };
    expect(roadDistance(map, placeAt('hillaby'), near)).toMatchObject({ method: 'neighbourhood', distanceMeters: 309 });
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

describe('closures', () => {
  const closed = (
    edges: readonly string[],
    dates = { fromMs: AT_MS, toMs: (AT_MS + 10) as number | null },
  ): MapPage => ({
    ...map.page,
    closures: [{ id: 'c', reason: 'flood', edges, points: [], ...dates }],
  });

  it('are driven around while they are in force, and only then', () => {
    const flooded = prepareMap(closed(['BATH-CATT']));
    const [from, to] = [node('BATH'), node('CATT')];
    const at = (ms?: number) => roadDistance(flooded, from, to, ms);
    const open = { distanceMeters: 4_000, method: 'matrix' };
    expect(at()).toMatchObject(open);
    expect(at(AT_MS - 1)).toMatchObject(open);
    expect(at(AT_MS + 10)).toMatchObject(open);
    expect(at(AT_MS)).toMatchObject({ method: 'detour' });
    const detour = at(AT_MS);
    expect(detour.kind === 'measured' ? detour.distanceMeters : 0).toBe(15_400);
  });

  it('may leave no way', () => {
    const all = map.page.edges.map(({ from, to }) => `${from}-${to}`);
    expect(roadDistance(prepareMap(closed(all)), node('BATH'), node('OIST'), AT_MS)).toEqual({
      kind: 'unanswered',
      code: 'no_way',
    });
  });

  it('that name what is not there close nothing', () => {
    expect(roadDistance(prepareMap(closed(['X-Y'])), node('BATH'), node('CATT'), AT_MS)).toMatchObject({
      method: 'matrix',
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
