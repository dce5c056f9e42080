import { arrive, noShow } from '#rides/client';
import type { Outcome } from '#sync/client';
import { describe, expect, it } from '@jest/globals';
import { describePlainly, inWords, type Wording } from './words.ts';

const HERE: Wording = { describeRow: describePlainly, onOtherPhone: false };

const theirs = { 'ride/1': { status: 'arrived' }, 'driver/a': { shiftEpoch: 2 } };
const conflict = (code: string): Outcome => ({
  outcome: 'conflict',
  commit: 7,
  error: 'app',
  code,
  conflict: { yours: { rideId: '1' }, theirs },
});

describe('what a driver reads', () => {
  it('whose other phone has taken the ride over', () => {
    expect(inWords({ name: arrive.name, outcome: conflict('other_device') }, arrive, HERE)).toEqual({
      wanted: 'Says that the driver is at the pickup.',
      reason: 'Your other phone has this. Go online on this one to take over what is not over yet.',
      dropped: 'The driver would be at the pickup.',
      // That the driver's own row changed tells them nothing.
      instead: ['The ride is now arrived.'],
    });
  });

  it('on the phone that has the ride, of what the other one tried', () => {
    const words = inWords({ name: arrive.name, outcome: conflict('other_device') }, arrive, {
      ...HERE,
      onOtherPhone: true,
    });
    expect(words.reason).toBe(
      'Your other phone, or this one before a new installation, was told: “Your other phone has this. Go online on this one to take over what is not over yet.”',
    );
  });

  it('whose no-show is not believed', () => {
    const reasons = ['grace_not_over', 'pickup_far', 'clocks_disagree', 'arrival_unproven'].map(
      (code) => inWords({ name: noShow.name, outcome: conflict(code) }, noShow, HERE).reason,
    );
    expect(reasons).toEqual([
      'The rider still has time to come.',
      'You are too far from the pickup, or were when you arrived.',
      'The times that your phone tells do not show this wait. Say it again with a network, or ask us to call the ride off.',
      'Your arrival came without your position, so it does not show that you were at the pickup.',
    ]);
  });
});
