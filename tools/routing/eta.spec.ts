import { describe, expect, it } from '@jest/globals';
import {
  calibrateEta,
  ETA_PARAMETERS,
  etaCoveragePercent,
  TooFewTrips,
  tripSimulator,
  type DrivenTrip,
} from '#routing';
import { calibrationOf, driftBetween, TripsInvalid, tripsFrom } from './eta.ts';
import { seededRandom } from './random.ts';

const [SHIPPED] = ETA_PARAMETERS;
const SEEDS = Array.from({ length: 60 }, (_, at) => 3_000 + at);
const NIGHT_TRIPS = 500;

const simulate = tripSimulator(SHIPPED);

const trips = (seed: number, count: number, slowerPercent = 0): readonly DrivenTrip[] =>
  simulate({ random: seededRandom(seed), trips: count, slowerPercent });

describe('times of arrival', () => {
  it('G6 ship as learnt from the trips that they name', () => {
    expect(calibrateEta(SHIPPED, trips(2026, 20_000))).toEqual(SHIPPED.stretches);
  });

  it.each([7, 8, 9])('cover near 80 %% of trips that nobody learnt from (seed %i)', (seed) => {
    expect(Math.abs(etaCoveragePercent(SHIPPED, trips(seed, 5_000)) - 80)).toBeLessThan(2);
  });

  it('cover too few trips when all are slower: the check can fail', () => {
    expect(etaCoveragePercent(SHIPPED, trips(7, 5_000, 40))).toBeLessThan(70);
  });

  it('are learnt from half of the trips, and checked on the other', () => {
    expect(calibrationOf(SHIPPED, trips(11, 8_000))).toMatchObject({ exitCode: 0, trips: 8_000 });
    expect(calibrationOf(SHIPPED, trips(11, 50))).toMatchObject({ exitCode: 3, tooFew: expect.any(String) });
    expect(() => calibrateEta(SHIPPED, [])).toThrow(TooFewTrips);
  });
});

describe(`drift (${SEEDS.length} nights of ${NIGHT_TRIPS} trips, seeds from ${SEEDS[0]})`, () => {
  const reference = trips(1, 1_000);
  const exitCodes = (slowerPercent: number): readonly number[] =>
    SEEDS.map((seed) => {
      const sample = trips(seed, NIGHT_TRIPS, slowerPercent);
      return driftBetween(SHIPPED, { reference, sample }).exitCode;
    });

  it('is not seen where there is none', () => {
    const alarms = exitCodes(0).filter((code) => code !== 0).length;
    process.stdout.write(`false alarms: ${alarms} of ${SEEDS.length} nights\n`);
    expect(alarms).toBeLessThanOrEqual(1);
  });

  it('is caught when everything takes 15 % longer', () => {
    const caught = exitCodes(15).filter((code) => code === 1).length;
    process.stdout.write(`caught: ${caught} of ${SEEDS.length} nights\n`);
    expect(caught).toBeGreaterThanOrEqual(SEEDS.length * 0.99);
  });

  it('is not told from too few trips', () => {
    expect(driftBetween(SHIPPED, { reference, sample: trips(5, 49, 50) })).toMatchObject({
      exitCode: 3,
      verdict: 'too_few',
    });
  });
});

describe('a file of trips', () => {
  const line = '{"atMs":1795000000000,"method":"matrix","roadSeconds":900,"actualSeconds":1100}';

  it('is read', () => {
    expect(tripsFrom(`${line}\n\n${line}\n`)).toHaveLength(2);
  });

  it.each(['no trip', '{}', line.replace('matrix', 'osrm'), line.replace('900', '0'), line.replace('900', '"900"')])(
    'is refused with its line: %s',
    (wrong) => {
      expect(() => tripsFrom(`${line}\n${wrong}`)).toThrow(TripsInvalid);
      expect(() => tripsFrom(`${line}\n${wrong}`)).toThrow('line 2');
    },
  );
});
