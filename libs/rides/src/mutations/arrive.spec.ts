import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import { CLAIMED_MS, DRIVER, NOW_MS, play, RIDE_ID, sampleRows } from '../../test/samples.ts';
import type { Ride } from '../state.ts';
import { arrive } from './arrive.ts';

const args = { rideId: RIDE_ID };

describe('rides.arrive', () => {
  it('keeps both clocks', () => {
    const verdict = play(arrive, { args, actor: DRIVER, rows: sampleRows('accepted'), claimedAtMs: CLAIMED_MS });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'arrived',
      arrivedAtMs: NOW_MS,
      arrivedClaimedAtMs: CLAIMED_MS,
    });
    expect(emitted(verdict)).toEqual(['rides.arrived.v1']);
    expect(verdict.events[0]?.payload).toMatchObject({ atMs: NOW_MS, claimedAtMs: CLAIMED_MS });
  });

  it('finds the ride cancelled, and hears both clocks of the cancel', () => {
    expect(play(arrive, { args, actor: DRIVER, rows: sampleRows('cancelled') })).toMatchObject({
      outcome: 'rejected',
      code: 'ride_cancelled',
      details: { cancelledAtMs: NOW_MS - 500, cancelledClaimedAtMs: NOW_MS - 600, cancelledBy: 'rider' },
    });
  });
});
