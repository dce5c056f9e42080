import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import { DRIVER, NOW_MS, play, RIDE_ID, sampleDriver, sampleRows } from '../../test/samples.ts';
import type { Ride } from '../state.ts';
import { decline } from './decline.ts';

const args = { rideId: RIDE_ID };

describe('rides.decline', () => {
  it('lets the ride wait again, where it waited, and is not asked again', () => {
    const verdict = play(decline, { args, actor: DRIVER, rows: sampleRows('offered') });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'requested',
      driverId: null,
      offeredAtMs: null,
      offerExpiresAtMs: null,
      queuedAtMs: NOW_MS - 60_000,
      declinedDriverIds: [DRIVER.subject],
    });
    expect(changed(verdict, 'driver')).toEqual(sampleDriver());
    expect(emitted(verdict)).toEqual(['rides.offerDeclined.v1']);
    expect(verdict.events[0]?.payload).toEqual({ rideId: RIDE_ID, driverId: DRIVER.subject, offerNumber: 1 });
  });

  it('said twice finds the offer gone', () => {
    const rows = sampleRows('requested', { declinedDriverIds: [DRIVER.subject] });
    expect(play(decline, { args, actor: DRIVER, rows })).toMatchObject({ outcome: 'rejected', code: 'offer_gone' });
  });
});
