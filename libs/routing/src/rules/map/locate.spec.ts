import { describe, expect, it } from '@jest/globals';
import { placeAt } from '../../../test/samples.ts';
import { PLACES } from '../../../data/places.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import { isIn, offBorderSquaredMeters } from './areas.ts';
import { pointToPlane, type PlanePoint } from './metric.ts';
import { locate, noPickupAt, zonesAt } from './locate.ts';
import { pointFault } from './point-fault.ts';
import { prepareMap } from './road-map.ts';

const map = prepareMap(shippedMapPage());
const codeOf = (point: { lat: number; lon: number }): string => {
  const found = locate(map, point);
  return found.kind === 'located' ? found.parish.name : found.code;
};

describe('the parish of a point', () => {
  it.each(PLACES.map((place) => [place.id, place.parish, place] as const))('%s is in %s', (_id, parish, place) => {
    expect(locate(map, place)).toMatchObject({ kind: 'located', parish: { code: parish } });
  });

  it.each([
    ['Saint Peter', { lat: 13.263_536, lon: -59.644_821 }],
    ['Saint Peter', { lat: 13.265_321, lon: -59.644_571 }],
    ['Saint Philip', { lat: 13.165_848, lon: -59.443_351 }],
  ])('knows the islets of %s', (parish, point) => {
    const found = locate(map, point);
    expect(found).toMatchObject({ parish: { name: parish }, offShore: false });
  });

  it('takes a point just off the shore for the nearest parish, and says so, but none far out', () => {
    // Westwards from Holetown.
    const kinds = [-59.638, -59.639, -59.6395].map((lon) => locate(map, { lat: 13.1856, lon }));
    expect(kinds).toMatchObject([
      { parish: { name: 'Saint James' }, offShore: false },
      { parish: { name: 'Saint James' }, offShore: true },
      { code: 'point_at_sea' },
    ]);
  });

  it('is one parish, never two', () => {
    for (let lat = 13.06; lat < 13.32; lat += 0.0037) {
      for (let lon = -59.63; lon < -59.45; lon += 0.0037) {
        const holders = map.parishes.filter(({ area }) => isIn(area, pointToPlane({ lat, lon })));
        expect(holders.length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('G4 is what counting crossings of the raw outlines gives, at 10,000 points all over', () => {
    // Spread without a pattern, and the same each time: steps by the two ratios that fill a square most evenly.
    const at = (index: number, ratio: number, least: number, most: number): number =>
      least + ((index * ratio) % 1) * (most - least);
    const points = Array.from({ length: 10_000 }, (_, index) => {
      return [at(index, 0.754_877_666, 13.03, 13.35), at(index, 0.569_840_291, -59.66, -59.41)] as const;
    });
    const wrong = points.filter(([lat, lon]) => {
      const found = locate(map, { lat, lon });
      const land = found.kind === 'located' && !found.offShore ? found.parish.code : null;
      return land !== parishByCrossings(pointToPlane({ lat, lon }));
    });
    // A border belongs to the area, which counting crossings does not say: on a border, to the metre, both are right.
    const isOnBorder = ([lat, lon]: readonly [number, number]): boolean =>
      map.parishes.some(({ area }) => offBorderSquaredMeters(area, pointToPlane({ lat, lon })) === 0);
    expect(wrong.filter((pair) => !isOnBorder(pair))).toEqual([]);
    expect(wrong.length).toBeLessThan(5);
  });

  it.each([
    ['point_at_sea', { lat: 13.19, lon: -59.42 }],
    ['point_at_sea', { lat: 13.1, lon: -59.66 }],
    ['point_outside_island', { lat: 51.75, lon: -1.25 }],
    ['point_outside_island', { lat: 13.7, lon: -59.6 }],
    ['lat_lon_swapped', { lat: -59.6, lon: 13.1 }],
    ['point_invalid', { lat: Number.NaN, lon: -59.6 }],
    ['point_invalid', { lat: 13.1, lon: Number.POSITIVE_INFINITY }],
    ['point_invalid', { lat: 95, lon: -59.6 }],
  ])('is refused as %s', (code, point) => {
    expect(codeOf(point)).toBe(code);
  });

  it('needs no map to see what is no point near Barbados', () => {
    expect([pointFault({ lat: 0, lon: 0 }), pointFault(placeAt('oistins'))]).toEqual(['point_outside_island', null]);
  });
});

describe('zones', () => {
  const port = { lat: 13.1045, lon: -59.6305 };
  const [season] = map.page.zones.filter(({ kind }) => kind === 'no_pickup');

  it('forbid pickups from the first moment of the season to before its last, and only there', () => {
    expect(season).toMatchObject({ assumed: true });
    const { fromMs = 0, toMs = 0 } = season ?? {};
    const at = (ms: number): boolean => noPickupAt(map, port, ms) !== null;
    expect([at(fromMs - 1), at(fromMs), at((toMs ?? 0) - 1), at(toMs ?? 0)]).toEqual([false, true, true, false]);
    expect(noPickupAt(map, placeAt('oistins'), fromMs)).toBeNull();
  });

  it('say where phones are assumed to be weak', () => {
    const atMs = season?.fromMs ?? 0;
    const kinds = (id: string): string[] => zonesAt(map, placeAt(id), atMs).map(({ kind }) => kind);
    expect([kinds('chalky-mount'), kinds('market-hill'), kinds('oistins')]).toEqual([
      ['weak_coverage'],
      ['weak_coverage'],
      [],
    ]);
    expect(zonesAt(map, { lat: Number.NaN, lon: 0 }, atMs)).toEqual([]);
  });
});

const OUTLINES = map.parishes.map(({ parish: { code }, area: { rings } }) => ({ code, rings }));

/** The parish by another way than the product's: even and odd crossings of a line to the west. Null: at sea. */
function parishByCrossings({ eastMeters, northMeters }: PlanePoint): string | null {
  const holds = (corners: readonly PlanePoint[]): boolean => {
    const crossed = corners.filter((to, at) => {
      const from = corners.at(at - 1) ?? to;
      if (from.northMeters > northMeters === to.northMeters > northMeters) return false;
      const share = (northMeters - from.northMeters) / (to.northMeters - from.northMeters);
      return from.eastMeters + share * (to.eastMeters - from.eastMeters) < eastMeters;
    });
    return crossed.length % 2 === 1;
  };
  return OUTLINES.find(({ rings }) => rings.some(holds))?.code ?? null;
}
