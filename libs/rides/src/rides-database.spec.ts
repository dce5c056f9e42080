import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import {
  BATHSHEBA,
  DRIVER,
  NOW_MS,
  OISTINS,
  OTHER_DRIVER,
  OTHER_RIDE_ID,
  OTHER_RIDER,
  RIDE_ID,
  RIDER,
  sampleDriver,
  sampleRide,
  sampleRider,
} from '../test/samples.ts';
import { DriverRow } from './entities/driver.ts';
import { RideRow } from './entities/ride.ts';
import { RiderRow } from './entities/rider.ts';
import { reachableMoves } from './rules/moves.ts';
import { ridesOnServer } from './server.ts';
import { RIDE_STATUSES, type Driver, type Ride, type RideStatus } from './state.ts';

const OTHER = { rideId: OTHER_RIDE_ID, riderId: OTHER_RIDER.subject, driverId: OTHER_DRIVER.subject } as const;

const PROOF = { arrivedMeters: 12, distanceMeters: 40, waitedMs: 300_000 };

describe('the database of rides', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await testDatabase({ modules: [ridesOnServer] });
    source = database.dataSource;
  });
  afterAll(() => database.close());
  beforeEach(() => source.query('TRUNCATE rides.ride, rides.driver, rides.rider'));

  /** Several rows in one transaction, as a commit writes them. */
  const commit = (...rows: readonly Ride[]) =>
    source.transaction(async (manager) => {
      for (const ride of rows) await manager.upsert(RideRow, { ...ride, commit: 1 } as RideRow, ['rideId']);
    });
  const refusalOf = async (work: Promise<unknown>): Promise<string | undefined> =>
    work.then(
      () => undefined,
      (error: { constraint?: string }) => error.constraint ?? 'another failure',
    );

  it('keeps a ride, a driver and a rider as they are', async () => {
    const ride = sampleRide('cancelled', {
      declinedDriverIds: ['x', 'y'],
      missedDriverIds: ['z'],
      cancelReason: 'no_show',
      cancelledBy: 'driver',
      noShow: PROOF,
      arrivedPosition: OISTINS,
      driverDevice: 'phone-1',
    });
    await commit(ride);
    expect(await source.getRepository(RideRow).findOneByOrFail({ rideId: RIDE_ID })).toEqual({
      ...ride,
      commit: 1,
    });
    const driver = { ...sampleDriver({ activeRideId: RIDE_ID, device: 'phone-1', shiftEpoch: 3 }), commit: 2 };
    await source.getRepository(DriverRow).insert(driver);
    expect(await source.getRepository(DriverRow).findOneByOrFail({ driverId: DRIVER.subject })).toEqual(driver);
    const rider = { ...sampleRider(RIDE_ID), commit: 3 };
    await source.getRepository(RiderRow).insert(rider);
    expect(await source.getRepository(RiderRow).findOneByOrFail({ riderId: RIDER.subject })).toEqual(rider);
  });

  describe('R1 legal moves', () => {
    it('are the closure of the published table', async () => {
      const rows = await source.query<{ from_status: string; to_status: string }[]>('SELECT * FROM rides.legal_move');
      const stored = rows.map((row) => `${row.from_status} ${row.to_status}`).sort();
      expect(stored).toEqual(
        reachableMoves()
          .map(({ from, to }) => `${from ?? 'none'} ${to}`)
          .sort(),
      );
    });

    const pairs = RIDE_STATUSES.flatMap((from) =>
      RIDE_STATUSES.filter((to) => to !== from).map((to) => [from, to] as const),
    );
    it.each(pairs)('from %s to %s', async (from, to) => {
      await commit(sampleRide(from));
      const isReachable = reachableMoves().some((move) => move.from === from && move.to === to);
      expect(await refusalOf(commit(sampleRide(to)))).toBe(isReachable ? undefined : 'ride_move_legal');
      expect(await statusOf(source, RIDE_ID)).toBe(isReachable ? to : from);
    });

    it('hold for whoever writes, whatever they write it with', async () => {
      await commit(sampleRide('ended'));
      const planted = source.query(`UPDATE rides.ride SET status = 'started' WHERE ride_id = $1`, [RIDE_ID]);
      expect(await refusalOf(planted)).toBe('ride_move_legal');
    });

    it('know nothing of a status that is not in the table', async () => {
      await commit(sampleRide('requested'));
      const planted = source.query(`UPDATE rides.ride SET status = 'lost', driver_id = 'd' WHERE ride_id = $1`, [
        RIDE_ID,
      ]);
      expect(await refusalOf(planted)).toBe('ride_status_known');
    });

    it('would be refused if the table lost a row', async () => {
      await commit(sampleRide('accepted'));
      const planted = source.transaction(async (manager) => {
        await manager.query(`DELETE FROM rides.legal_move WHERE from_status = 'accepted' AND to_status = 'arrived'`);
        await manager.query(`UPDATE rides.ride SET status = 'arrived', arrived_at_ms = 1 WHERE ride_id = $1`, [
          RIDE_ID,
        ]);
      });
      expect(await refusalOf(planted)).toBe('ride_move_legal');
    });
  });

  describe('one open ride per rider', () => {
    it.each(['requested', 'offered', 'accepted', 'arrived', 'started'] as const)(
      'refuses a second one beside %s',
      async (status) => {
        await commit(sampleRide(status));
        const second = sampleRide('requested', { rideId: OTHER_RIDE_ID });
        expect(await refusalOf(commit(second))).toBe('ride_one_open_per_rider');
      },
    );

    it.each(['ended', 'cancelled', 'lapsed'] as const)('has room beside one that is %s', async (status) => {
      await commit(sampleRide(status));
      expect(await refusalOf(commit(sampleRide('requested', { rideId: OTHER_RIDE_ID })))).toBeUndefined();
    });

    it('asks at the end of the commit, not on the way', async () => {
      await commit(sampleRide('requested'));
      const next = sampleRide('requested', { rideId: OTHER_RIDE_ID });
      expect(await refusalOf(commit(next, sampleRide('cancelled')))).toBeUndefined();
    });
  });

  describe('one active ride per driver', () => {
    it.each(['offered', 'accepted', 'arrived', 'started'] as const)(
      'refuses a second one beside %s',
      async (status) => {
        await commit(sampleRide(status));
        const second = sampleRide('offered', { ...OTHER, driverId: DRIVER.subject });
        expect(await refusalOf(commit(second))).toBe('ride_one_active_per_driver');
      },
    );

    it('asks at the end of the commit, not on the way', async () => {
      await commit(sampleRide('started'));
      const next = sampleRide('offered', { ...OTHER, driverId: DRIVER.subject });
      expect(await refusalOf(commit(next, sampleRide('ended')))).toBeUndefined();
    });
  });

  describe('rows that cannot be', () => {
    const rides: readonly (readonly [string, RideStatus, Partial<Ride>])[] = [
      ['ride_pickup_on_island', 'requested', { pickup: { ...OISTINS, lat: 14 } }],
      ['ride_pickup_on_island', 'requested', { pickup: {} as Ride['pickup'] }],
      ['ride_dropoff_on_island', 'requested', { dropoff: { ...BATHSHEBA, lon: 0 } }],
      ['ride_fare_not_negative', 'requested', { quotedFareCents: -1 }],
      ['ride_pin_form', 'requested', { pinHash: '4821' }],
      ['ride_pin_tries', 'requested', { pinFailures: 6 }],
      ['ride_driver_not_rider', 'offered', { driverId: RIDER.subject }],
      ['ride_driver_fits_status', 'started', { driverId: null }],
      ['ride_driver_fits_status', 'requested', { driverId: DRIVER.subject }],
      ['ride_offer_fits_status', 'offered', { offerExpiresAtMs: null }],
      ['ride_offer_fits_status', 'accepted', { offerExpiresAtMs: NOW_MS }],
      ['ride_times_fit_status', 'ended', { endedAtMs: null }],
      ['ride_cancel_fits_status', 'cancelled', { cancelledBy: null }],
      ['ride_no_show_is_proven', 'cancelled', { cancelledBy: 'driver' }],
      ['ride_no_show_is_proven', 'arrived', { noShow: PROOF }],
      ['ride_device_has_driver', 'requested', { driverDevice: 'phone-1' }],
    ];
    it.each(rides)('%s', async (constraint, status, wrong) => {
      expect(await refusalOf(commit(sampleRide(status, wrong)))).toBe(constraint);
    });

    const drivers: readonly (readonly [string, Partial<Driver>])[] = [
      ['driver_one_ride', { activeRideId: RIDE_ID, offeredRideId: OTHER_RIDE_ID }],
      ['driver_offline_has_no_ride', { online: false, activeRideId: RIDE_ID }],
      ['driver_shift_is_counted', { device: 'phone-1' }],
      ['driver_shift_is_counted', { shiftEpoch: -1 }],
    ];
    it.each(drivers)('%s', async (constraint, wrong) => {
      const insert = source.getRepository(DriverRow).insert({ ...sampleDriver(wrong), commit: 1 });
      expect(await refusalOf(insert)).toBe(constraint);
    });
  });
});

async function statusOf(source: DataSource, rideId: string): Promise<RideStatus> {
  return (await source.getRepository(RideRow).findOneByOrFail({ rideId })).status;
}
