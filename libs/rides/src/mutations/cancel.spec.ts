import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import {
  CLAIMED_MS,
  DISPATCHER,
  DRIVER,
  NOW_MS,
  OTHER_RIDER,
  play,
  RIDE_ID,
  RIDER,
  sampleDriver,
  sampleRide,
  sampleRider,
  sampleRows,
} from '../../test/samples.ts';
import { RIDE_STATUSES, type Driver, type Ride } from '../state.ts';
import { rideKind } from '../views.ts';
import { cancel, cancelArgs } from './cancel.ts';

const args = { rideId: RIDE_ID, reason: 'waited_too_long' } as const;

describe('rides.cancel', () => {
  it.each(['requested', 'offered', 'accepted', 'arrived', 'lapsed'] as const)(
    'by the rider ends a ride that is %s',
    (status) => {
      const verdict = play(cancel, { args, actor: RIDER, rows: sampleRows(status), claimedAtMs: CLAIMED_MS });
      expect(verdict.outcome).toBe('applied');
      expect(changed<Ride>(verdict, 'ride')).toMatchObject({
        status: 'cancelled',
        cancelledAtMs: NOW_MS,
        cancelledClaimedAtMs: CLAIMED_MS,
        cancelledBy: 'rider',
        cancelledFromStatus: status,
        cancelReason: 'waited_too_long',
        queuedAtMs: null,
        offerExpiresAtMs: null,
      });
      expect(emitted(verdict)).toEqual(['rides.cancelled.v1']);
      expect(changed(verdict, 'rider') ?? sampleRider()).toEqual(sampleRider(null));
    },
  );

  it.each(['offered', 'accepted', 'arrived'] as const)('frees the driver of a ride that is %s', (status) => {
    const verdict = play(cancel, { args, actor: RIDER, rows: sampleRows(status) });
    expect(changed<Driver>(verdict, 'driver')).toEqual(sampleDriver());
    expect(verdict.events[0]?.payload).toMatchObject({ driverId: DRIVER.subject, fromStatus: status });
  });

  it('takes the ride from a driver who was only asked', () => {
    const ride = changed<Ride>(play(cancel, { args, actor: RIDER, rows: sampleRows('offered') }), 'ride');
    expect(ride).toMatchObject({ driverId: null, missedDriverIds: [DRIVER.subject] });
  });

  it.each([
    ['requested', undefined],
    ['offered', undefined],
    ['lapsed', undefined],
    ['accepted', 'cancelled_after_accept'],
    ['arrived', 'cancelled_after_accept'],
  ] as const)('of a ride that is %s says %s', (status, code) => {
    const verdict = play(cancel, { args, actor: RIDER, rows: sampleRows(status), claimedAtMs: CLAIMED_MS });
    expect(verdict.code).toBe(code);
    const clocks = { acceptedAtMs: NOW_MS - 1000, cancelledAtMs: NOW_MS, claimedAtMs: CLAIMED_MS };
    expect(verdict.details).toEqual(code && clocks);
  });

  it('R8 by the rider comes too late once the ride has started, however early the device claims it was made', () => {
    const verdict = play(cancel, { args, actor: RIDER, rows: sampleRows('started'), claimedAtMs: CLAIMED_MS });
    expect(verdict).toMatchObject({
      outcome: 'rejected',
      code: 'ride_started',
      details: { startedAtMs: NOW_MS - 1000, startedClaimedAtMs: NOW_MS - 1000, cancelClaimedAtMs: CLAIMED_MS },
    });
  });

  it.each(['requested', 'offered', 'accepted', 'arrived', 'started', 'lapsed'] as const)(
    'by a dispatcher ends any ride that is %s',
    (status) => {
      const verdict = play(cancel, { args: { rideId: RIDE_ID }, actor: DISPATCHER, rows: sampleRows(status) });
      expect(changed<Ride>(verdict, 'ride')).toMatchObject({
        status: 'cancelled',
        cancelledBy: 'dispatcher',
        cancelReason: null,
      });
    },
  );

  it.each(['ended', 'cancelled'] as const)('finds a ride over that is %s', (status) => {
    for (const actor of [RIDER, DISPATCHER]) {
      expect(play(cancel, { args, actor, rows: sampleRows(status) })).toMatchObject({
        outcome: 'rejected',
        code: 'ride_over',
        details: { status },
      });
    }
  });

  it.each(RIDE_STATUSES)('knows somebody else’s ride (%s) no better than a missing one', (status) => {
    const missing = play(cancel, { args, actor: OTHER_RIDER });
    expect(missing).toMatchObject({ outcome: 'rejected', code: 'ride_not_found' });
    expect(play(cancel, { args, actor: OTHER_RIDER, rows: sampleRows(status) })).toEqual(missing);
  });

  it('treats a dispatcher’s own ride as a rider’s', () => {
    const both = { subject: RIDER.subject, roles: ['rider', 'dispatcher'] };
    expect(play(cancel, { args, actor: both, rows: sampleRows('started') }).code).toBe('ride_started');
    expect(changed<Ride>(play(cancel, { args, actor: both, rows: sampleRows('requested') }), 'ride')?.cancelledBy).toBe(
      'rider',
    );
  });

  it('works on a phone, which holds no driver’s row', () => {
    const verdict = play(cancel, { args, actor: RIDER, rows: [rideKind.put(sampleRide('accepted'))] });
    expect(verdict.changes.map(({ kind }) => kind)).toEqual(['ride']);
  });

  it('does not take a reason it does not know', () => {
    expect(cancelArgs.safeParse({ rideId: RIDE_ID, reason: 'rain' }).success).toBe(false);
  });
});
