import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import { CLAIMED_MS, DRIVER, NOW_MS, OTHER_DRIVER, play, RIDE_ID, sampleRide, sampleRows } from '../../test/samples.ts';
import type { Driver, Ride } from '../state.ts';
import { rideKind } from '../views.ts';
import { accept } from './accept.ts';

const args = { rideId: RIDE_ID };

describe('rides.accept', () => {
  it('gives the ride to the driver it is offered to', () => {
    const verdict = play(accept, { args, actor: DRIVER, rows: sampleRows('offered'), claimedAtMs: CLAIMED_MS });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'accepted',
      driverId: DRIVER.subject,
      acceptedAtMs: NOW_MS,
      acceptedClaimedAtMs: CLAIMED_MS,
      offerExpiresAtMs: null,
      queuedAtMs: null,
    });
    expect(changed<Driver>(verdict, 'driver')).toMatchObject({ activeRideId: RIDE_ID, offeredRideId: null });
    expect(emitted(verdict)).toEqual(['rides.accepted.v1']);
  });

  it('counts however late it comes, while the offer has not been taken back', () => {
    const verdict = play(accept, { args, actor: DRIVER, rows: sampleRows('offered'), nowMs: NOW_MS + 86_400_000 });
    expect(verdict.outcome).toBe('applied');
  });

  it('works on a phone that holds only the ride', () => {
    const verdict = play(accept, { args, actor: DRIVER, rows: [rideKind.put(sampleRide('offered'))] });
    expect(verdict.changes.map(({ kind }) => kind)).toEqual(['ride']);
  });

  it('says that the rider called it off, where that is why the offer is over', () => {
    const called = {
      driverId: null,
      missedDriverIds: [DRIVER.subject],
      cancelledBy: 'rider',
      cancelledAtMs: 7,
    } as const;
    expect(play(accept, { args, actor: DRIVER, rows: sampleRows('cancelled', called) })).toMatchObject({
      code: 'ride_cancelled',
      details: { cancelledBy: 'rider', cancelledAtMs: 7 },
    });
    const driven = { ...called, driverId: OTHER_DRIVER.subject };
    expect(play(accept, { args, actor: DRIVER, rows: sampleRows('cancelled', driven) }).code).toBe('offer_gone');
  });

  it('finds the offer gone that was taken back, or went on to another driver', () => {
    const missed = { missedDriverIds: [DRIVER.subject] };
    const taken = sampleRows('accepted', { ...missed, driverId: OTHER_DRIVER.subject });
    for (const rows of [sampleRows('requested', missed), taken]) {
      expect(play(accept, { args, actor: DRIVER, rows })).toMatchObject({ outcome: 'rejected', code: 'offer_gone' });
    }
  });
});
