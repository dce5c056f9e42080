import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import {
  DISPATCHER,
  DRIVER,
  NOW_MS,
  OTHER_RIDE_ID,
  play,
  RIDE_ID,
  sampleDriver,
  sampleRide,
  sampleRows,
  SYSTEM,
} from '../../test/samples.ts';
import { RIDE_STATUSES, type Driver, type Ride } from '../state.ts';
import { driverKind, rideKind } from '../views.ts';
import { offer, offerArgs } from './offer.ts';

const args = { rideId: RIDE_ID, driverId: DRIVER.subject, timeoutMs: 30_000 };
const waiting = (ride: Partial<Ride> = {}, driver: Partial<Driver> = {}) => [
  rideKind.put(sampleRide('requested', ride)),
  driverKind.put(sampleDriver(driver)),
];

describe('rides.offer', () => {
  it('asks the driver, for a while', () => {
    const verdict = play(offer, { args, actor: SYSTEM, rows: waiting({ offerCount: 2 }) });
    expect(verdict.outcome).toBe('applied');
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'offered',
      driverId: DRIVER.subject,
      offerCount: 3,
      offeredAtMs: NOW_MS,
      offerExpiresAtMs: NOW_MS + 30_000,
    });
    expect(changed<Driver>(verdict, 'driver')?.offeredRideId).toBe(RIDE_ID);
    expect(emitted(verdict)).toEqual(['rides.offered.v1']);
  });

  it('asks again who did not answer: that is for dispatch to avoid', () => {
    const rows = waiting({ missedDriverIds: [DRIVER.subject] });
    expect(play(offer, { args, actor: SYSTEM, rows }).outcome).toBe('applied');
  });

  it.each([
    ['ride_not_found', []],
    ['driver_is_rider', waiting({ riderId: DRIVER.subject })],
    ['driver_passed', waiting({ declinedDriverIds: [DRIVER.subject] })],
    ['driver_offline', [rideKind.put(sampleRide('requested'))]],
    ['driver_offline', waiting({}, { online: false })],
    ['driver_busy', waiting({}, { activeRideId: OTHER_RIDE_ID })],
    ['driver_busy', waiting({}, { offeredRideId: OTHER_RIDE_ID })],
  ])('refuses with %s', (code, rows) => {
    expect(play(offer, { args, actor: SYSTEM, rows })).toMatchObject({ outcome: 'rejected', code });
  });

  it.each(RIDE_STATUSES.filter((status) => status !== 'requested'))(
    'has nothing to offer in a ride that is %s',
    (status) => {
      expect(play(offer, { args, actor: SYSTEM, rows: sampleRows(status) })).toMatchObject({
        code: 'move_illegal',
        details: { from: status, to: 'offered' },
      });
    },
  );

  it('is for Bimride itself', () => {
    expect(play(offer, { args, actor: DISPATCHER, rows: waiting() }).code).toBe('role_missing');
  });

  it.each([999, 600_001])('does not take a timeout of %i ms', (timeoutMs) => {
    expect(offerArgs.safeParse({ ...args, timeoutMs }).success).toBe(false);
  });
});
