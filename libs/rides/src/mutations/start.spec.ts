import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import {
  CLAIMED_MS,
  DRIVER,
  NOW_MS,
  OTHER_RIDE_ID,
  PIN,
  play,
  RIDE_ID,
  RIDER,
  SALT,
  sampleRide,
} from '../../test/samples.ts';
import { RIDE_LIMITS } from '../limits.ts';
import { pinHash } from '../rules/pin.ts';
import type { Ride } from '../state.ts';
import { rideForDriver, rideKind } from '../views.ts';
import { renewPin } from './renew-pin.ts';
import { start, startArgs } from './start.ts';

const WRONG = '0000';
const type = (ride: Ride, pin: string) =>
  play(start, { args: { rideId: RIDE_ID, pin }, actor: DRIVER, rows: [rideKind.put(ride)], claimedAtMs: CLAIMED_MS });
const after = (verdict: ReturnType<typeof play>): Ride => changed<Ride>(verdict, 'ride') ?? sampleRide('ended');

describe('R3 rides.start', () => {
  const arrived = sampleRide('arrived');

  it('with the right PIN starts the ride', () => {
    const verdict = type(arrived, PIN);
    expect(after(verdict)).toMatchObject({ status: 'started', startedAtMs: NOW_MS, startedClaimedAtMs: CLAIMED_MS });
    expect(verdict.code).toBeUndefined();
    expect(emitted(verdict)).toEqual(['rides.started.v1']);
  });

  it('with a wrong PIN counts the try, and moves nothing', () => {
    const verdict = type(arrived, WRONG);
    expect(verdict).toMatchObject({ outcome: 'applied', code: 'pin_wrong', details: { triesLeft: 4 }, events: [] });
    expect(after(verdict)).toEqual({ ...arrived, pinFailures: 1 });
  });

  it('allows five tries, then only a new PIN helps', () => {
    let ride = arrived;
    const triesLeft: unknown[] = [];
    for (let tries = 0; tries < RIDE_LIMITS.pinTriesMax; tries += 1) {
      const verdict = type(ride, WRONG);
      triesLeft.push(verdict.details);
      ride = after(verdict);
    }
    expect(triesLeft).toEqual([4, 3, 2, 1, 0].map((left) => ({ triesLeft: left })));
    expect(type(ride, WRONG)).toMatchObject({ outcome: 'rejected', code: 'pin_locked' });
    expect(type(ride, PIN)).toMatchObject({ outcome: 'rejected', code: 'pin_locked' });

    const renewed = renew(ride, '7310');
    expect(type(renewed, PIN)).toMatchObject({ code: 'pin_wrong', details: { triesLeft: 4 } });
    expect(after(type(renewed, '7310')).status).toBe('started');
  });

  it('still starts at the last try', () => {
    expect(after(type({ ...arrived, pinFailures: 4 }, PIN)).status).toBe('started');
  });

  it('does not take the hash of another ride for its own', () => {
    const replayed = { ...arrived, pinHash: pinHash(OTHER_RIDE_ID, SALT, PIN) };
    expect(type(replayed, PIN)).toMatchObject({ code: 'pin_wrong' });
  });

  it('depends on the salt', () => {
    expect(type({ ...arrived, pinSalt: 'ffeeddccbbaa99887766554433221100' }, PIN)).toMatchObject({ code: 'pin_wrong' });
  });

  it('decides the same on the driver’s phone, over what the driver sees', () => {
    for (const pin of [PIN, WRONG]) {
      const onPhone = type(rideForDriver(arrived), pin);
      const onServer = type(arrived, pin);
      expect([onPhone.outcome, onPhone.code, onPhone.details]).toEqual([
        onServer.outcome,
        onServer.code,
        onServer.details,
      ]);
      expect(after(onPhone).status).toBe(after(onServer).status);
    }
  });

  it('is believed by a phone that accepted without a network and was not given the hash; the server checks', () => {
    const onPhone = { ...rideForDriver(sampleRide('offered')), status: 'arrived' } as const;
    expect(after(type(onPhone, WRONG)).status).toBe('started');
  });

  it('does not look at the PIN before the driver has arrived', () => {
    expect(type(sampleRide('accepted'), WRONG)).toMatchObject({ code: 'move_illegal', changes: [] });
  });

  it.each(['123', '12345', 'abcd', ' 123', '１２３４'])('takes four digits, not %j', (pin) => {
    expect(startArgs.safeParse({ rideId: RIDE_ID, pin }).success).toBe(false);
  });
});

function renew(ride: Ride, pin: string): Ride {
  const args = { rideId: RIDE_ID, pinSalt: SALT, pinHash: pinHash(RIDE_ID, SALT, pin) };
  return after(play(renewPin, { args, actor: RIDER, rows: [rideKind.put(ride)] }));
}
