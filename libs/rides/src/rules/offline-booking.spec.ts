import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import type { Ending, Measure, MutationDefinition } from '#sync/client';
import {
  BATHSHEBA,
  DISPATCHER,
  DRIVER,
  NOW_MS,
  OISTINS,
  PIN,
  play,
  RIDE_ID,
  RIDER,
  SALT,
  sampleRows,
  SYSTEM,
} from '../../test/samples.ts';
import { RIDE_LIMITS } from '../limits.ts';
import { accept } from '../mutations/accept.ts';
import { book } from '../mutations/book.ts';
import { cancel } from '../mutations/cancel.ts';
import { confirm } from '../mutations/confirm.ts';
import { decline } from '../mutations/decline.ts';
import { expireOffer } from '../mutations/expire-offer.ts';
import { giveUp } from '../mutations/give-up.ts';
import type { Ride, RideStatus } from '../state.ts';
import { measureBooking } from './offline-booking.ts';
import { pinHash } from './pin.ts';

const WANTED_MS = NOW_MS + 600_000;
const entityId = `ride/${RIDE_ID}`;
const success = (value: 0 | 1, how: string, strict: 0 | 1, code: string | null = null): Measure => ({
  entityId,
  metric: 'offline_booking_success',
  value,
  notes: { how, strict, code },
});

describe('what is counted when an offline booking is decided', () => {
  const time = { nowMs: NOW_MS, claimedAtMs: NOW_MS - 90_000, validUntilMs: WANTED_MS, offline: true };
  const ending = (outcome: Ending['outcome'], code: string | null): Ending => ({
    entityId,
    outcome,
    code,
    time,
    latenessMs: 90_000,
  });
  const booked = (outcome: Ending['outcome'], code: string | null): Measure => ({
    entityId,
    metric: 'offline_booking',
    value: 90_000,
    notes: { outcome, code, wantedUntilMs: WANTED_MS },
  });

  it('is the booking alone while a driver is looked for', () => {
    expect(measureBooking(ending('applied', null))).toEqual([booked('applied', null)]);
  });

  it.each([
    ['applied', 'booking_lapsed', 'lapsed'],
    ['applied', 'quote_lapsed', 'lapsed'],
    ['rejected', 'ride_open', 'rejected'],
    ['rejected', 'args_invalid', 'rejected'],
    ['conflict', 'ride_open', 'conflict'],
    ['expired', 'too_old', 'expired'],
    ['parked', 'defect', 'parked'],
  ] as const)('is that it failed, too, when it is %s with %s', (outcome, code, how) => {
    expect(measureBooking(ending(outcome, code))).toEqual([booked(outcome, code), success(0, how, 0, code)]);
  });

  it('is nothing when it was made with a network', () => {
    expect(measureBooking({ ...ending('expired', 'too_old'), time: { ...time, offline: false } })).toEqual([]);
  });
});

describe('a ride remembers that it was booked offline', () => {
  const args = {
    rideId: RIDE_ID,
    pickup: OISTINS,
    dropoff: BATHSHEBA,
    pinSalt: SALT,
    pinHash: pinHash(RIDE_ID, SALT, PIN),
  };
  const bookedAs = (more: object): Ride['offlineBooking'] | undefined =>
    changed<Ride>(play(book, { args, actor: RIDER, validUntilMs: WANTED_MS, offline: true, ...more }), 'ride')
      ?.offlineBooking;

  it.each([
    ['until it is settled', {}, 'open'],
    ['as settled if it lapsed at once', { validUntilMs: NOW_MS - 1 }, 'settled'],
    ['not if it was made with a network', { offline: false }, null],
    ['not if it was parked, for then it has been counted', { wasParked: true }, null],
    ['not if it was parked and lapsed meanwhile', { wasParked: true, validUntilMs: NOW_MS - 1 }, null],
  ])('%s', (_when, more, expected) => expect(bookedAs(more)).toBe(expected));
});

describe('an offline booking is settled', () => {
  const DUE_MS = WANTED_MS - RIDE_LIMITS.giveUpLeadMs;
  const play1 = (
    mutation: MutationDefinition,
    status: RideStatus,
    more: {
      readonly ride?: Partial<Ride>;
      readonly nowMs?: number;
      readonly actor?: typeof RIDER;
      readonly args?: object;
    },
  ) => {
    const rows = sampleRows(status, { offlineBooking: 'open', wantedUntilMs: WANTED_MS, ...more.ride });
    const { actor = RIDER, nowMs = NOW_MS } = more;
    return play(mutation, { args: { rideId: RIDE_ID, ...more.args }, actor, nowMs, rows });
  };

  it.each([
    ['by a driver in time', accept, 'offered', { actor: DRIVER }, success(1, 'assigned', 1)],
    [
      'by a driver in the last millisecond',
      accept,
      'offered',
      { actor: DRIVER, nowMs: WANTED_MS },
      success(1, 'assigned', 1),
    ],
    ['by a driver too late', accept, 'offered', { actor: DRIVER, nowMs: WANTED_MS + 1 }, success(0, 'too_late', 0)],
    [
      'by a driver, if no end was named',
      accept,
      'offered',
      { actor: DRIVER, nowMs: WANTED_MS + 1, ride: { wantedUntilMs: null } },
      success(1, 'assigned', 1),
    ],
    [
      'by the true word that nobody can come',
      giveUp,
      'requested',
      { actor: SYSTEM, nowMs: DUE_MS },
      success(1, 'no_supply', 0),
    ],
    ['by that word, too late', giveUp, 'requested', { actor: SYSTEM, nowMs: WANTED_MS + 1 }, success(0, 'lapsed', 0)],
    ['by its rider', cancel, 'requested', {}, success(0, 'cancelled', 0)],
    ['by its rider, while a driver thinks about it', cancel, 'offered', {}, success(0, 'cancelled', 0)],
    ['by a dispatcher', cancel, 'requested', { actor: DISPATCHER }, success(0, 'cancelled', 0)],
  ] as const)('%s', (_how, mutation, status, more, expected) => {
    const verdict = play1(mutation, status, more);
    expect(verdict.measures).toEqual([expected]);
    expect(changed<Ride>(verdict, 'ride')?.offlineBooking).toBe('settled');
  });

  it.each([
    ['by a driver who says no', decline, 'offered', { actor: DRIVER }],
    [
      'by an offer that ran out',
      expireOffer,
      'offered',
      { actor: SYSTEM, nowMs: NOW_MS + 60_000, args: { offerNumber: 1 } },
    ],
  ] as const)('not %s', (_how, mutation, status, more) => {
    const verdict = play1(mutation, status, more);
    expect([verdict.outcome, verdict.measures, changed<Ride>(verdict, 'ride')?.offlineBooking]).toEqual([
      'applied',
      [],
      'open',
    ]);
  });

  it.each([
    ['accepted', accept, 'offered', { actor: DRIVER }],
    ['given up', giveUp, 'requested', { actor: SYSTEM, nowMs: DUE_MS }],
    ['cancelled', cancel, 'accepted', {}],
    ['confirmed', confirm, 'lapsed', {}],
  ] as const)('once: not again when it is %s after that', (_how, mutation, status, more) => {
    const verdict = play1(mutation, status, { ...more, ride: { offlineBooking: 'settled' } });
    expect([verdict.outcome, verdict.measures, changed<Ride>(verdict, 'ride')?.offlineBooking]).toEqual([
      'applied',
      [],
      'settled',
    ]);
  });

  it('never, if it was made with a network', () => {
    expect(play1(accept, 'offered', { actor: DRIVER, ride: { offlineBooking: null } }).measures).toEqual([]);
  });
});
