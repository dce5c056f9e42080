import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import { DRIVER, NOW_MS, play, RIDE_ID, sampleDriver, sampleRows, SYSTEM } from '../../test/samples.ts';
import { RIDE_STATUSES, type Ride } from '../state.ts';
import { expireOffer } from './expire-offer.ts';

const args = { rideId: RIDE_ID, offerNumber: 1 };
const DUE_MS = NOW_MS + 29_000;

describe('rides.expireOffer', () => {
  it('lets the ride wait again, where it waited, and the driver go', () => {
    const verdict = play(expireOffer, { args, actor: SYSTEM, rows: sampleRows('offered'), nowMs: DUE_MS });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'requested',
      driverId: null,
      offerExpiresAtMs: null,
      queuedAtMs: NOW_MS - 60_000,
      missedDriverIds: [DRIVER.subject],
      declinedDriverIds: [],
    });
    expect(changed(verdict, 'driver')).toEqual(sampleDriver());
    expect(emitted(verdict)).toEqual(['rides.offerExpired.v1']);
  });

  it('waits until it is due', () => {
    const verdict = play(expireOffer, { args, actor: SYSTEM, rows: sampleRows('offered'), nowMs: DUE_MS - 1 });
    expect(verdict).toMatchObject({
      outcome: 'rejected',
      code: 'offer_not_due',
      details: { offerExpiresAtMs: DUE_MS },
    });
  });

  it('leaves a newer offer alone', () => {
    const rows = sampleRows('offered', { offerCount: 2 });
    expect(play(expireOffer, { args, actor: SYSTEM, rows, nowMs: DUE_MS })).toMatchObject({ code: 'offer_gone' });
  });

  it.each(RIDE_STATUSES.filter((status) => status !== 'offered'))('finds no offer in a ride that is %s', (status) => {
    expect(play(expireOffer, { args, actor: SYSTEM, rows: sampleRows(status), nowMs: DUE_MS }).code).toBe('offer_gone');
  });

  it('knows no missing ride', () => {
    expect(play(expireOffer, { args, actor: SYSTEM }).code).toBe('ride_not_found');
  });
});
