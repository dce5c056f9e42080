import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import {
  BATHSHEBA,
  DRIVER,
  HOLETOWN,
  NOW_MS,
  OISTINS,
  PIN,
  play,
  RIDE_ID,
  RIDER,
  SALT,
  sampleRows,
} from '../../test/samples.ts';
import { pinHash } from '../rules/pin.ts';
import type { Ride } from '../state.ts';
import { rideForDriver, rideForRider } from '../views.ts';
import { book } from './book.ts';
import { cancel } from './cancel.ts';
import { confirm } from './confirm.ts';
import { end } from './end.ts';

const HONOURED_UNTIL_MS = NOW_MS + 1000;
const dates = (overrides: object = {}) => ({
  kind: 'tariff',
  id: 'v1',
  state: {
    version: 'v1',
    effectiveFromMs: 1,
    effectiveToMs: NOW_MS - 1000,
    honouredUntilMs: HONOURED_UNTIL_MS,
    ...overrides,
  },
});
const QUOTED_FOR_MS = NOW_MS - 2000;
const quote = { quotedFareCents: 4938, tariffVersion: 'v1', mapVersion: 'm1', quotedForMs: QUOTED_FOR_MS } as const;
const quotePin = {
  tariffVersion: 'v1',
  mapVersion: 'm1',
  vehicleClass: 'Z',
  discountId: null,
  quotedForMs: QUOTED_FOR_MS,
} as const;
const booking = {
  rideId: RIDE_ID,
  pickup: OISTINS,
  dropoff: BATHSHEBA,
  pinSalt: SALT,
  pinHash: pinHash(RIDE_ID, SALT, PIN),
};

describe('a booking with a quote', () => {
  it('keeps which pages the quote was made from, and both parties see it', () => {
    const ride = changed<Ride>(play(book, { args: { ...booking, ...quote }, actor: RIDER, rows: [dates()] }), 'ride');
    expect(ride).toMatchObject({ status: 'requested', quotedFareCents: 4938, quotePin });
    expect(ride && rideForRider(ride).quotePin).toEqual(quotePin);
    expect(ride && rideForDriver(ride).quotePin).toEqual(quotePin);
  });

  it('takes the time of the trip and the class as the quote had them', () => {
    const args = { ...booking, ...quote, vehicleClass: 'ZM', discountId: 'promo', quotedForMs: 5 };
    const ride = changed<Ride>(play(book, { args, actor: RIDER, rows: [dates()] }), 'ride');
    expect(ride?.quotePin).toEqual({ ...quotePin, vehicleClass: 'ZM', discountId: 'promo', quotedForMs: 5 });
  });

  it.each([
    ['no pages', { quotedFareCents: 4938 }],
    ['no map', { quotedFareCents: 4938, tariffVersion: 'v1' }],
    ['no fare', { tariffVersion: 'v1', mapVersion: 'm1' }],
  ])('that names %s pins nothing', (_what, some) => {
    const rows = [dates({ effectiveToMs: null })];
    const ride = changed<Ride>(play(book, { args: { ...booking, ...some }, actor: RIDER, rows }), 'ride');
    expect(ride).toMatchObject({ status: 'requested', quotePin: null });
  });

  it.each([
    ['in force', { effectiveToMs: null }, NOW_MS, 'requested'],
    ['in force, but no longer promised', { effectiveToMs: null }, HONOURED_UNTIL_MS + 1, 'lapsed'],
    ['in force until a time to come', { effectiveToMs: NOW_MS + 1 }, NOW_MS, 'requested'],
    ['honoured', {}, HONOURED_UNTIL_MS, 'requested'],
    ['no longer honoured', {}, HONOURED_UNTIL_MS + 1, 'lapsed'],
    [
      'honoured, for a time after its end that a page knew nothing of',
      { effectiveToMs: QUOTED_FOR_MS },
      NOW_MS,
      'requested',
    ],
    ['only proposed', { honouredUntilMs: 0 }, NOW_MS, 'lapsed'],
    ['yet to come, at the time quoted for', { effectiveFromMs: QUOTED_FOR_MS + 1 }, NOW_MS, 'lapsed'],
  ])('from a tariff that is %s', (_what, overrides, nowMs, status) => {
    const verdict = play(book, { args: { ...booking, ...quote }, actor: RIDER, rows: [dates(overrides)], nowMs });
    expect(verdict.outcome).toBe('applied');
    expect(changed<Ride>(verdict, 'ride')?.status).toBe(status);
    expect(verdict.code).toBe(status === 'lapsed' ? 'quote_lapsed' : undefined);
    expect(emitted(verdict)).toEqual([status === 'lapsed' ? 'rides.lapsed.v1' : 'rides.requested.v1']);
  });

  it('that does not say for when was for the time of the booking, by the phone’s clock', () => {
    const { quotedForMs: _, ...undated } = quote;
    const rows = [dates({ effectiveFromMs: NOW_MS })];
    const bookedAt = (claimedAtMs: number | null) =>
      play(book, { args: { ...booking, ...undated }, actor: RIDER, rows, claimedAtMs }).code;
    expect([bookedAt(QUOTED_FOR_MS), bookedAt(null)]).toEqual(['quote_lapsed', undefined]);
  });

  const shelf = { kind: 'bookSeries', id: 'map', state: { page: 'map', serial: 1 } };
  const map = (honouredUntilMs = HONOURED_UNTIL_MS) => ({
    kind: 'mapDates',
    id: 'm1',
    state: { mapVersion: 'm1', honouredUntilMs },
  });
  it.each([
    ['both known', [dates(), map(), shelf], undefined],
    ['a map that is no longer honoured', [dates(), map(NOW_MS - 1), shelf], 'quote_lapsed'],
    ['a map that nobody knows', [dates(), shelf], 'quote_lapsed'],
    ['a tariff that nobody knows', [map(), shelf], 'quote_lapsed'],
  ])('from pages, %s, on the server', (_what, rows, code) => {
    const verdict = play(book, { args: { ...booking, ...quote }, actor: RIDER, rows });
    expect(verdict).toMatchObject({ outcome: 'applied' });
    expect(verdict.code).toBe(code);
  });

  it('from a tariff that a phone does not hold is a booking all the same', () => {
    const verdict = play(book, { args: { ...booking, ...quote }, actor: RIDER });
    expect(changed<Ride>(verdict, 'ride')?.status).toBe('requested');
  });
});

describe('confirming a ride whose quote has lapsed', () => {
  const rows = [
    ...sampleRows('lapsed', { quotedFareCents: 4938, quotePin }).filter(({ kind }) => kind === 'ride'),
    dates(),
  ];
  const late = { actor: RIDER, rows, nowMs: HONOURED_UNTIL_MS + 1 };

  it('with a new quote takes that one', () => {
    const fresh = { ...quote, tariffVersion: 'v2', quotedFareCents: 5438 };
    const verdict = play(confirm, { ...late, args: { rideId: RIDE_ID, ...fresh } });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'requested',
      quotedFareCents: 5438,
      quotePin: { tariffVersion: 'v2' },
    });
  });

  it('with the old one again is refused, and says until when it held', () => {
    const verdict = play(confirm, { ...late, args: { rideId: RIDE_ID, ...quote } });
    expect(verdict).toMatchObject({
      outcome: 'rejected',
      code: 'quote_lapsed',
      details: { honouredUntilMs: HONOURED_UNTIL_MS },
    });
  });

  it('without one leaves the fare to the tariff in force', () => {
    const verdict = play(confirm, { ...late, args: { rideId: RIDE_ID } });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'requested',
      quotedFareCents: null,
      quotePin: null,
    });
  });

  it('keeps a quote that still holds', () => {
    const verdict = play(confirm, { ...late, nowMs: HONOURED_UNTIL_MS, args: { rideId: RIDE_ID } });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({ quotedFareCents: 4938, quotePin });
  });
});

describe('what the end and the cancellation of a ride tell', () => {
  it('is all that it takes to settle the fare', () => {
    const args = { rideId: RIDE_ID, position: HOLETOWN, waitingMs: 60_000, stops: [HOLETOWN] };
    const rows = sampleRows('started', { quotePin, arrivedAtMs: NOW_MS - 60_000, arrivedClaimedAtMs: null });
    const verdict = play(end, { args, actor: DRIVER, rows });
    expect(verdict.events[0]?.payload).toMatchObject({
      trip: { pickup: OISTINS, dropoff: BATHSHEBA, endedAt: HOLETOWN, stops: [HOLETOWN], waitingMs: 60_000, quotePin },
    });
  });

  it('is how far the ride had come when it was called off', () => {
    const verdict = play(cancel, {
      args: { rideId: RIDE_ID, reason: 'other' },
      actor: RIDER,
      rows: sampleRows('arrived', { quotePin }),
    });
    expect(verdict.events[0]?.payload).toMatchObject({
      reason: 'other',
      acceptedAtMs: NOW_MS - 1000,
      arrivedAtMs: NOW_MS - 1000,
      quotePin,
    });
  });

  it.each([
    ['at the pickup', OISTINS, false],
    ['somewhere else', HOLETOWN, true],
    ['nobody knows where', null, false],
  ])('is whether the driver had arrived %s', (_where, arrivedPosition, arrivedAway) => {
    const rows = sampleRows('arrived', { arrivedPosition });
    expect(play(cancel, { args: { rideId: RIDE_ID }, actor: RIDER, rows }).events[0]?.payload).toMatchObject({
      arrivedAway,
    });
  });

  it.each([
    ['waiting below zero', { waitingMs: -1 }],
    ['more waiting than a day has', { waitingMs: 86_400_000 }],
    ['too many stops', { stops: Array.from({ length: 6 }, () => HOLETOWN) }],
    ['a stop at nobody’s place', { stops: [{ lat: 0, lon: 0 }] }],
  ])('is not read with %s', (_what, wrong) => {
    expect(end.args.safeParse({ rideId: RIDE_ID, ...wrong }).success).toBe(false);
  });
});
