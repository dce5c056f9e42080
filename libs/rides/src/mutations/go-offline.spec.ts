import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import {
  CLAIMED_MS,
  DRIVER,
  NOW_MS,
  OTHER_DRIVER,
  play,
  RIDE_ID,
  sampleDriver,
  sampleRide,
  sampleRows,
} from '../../test/samples.ts';
import type { Ride } from '../state.ts';
import { driverKind, rideKind } from '../views.ts';
import { goOffline } from './go-offline.ts';

const gone = sampleDriver({ online: false, onlineChangedAtMs: NOW_MS, onlineChangedClaimedAtMs: CLAIMED_MS });
const scene = { args: {}, actor: DRIVER, claimedAtMs: CLAIMED_MS } as const;

describe('drivers.goOffline', () => {
  it('ends the shift', () => {
    const verdict = play(goOffline, { ...scene, rows: [driverKind.put(sampleDriver())] });
    expect(changed(verdict, 'driver')).toEqual(gone);
    expect(emitted(verdict)).toEqual(['drivers.wentOffline.v1']);
  });

  it('gives an offer back', () => {
    const verdict = play(goOffline, { ...scene, rows: sampleRows('offered') });
    expect(changed(verdict, 'driver')).toEqual(gone);
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'requested',
      driverId: null,
      missedDriverIds: [DRIVER.subject],
    });
    expect(emitted(verdict)).toEqual(['drivers.wentOffline.v1', 'rides.offerDeclined.v1']);
  });

  it('leaves a ride alone that is not offered to this driver any more', () => {
    const rows = [
      driverKind.put(sampleDriver({ offeredRideId: RIDE_ID })),
      rideKind.put(sampleRide('offered', { driverId: OTHER_DRIVER.subject })),
    ];
    expect(changed(play(goOffline, { ...scene, rows }), 'ride')).toBeUndefined();
  });

  it.each(['accepted', 'arrived', 'started'] as const)('waits for the end of a ride that is %s', (status) => {
    expect(play(goOffline, { ...scene, rows: sampleRows(status) })).toMatchObject({
      outcome: 'rejected',
      code: 'driver_has_ride',
      details: { rideId: RIDE_ID },
    });
  });

  it.each([[[]], [[driverKind.put(gone)]]])('finds the driver offline already', (rows) => {
    expect(play(goOffline, { ...scene, rows }).code).toBe('driver_offline');
  });
});
