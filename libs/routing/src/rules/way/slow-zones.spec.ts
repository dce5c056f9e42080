import { describe, expect, it } from '@jest/globals';
import { NOW_MS, placeAt } from '../../../test/samples.ts';
import { MatrixEngine } from '../../engine/matrix-engine.ts';
import { NOTHING_CLOSED } from '../../engine/road-engine.ts';
import { wayWithContact } from '../../engine/way-with-contact.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import { etaByTable } from '../eta/eta-by-table.ts';
import type { MapClosure, MapZone } from '../map/map-page.ts';
import { roadDistance } from './road-distance.ts';
import { prepareMap, type RoadMap } from '../map/road-map.ts';
import { slowedBySeconds, slowZonesAt } from './slow-zones.ts';

const HOUR_MS = 3_600_000;
const [OISTINS, AIRPORT, HOLETOWN] = [placeAt('oistins'), placeAt('airport'), placeAt('holetown')];
const [BATHSHEBA, BELLEPLAINE] = [placeAt('bathsheba'), placeAt('belleplaine')];

/** Roadworks across the way from Oistins to the airport. */
const roadworks: MapZone = {
  id: 'roadworks',
  kind: 'slow',
  name: 'Roadworks at Thornbury Hill',
  reason: 'One lane',
  rings: [[-59_530_000, 13_040_000, -59_510_000, 13_040_000, -59_510_000, 13_100_000, -59_530_000, 13_100_000]],
  fromMs: NOW_MS,
  toMs: NOW_MS + HOUR_MS,
  assumed: false,
};
const mapWith = (zones: readonly MapZone[], closures: readonly MapClosure[] = []): RoadMap =>
  prepareMap({ ...shippedMapPage(), zones, closures });
const [usual, slow] = [mapWith([]), mapWith([roadworks])];

describe('a slow zone', () => {
  const seconds = (map: RoadMap, points = [OISTINS, AIRPORT], atMs = NOW_MS) =>
    etaByTable(map, { points, atMs })?.p50Seconds ?? Number.NaN;

  it('makes a trip through it longer, from its first moment on and before its last, and no other trip', () => {
    expect(seconds(slow)).toBeGreaterThan(seconds(usual) + 60);
    expect(seconds(slow, [OISTINS, AIRPORT], NOW_MS + HOUR_MS - 1)).toBeGreaterThan(seconds(usual) + 60);
    for (const atMs of [NOW_MS - 1, NOW_MS + HOUR_MS]) {
      expect(seconds(slow, [OISTINS, AIRPORT], atMs)).toBe(seconds(usual, [OISTINS, AIRPORT], atMs));
    }
    expect(seconds(slow, [OISTINS, HOLETOWN])).toBe(seconds(usual, [OISTINS, HOLETOWN]));
  });

  it('is driven at 15 km/h: 4,200 m of it are 1,000 s, and never quicker than without it', () => {
    const line = [
      { lat: 13.07, lon: -59.529 },
      { lat: 13.07, lon: -59.511 },
    ];
    const zones = slowZonesAt(slow, NOW_MS);
    expect(slowedBySeconds(zones, line, { distanceMeters: 4_200, durationSeconds: 378 })).toBe(622);
    expect(slowedBySeconds(zones, line, { distanceMeters: 4_200, durationSeconds: 2_000 })).toBe(0);
    expect(slowedBySeconds([], line, { distanceMeters: 4_200, durationSeconds: 378 })).toBe(0);
  });

  it('changes no distance: a fare does not follow it', () => {
    const { distanceMeters } = { distanceMeters: 0, ...roadDistance(slow, OISTINS, AIRPORT, NOW_MS) };
    expect(roadDistance(usual, OISTINS, AIRPORT, NOW_MS)).toMatchObject({ distanceMeters });
  });

  it('counts on the server by the table as on the phone, to the second', async () => {
    for (const map of [usual, slow]) {
      const asked = { map, points: [OISTINS, AIRPORT], closed: NOTHING_CLOSED, atMs: NOW_MS };
      const found = await wayWithContact(new MatrixEngine(), { ...asked, preference: 'time' });
      expect(found).toMatchObject({ eta: etaByTable(map, asked) });
    }
  });
});

describe('the time of a trip without a network', () => {
  const shut = (...edges: string[]): MapClosure => {
    return { id: 'flood', reason: 'Flood', edges, points: [], fromMs: NOW_MS, toMs: null };
  };
  const points = [BATHSHEBA, BELLEPLAINE];

  it('goes around what is closed, and is not known where there is no way', () => {
    const open = etaByTable(usual, { points, atMs: NOW_MS })?.p50Seconds ?? Number.NaN;
    const around = etaByTable(mapWith([], [shut('BATH-CATT')]), { points, atMs: NOW_MS });
    expect(around?.p50Seconds).toBeGreaterThan(open);
    const all = shippedMapPage().edges.map(({ from, to }) => `${from}-${to}`);
    expect(etaByTable(mapWith([], [shut(...all)]), { points, atMs: NOW_MS })).toBeNull();
  });

  it('counts each leg of a trip with stops', () => {
    const legs = [
      [OISTINS, AIRPORT],
      [AIRPORT, HOLETOWN],
    ].map((ends) => etaByTable(slow, { points: ends, atMs: NOW_MS })?.p50Seconds ?? Number.NaN);
    const whole = etaByTable(slow, { points: [OISTINS, AIRPORT, HOLETOWN], atMs: NOW_MS })?.p50Seconds ?? Number.NaN;
    expect(Math.abs(whole - legs.reduce((sum, leg) => sum + leg, 0))).toBeLessThanOrEqual(3);
  });
});
