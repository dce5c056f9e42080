import { describe, expect, it } from '@jest/globals';
import {
  BATHSHEBA,
  changed,
  CLAIMED_MS,
  DRIVER,
  HOLETOWN,
  NOW_MS,
  play,
  RIDE_ID,
  RIDER,
  sampleDriver,
  sampleRows,
  told,
} from '../../test/samples.ts';
import type { Driver, Ride } from '../state.ts';
import { end } from './end.ts';

const args = { rideId: RIDE_ID };

describe('rides.end', () => {
  it('ends the ride; both are free, and the driver is at the dropoff', () => {
    const verdict = play(end, { args, actor: DRIVER, rows: sampleRows('started'), claimedAtMs: CLAIMED_MS });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'ended',
      endedAtMs: NOW_MS,
      endedClaimedAtMs: CLAIMED_MS,
    });
    expect(changed(verdict, 'rider')).toEqual({ riderId: RIDER.subject, openRideId: null });
    expect(changed(verdict, 'driver')).toEqual(sampleDriver({ position: BATHSHEBA, positionAtMs: NOW_MS }));
    expect(told(verdict)).toEqual(['rides.ended.v1']);
    expect(verdict.events[0]?.payload).toMatchObject({ quotedFareCents: 10_750, claimedAtMs: CLAIMED_MS });
  });

  it('believes the driver who says where they are', () => {
    const verdict = play(end, { args: { ...args, position: HOLETOWN }, actor: DRIVER, rows: sampleRows('started') });
    expect(changed<Driver>(verdict, 'driver')?.position).toEqual(HOLETOWN);
  });
});
