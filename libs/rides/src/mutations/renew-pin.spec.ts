import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import { OTHER_RIDER, play, RIDE_ID, RIDER, SALT, sampleRide, sampleRows } from '../../test/samples.ts';
import { pinHash } from '../rules/pin.ts';
import { RIDE_STATUSES } from '../state.ts';
import { renewPin } from './renew-pin.ts';

const args = { rideId: RIDE_ID, pinSalt: SALT, pinHash: pinHash(RIDE_ID, SALT, '7310') };
const OVER = ['started', 'ended', 'cancelled'] as const;

describe('rides.renewPin', () => {
  it.each(RIDE_STATUSES.filter((status) => !OVER.some((over) => over === status)))(
    'makes a new PIN while the ride is %s',
    (status) => {
      const verdict = play(renewPin, { args, actor: RIDER, rows: sampleRows(status, { pinFailures: 5 }) });
      expect(changed(verdict, 'ride')).toEqual(sampleRide(status, { pinHash: args.pinHash, pinFailures: 0 }));
    },
  );

  it.each(OVER)('is not needed once the ride is %s', (status) => {
    expect(play(renewPin, { args, actor: RIDER, rows: sampleRows(status) })).toMatchObject({
      outcome: 'rejected',
      code: 'pin_not_needed',
      details: { status },
    });
  });

  it('knows neither a missing ride nor somebody else’s', () => {
    const missing = play(renewPin, { args, actor: RIDER });
    expect(missing.code).toBe('ride_not_found');
    expect(play(renewPin, { args, actor: OTHER_RIDER, rows: sampleRows('requested') })).toEqual(missing);
  });
});
