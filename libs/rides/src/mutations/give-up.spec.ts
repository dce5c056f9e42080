import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import {
  DISPATCHER,
  DRIVER,
  NOW_MS,
  OTHER_DRIVER,
  play,
  RIDE_ID,
  RIDER,
  sampleDriver,
  sampleRows,
  SYSTEM,
} from '../../test/samples.ts';
import { RIDE_LIMITS } from '../limits.ts';
import { RIDE_STATUSES, type Ride } from '../state.ts';
import { accept } from './accept.ts';
import { giveUp } from './give-up.ts';

const args = { rideId: RIDE_ID };
const WANTED_MS = NOW_MS + 600_000;
const DUE_MS = WANTED_MS - RIDE_LIMITS.giveUpLeadMs;
const OFFERED_DUE_MS = WANTED_MS - RIDE_LIMITS.giveUpOfferedLeadMs;
const QUEUED_MS = NOW_MS - 60_000;

describe('rides.giveUp', () => {
  it('tells the rider that no car can come in time, and lets them book again', () => {
    const verdict = play(giveUp, { args, actor: SYSTEM, rows: sampleRows('requested'), nowMs: DUE_MS });
    expect(verdict).toMatchObject({ outcome: 'applied', code: 'no_supply' });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'lapsed',
      lapseReason: 'no_supply',
      wantedUntilMs: WANTED_MS,
      queuedAtMs: null,
    });
    expect(changed(verdict, 'rider')).toEqual({ riderId: RIDER.subject, openRideId: null });
    expect(emitted(verdict)).toEqual(['rides.givenUp.v1']);
  });

  it('lets a driver go who was thinking about it, and tells them so if they answer', () => {
    const verdict = play(giveUp, { args, actor: SYSTEM, rows: sampleRows('offered'), nowMs: OFFERED_DUE_MS });
    expect(changed(verdict, 'driver')).toEqual(sampleDriver());
    expect(verdict.events).toMatchObject([{ payload: { driverId: DRIVER.subject } }]);
    const late = play(accept, { args, actor: DRIVER, rows: verdict.changes, nowMs: OFFERED_DUE_MS + 1 });
    expect(late).toMatchObject({ outcome: 'rejected', code: 'offer_gone' });
    const stranger = play(accept, { args, actor: OTHER_DRIVER, rows: verdict.changes });
    expect(stranger.code).toBe('ride_not_found');
  });

  it.each([
    ['a waiting ride just before its end', 'requested', {}, DUE_MS],
    ['a ride that a driver is thinking about, a little longer', 'offered', {}, OFFERED_DUE_MS],
    [
      'a ride without an end, as long as anybody waits',
      'requested',
      { wantedUntilMs: null },
      QUEUED_MS + RIDE_LIMITS.waitMsMax,
    ],
    ['an offered ride without an end', 'offered', { wantedUntilMs: null }, QUEUED_MS + RIDE_LIMITS.waitMsMax],
  ] as const)('waits for %s', (_what, status, overrides, dueMs) => {
    const at = (nowMs: number) => play(giveUp, { args, actor: SYSTEM, rows: sampleRows(status, overrides), nowMs });
    expect(at(dueMs - 1)).toMatchObject({
      outcome: 'rejected',
      code: 'wait_not_over',
      details: { waitEndsAtMs: dueMs },
    });
    expect(at(dueMs).outcome).toBe('applied');
  });

  it.each(RIDE_STATUSES.filter((status) => status !== 'requested' && status !== 'offered'))(
    'leaves a ride alone that is %s',
    (status) => {
      expect(play(giveUp, { args, actor: SYSTEM, rows: sampleRows(status), nowMs: WANTED_MS })).toMatchObject({
        outcome: 'rejected',
        code: 'move_illegal',
        details: { from: status, to: 'lapsed' },
      });
    },
  );

  it('knows no missing ride', () => {
    expect(play(giveUp, { args, actor: SYSTEM }).code).toBe('ride_not_found');
  });

  it.each([
    ['rider', RIDER],
    ['driver', DRIVER],
    ['dispatcher', DISPATCHER],
  ])('is not for a %s', (_role, actor) => {
    const verdict = play(giveUp, { args, actor, rows: sampleRows('requested'), nowMs: DUE_MS });
    expect(verdict).toMatchObject({ outcome: 'rejected', code: 'role_missing' });
  });
});
