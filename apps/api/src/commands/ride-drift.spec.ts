import { ridesTables, RidesStore, type Ride } from '#rides';
import { sampleRide } from '#rides/testing';
import { etaByTable, prepareMap, shippedMapPage } from '#routing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '../../test/harness/test-database.ts';
import { driftOfRides, readDriftRequest, tripOf } from './ride-drift.ts';

const HOUR_MS = 3_600_000;
const UNTIL_MS = Date.UTC(2026, 10, 25, 8);
const map = prepareMap(shippedMapPage());
const [HOLETOWN, OISTINS] = [
  { lat: 13.18561, lon: -59.63729 },
  { lat: 13.06319, lon: -59.54224 },
];

/** A ride that ended so many hours before, and took `percent` of what was predicted for it. */
function ended(hoursBefore: number, percent: number): Ride {
  const endedAtMs = UNTIL_MS - hoursBefore * HOUR_MS;
  const predicted = etaByTable(map, { points: [HOLETOWN, OISTINS], atMs: endedAtMs - HOUR_MS })?.p50Seconds ?? 0;
  const startedAtMs = endedAtMs - Math.round(predicted * 10 * percent);
  return sampleRide('ended', endedAtMs, {
    rideId: randomUUID(),
    pickup: HOLETOWN,
    dropoff: OISTINS,
    requestedAtMs: startedAtMs - HOUR_MS,
    startedAtMs,
    startedClaimedAtMs: null,
    endedAtMs,
    endedClaimedAtMs: null,
  });
}

// As much quicker as slower, around `middle` percent: 80 to 119 of each hundred.
const spread = (at: number, middle: number): number => middle * (0.8 + (at % 40) / 100);

describe('npm run routing:drift', () => {
  let database: TestDatabase;
  let store: RidesStore;
  const { ride: rideRow, driver: driverRow } = ridesTables;
  const request = readDriftRequest([], UNTIL_MS);

  beforeAll(async () => {
    database = await testDatabase();
    const { dataSource } = database;
    store = new RidesStore(dataSource.getRepository(rideRow), dataSource.getRepository(driverRow));
  });
  afterAll(() => database.close());
  beforeEach(() => database.dataSource.query('TRUNCATE rides.ride'));

  const stored = (rides: readonly Ride[]) =>
    database.dataSource.getRepository<object>(rideRow).insert(rides.map((ride) => ({ ...ride, commit: 1 })));
  /** Four weeks as predicted, and a day by the given percent of it. */
  const played = async (sample: number, percent: number) => {
    const before = Array.from({ length: 600 }, (_, at) => ended(25 + at, spread(at, 100)));
    const lastDay = Array.from({ length: sample }, (_, at) => ended(0.1 + (at % 23), spread(at, percent)));
    await stored([...before, ...lastDay, ended(-1, 1_000), ended(24 * 40, 1_000)]);
    return driftOfRides(store, request);
  };

  it('ends with 0 while rides take as long as they did', async () => {
    const steady = { exitCode: 0, verdict: 'steady', sampleRides: 200, referenceRides: 600 };
    expect(await played(200, 100)).toMatchObject(steady);
  });

  it('G6 ends with 1 when all of them take 15 % longer, and says by how much', async () => {
    const { exitCode, verdict, medianShift } = await played(200, 115);
    expect({ exitCode, verdict }).toEqual({ exitCode: 1, verdict: 'drift' });
    // Not to the hundredth: some trips begin before the rush by one reckoning and in it by the other.
    expect(medianShift).toBeCloseTo(1.15, 1);
  });

  it('ends with 3 when there are too few', async () => {
    expect(await played(49, 200)).toMatchObject({ exitCode: 3, verdict: 'too_few', sampleRides: 49 });
  });

  it('goes by the driver’s device where it told both times, and leaves out what took no time', () => {
    const ride = ended(1, 100);
    const claimed = { startedClaimedAtMs: UNTIL_MS - 900_000, endedClaimedAtMs: UNTIL_MS };
    expect(tripOf(map, { ...ride, ...claimed })).toMatchObject({ actualSeconds: 900, method: 'matrix' });
    expect(tripOf(map, { ...ride, startedClaimedAtMs: UNTIL_MS })?.actualSeconds).toBeGreaterThan(900);
    expect(tripOf(map, { ...ride, startedAtMs: ride.endedAtMs })).toBeNull();
    expect(tripOf(map, { ...ride, dropoff: HOLETOWN })).toBeNull();
  });

  it.each([
    [['--until', 'yesterday'], '--until'],
    [['--sample-hours', '0'], '--sample-hours'],
    [['--reference-days', '1.5'], '--reference-days'],
  ])('refuses %j', (args, named) => {
    expect(() => readDriftRequest(args, UNTIL_MS)).toThrow(named);
  });
});
