import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ETA_PARAMETERS } from '../../../data/eta-parameters.ts';
import { placeAt } from '../../../test/samples.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import { etaByTable } from './eta-by-table.ts';
import { ETA_METHODS, etaBand, etaOf, etaParametersAt, type EtaParameters } from './eta.ts';
import { roadDistance } from '../way/road-distance.ts';
import { prepareMap } from '../map/road-map.ts';

const [SHIPPED] = ETA_PARAMETERS;
const map = prepareMap(shippedMapPage());
const [HOLETOWN, CAVE] = [placeAt('holetown'), placeAt('harrisons-cave')];

/** A time in Barbados: Friday 20 November 2026 and the days after it. */
const at = (day: number, hour: number, minute: number): number => Date.UTC(2026, 10, day, hour + 4, minute);
const [FRIDAY, SATURDAY, SUNDAY, MONDAY] = [20, 21, 22, 23];

describe('when a car arrives', () => {
  it.each([
    ['calm', FRIDAY, 7, 29],
    ['rush', FRIDAY, 7, 30],
    ['rush', FRIDAY, 8, 59],
    ['calm', FRIDAY, 9, 0],
    ['rush', FRIDAY, 16, 0],
    ['calm', FRIDAY, 17, 30],
    ['calm', SATURDAY, 8, 0],
    ['calm', SUNDAY, 16, 30],
    ['rush', MONDAY, 8, 0],
    ['calm', MONDAY, 0, 0],
  ] as const)('is %s on day %i at %i:%i', (band, day, hour, minute) => {
    expect(etaBand(SHIPPED, at(day, hour, minute))).toBe(band);
  });

  it('says three times, by which parameters, and that they are assumed', () => {
    const trip = { roadSeconds: 1_000, method: 'valhalla' } as const;
    expect(etaOf(SHIPPED, { ...trip, atMs: at(SUNDAY, 12, 0) })).toEqual({
      p10Seconds: 766,
      p50Seconds: 1_235,
      p90Seconds: 1_996,
      parametersVersion: 'eta-simulated-1',
      assumed: true,
    });
    expect(etaOf(SHIPPED, { ...trip, atMs: at(MONDAY, 8, 0) }).p50Seconds).toBe(2_052);
    expect(etaOf(SHIPPED, { ...trip, method: 'matrix', atMs: at(MONDAY, 8, 0) }).p50Seconds).toBe(1_327);
  });

  it('is in order, and never sooner for a longer road, for any trip', () => {
    const trip = fc.record({
      roadSeconds: fc.integer({ min: 0, max: 20_000 }),
      method: fc.constantFrom(...ETA_METHODS),
      atMs: fc.integer({ min: at(FRIDAY, 0, 0), max: at(30, 0, 0) }),
    });
    fc.assert(
      fc.property(trip, (one) => {
        const [eta, longer] = [etaOf(SHIPPED, one), etaOf(SHIPPED, { ...one, roadSeconds: one.roadSeconds + 60 })];
        expect(eta.p10Seconds).toBeLessThanOrEqual(eta.p50Seconds);
        expect(eta.p50Seconds).toBeLessThanOrEqual(eta.p90Seconds);
        expect(longer.p10Seconds).toBeGreaterThan(eta.p10Seconds);
      }),
      { seed: 20_261_124 },
    );
  });

  it('is known without a network, by the table’s pace', () => {
    expect(roadDistance(map, HOLETOWN, CAVE)).toMatchObject({ distanceMeters: 9_666 });
    expect(etaByTable(map, { points: [HOLETOWN, CAVE], atMs: at(SUNDAY, 12, 0) })).toMatchObject({
      p10Seconds: 437,
      p50Seconds: 717,
      p90Seconds: 1_197,
      assumed: true,
    });
  });

  it('goes by the parameters in force', () => {
    const later: EtaParameters = { ...SHIPPED, version: 'later', fromMs: at(MONDAY, 0, 0) };
    const version = (atMs: number): string => etaParametersAt([later, SHIPPED], atMs).version;
    expect([version(0), version(at(SUNDAY, 23, 59)), version(at(MONDAY, 0, 0))]).toEqual([
      SHIPPED.version,
      SHIPPED.version,
      'later',
    ]);
  });
});
