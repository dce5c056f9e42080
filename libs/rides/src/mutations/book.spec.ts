import { areaKind, locate, noPickupListKind, prepareMap } from '#routing/client';
import { shippedMap } from '#api/testing/shipped-map';
import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import {
  BATHSHEBA,
  CLAIMED_MS,
  DISPATCHER,
  NOW_MS,
  OISTINS,
  OTHER_RIDE_ID,
  OTHER_RIDER,
  PIN,
  play,
  RIDE_ID,
  RIDER,
  SALT,
  sampleRide,
  sampleRider,
} from '../../test/samples.ts';
import { RIDE_LIMITS } from '../limits.ts';
import { pinHash } from '../rules/pin.ts';
import { RIDE_STATUSES, type Ride } from '../state.ts';
import { rideKind, riderKind } from '../views.ts';
import { book, bookArgs } from './book.ts';

const args = {
  rideId: RIDE_ID,
  pickup: OISTINS,
  dropoff: BATHSHEBA,
  quotedFareCents: 10_750,
  pinSalt: SALT,
  pinHash: pinHash(RIDE_ID, SALT, PIN),
};

describe('rides.book', () => {
  it('makes a requested ride, and it is the rider’s open one', () => {
    const validUntilMs = NOW_MS + 600_000;
    const verdict = play(book, { args, actor: RIDER, claimedAtMs: CLAIMED_MS, validUntilMs });
    expect(verdict.outcome).toBe('applied');
    expect(changed<Ride>(verdict, 'ride')).toEqual(
      sampleRide('requested', {
        requestedAtMs: NOW_MS,
        requestedClaimedAtMs: CLAIMED_MS,
        queuedAtMs: NOW_MS,
        wantedUntilMs: validUntilMs,
      }),
    );
    expect(changed(verdict, 'rider')).toEqual({ riderId: RIDER.subject, openRideId: RIDE_ID });
    expect(emitted(verdict)).toEqual(['rides.requested.v1']);
  });

  it.each([NOW_MS + RIDE_LIMITS.wantedAheadMsMax + 1, Number.MAX_SAFE_INTEGER])(
    'does not wait for a car until the end of time (%d)',
    (validUntilMs) => {
      const ride = changed<Ride>(play(book, { args, actor: RIDER, validUntilMs }), 'ride');
      expect(ride?.wantedUntilMs).toBe(NOW_MS + RIDE_LIMITS.wantedAheadMsMax);
    },
  );

  it('carries no fare where none was quoted', () => {
    const { quotedFareCents: _, ...unquoted } = args;
    expect(changed<Ride>(play(book, { args: unquoted, actor: RIDER }), 'ride')?.quotedFareCents).toBeNull();
  });

  it('books again once the rider has no open ride', () => {
    const rows = [riderKind.put(sampleRider(null))];
    expect(play(book, { args, actor: RIDER, rows }).outcome).toBe('applied');
  });

  it.each(RIDE_STATUSES)('R13 tells the same rider’s second phone that the ride exists, and is %s', (status) => {
    const rows = [rideKind.put(sampleRide(status)), riderKind.put(sampleRider(RIDE_ID))];
    expect(play(book, { args, actor: RIDER, rows })).toMatchObject({
      outcome: 'rejected',
      code: 'ride_exists',
      details: { status },
    });
  });

  it('tells anybody else only that the id is taken', () => {
    const rows = [rideKind.put(sampleRide('started'))];
    const verdict = play(book, { args, actor: OTHER_RIDER, rows });
    expect(verdict).toMatchObject({ outcome: 'rejected', code: 'ride_exists' });
    expect(verdict).not.toHaveProperty('details');
  });

  describe('from a zone without pickups', () => {
    const zone = {
      zoneId: 'fish-fry',
      name: 'Oistins Bay',
      reason: 'Fish fry',
      rings: [[-59_545_000, 13_060_000, -59_540_000, 13_060_000, -59_540_000, 13_066_000, -59_545_000, 13_066_000]],
      fromMs: NOW_MS,
      toMs: NOW_MS + 1,
    };
    const booked = (from: object, more: object = {}) => {
      const list = noPickupListKind.put({ listId: 'island', zones: [{ ...zone, ...from }] });
      return play(book, { args, actor: RIDER, rows: [list], ...more });
    };

    it('is refused while it is in force, and says where and why', () => {
      const { zoneId, name, reason } = zone;
      const refusal = { outcome: 'rejected', code: 'pickup_not_allowed', details: { zoneId, name, reason } };
      expect(booked({})).toMatchObject(refusal);
      expect(
        booked({}, { args: { ...args, riderId: RIDER.subject, newRider: true }, actor: DISPATCHER }),
      ).toMatchObject(refusal);
      // Too late for its rider as well: it does not lapse into something that could be confirmed.
      expect(booked({}, { validUntilMs: NOW_MS - 1 })).toMatchObject(refusal);
    });

    it.each([
      ['before it begins', { fromMs: NOW_MS + 1, toMs: null }],
      ['from its end on', { fromMs: 0, toMs: NOW_MS }],
      ['somewhere else', { rings: [[-59_633_000, 13_100_000, -59_626_500, 13_100_000, -59_628_500, 13_111_000]] }],
    ])('is taken %s', (_, other) => {
      expect(booked(other).outcome).toBe('applied');
    });

    it('may go there', () => {
      const there = { ...args, pickup: BATHSHEBA, dropoff: OISTINS };
      expect(booked({}, { args: there }).outcome).toBe('applied');
    });
  });

  // G5: where cars drive, and what no quote is given for either.
  describe('G5: in the operating area', () => {
    const area = areaKind.put({ areaId: 'island', ...shippedMap().area });
    const rider = { args, actor: RIDER, rows: [area] };
    const atSea = { lat: 13.18, lon: -59.68 };
    const edge = { lat: 13.186, lon: -59.6391 };

    it.each([
      ['from the sea', { pickup: atSea }, { code: 'point_at_sea', details: { at: 'pickup' } }],
      ['to the sea', { dropoff: atSea }, { code: 'point_at_sea', details: { at: 'dropoff' } }],
      ['from corner to corner of the box', { pickup: { lat: 13, lon: -59.7 } }, { code: 'point_at_sea' }],
      ['to where it begins', { dropoff: OISTINS }, { code: 'trip_zero_length', details: { at: 'dropoff' } }],
    ])('is refused %s, also when it is late, and for a dispatcher', (_, points, refusal) => {
      const asked = { ...rider, args: { ...args, ...points } };
      const rejected = { outcome: 'rejected', changes: [], ...refusal };
      expect(play(book, asked)).toMatchObject(rejected);
      expect(play(book, { ...asked, validUntilMs: NOW_MS - 1 })).toMatchObject(rejected);
      const forThem = { ...asked, args: { ...asked.args, riderId: RIDER.subject, newRider: true }, actor: DISPATCHER };
      expect(play(book, forThem)).toMatchObject(rejected);
    });

    it('is taken on land and from a beach, to anywhere on land', () => {
      expect(play(book, rider).outcome).toBe('applied');
      expect(play(book, { ...rider, args: { ...args, pickup: edge } }).outcome).toBe('applied');
    });

    it('decides as a quote does, at every point', () => {
      const map = prepareMap(shippedMap());
      for (let lon = -59.66; lon < -59.41; lon += 0.0037) {
        const pickup = { lat: 13.1 + (lon + 59.66), lon };
        const verdict = play(book, { ...rider, args: { ...args, pickup } });
        const isLand = locate(map, pickup).kind === 'located';
        expect([pickup, verdict.outcome]).toEqual([pickup, isLand ? 'applied' : 'rejected']);
      }
    });

    it('is left to the server by a phone that does not hold the area', () => {
      expect(play(book, { ...rider, rows: [], args: { ...args, pickup: atSea } }).outcome).toBe('applied');
    });
  });

  it('allows one open ride', () => {
    const rows = [riderKind.put(sampleRider(OTHER_RIDE_ID))];
    expect(play(book, { args, actor: RIDER, rows })).toMatchObject({
      outcome: 'rejected',
      code: 'ride_open',
      details: { rideId: OTHER_RIDE_ID },
    });
  });

  it('R12 lets a dispatcher book for a rider', () => {
    const verdict = play(book, { args: { ...args, riderId: RIDER.subject, newRider: true }, actor: DISPATCHER });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({ riderId: RIDER.subject, bookedBy: 'dispatcher' });
    expect(changed(verdict, 'rider')).toEqual({ riderId: RIDER.subject, openRideId: RIDE_ID });
  });

  it('does not take a slip of the keyboard for a rider: a dispatcher says that one is new', () => {
    const forThem = { args: { ...args, riderId: RIDER.subject }, actor: DISPATCHER };
    expect(play(book, forThem)).toMatchObject({ outcome: 'rejected', code: 'rider_unknown', changes: [] });
    expect(play(book, { ...forThem, rows: [riderKind.put(sampleRider(null))] }).outcome).toBe('applied');
    expect(play(book, { args: { ...args, riderId: RIDER.subject }, actor: RIDER }).outcome).toBe('applied');
  });

  it('asks a dispatcher for whom', () => {
    expect(play(book, { args, actor: DISPATCHER })).toMatchObject({ outcome: 'rejected', code: 'rider_missing' });
  });

  it('lets a rider book for nobody else', () => {
    const verdict = play(book, { args: { ...args, riderId: OTHER_RIDER.subject }, actor: RIDER });
    expect(verdict).toMatchObject({ outcome: 'rejected', code: 'rider_not_you', changes: [] });
  });

  describe('R5 after its validUntil', () => {
    const late = { args, actor: RIDER, claimedAtMs: CLAIMED_MS, validUntilMs: NOW_MS - 1 } as const;

    it('lapses: no car is sent, and the rider may still book', () => {
      const verdict = play(book, late);
      expect(verdict).toMatchObject({
        outcome: 'applied',
        code: 'booking_lapsed',
        details: { arrivedAtMs: NOW_MS, claimedAtMs: CLAIMED_MS },
      });
      expect(changed<Ride>(verdict, 'ride')).toMatchObject({ status: 'lapsed', queuedAtMs: null });
      expect(changed(verdict, 'rider')).toBeUndefined();
      expect(emitted(verdict)).toEqual(['rides.lapsed.v1']);
    });

    it('is in time at the last millisecond', () => {
      expect(changed<Ride>(play(book, { ...late, validUntilMs: NOW_MS }), 'ride')?.status).toBe('requested');
    });

    it('is not offered again when the rider has another ride, or this one', () => {
      const other = [riderKind.put(sampleRider(OTHER_RIDE_ID))];
      expect(play(book, { ...late, rows: other })).toMatchObject({ outcome: 'rejected', code: 'ride_open' });
      const same = [rideKind.put(sampleRide('ended'))];
      expect(play(book, { ...late, rows: same })).toMatchObject({ outcome: 'rejected', code: 'ride_exists' });
    });
  });

  it.each([
    ['north of the island', { pickup: { lat: 13.41, lon: -59.5 } }],
    ['south of it', { pickup: { lat: 12.99, lon: -59.5 } }],
    ['west of it', { dropoff: { lat: 13.1, lon: -59.71 } }],
    ['east of it', { dropoff: { lat: 13.1, lon: -59.39 } }],
    ['at no number', { pickup: { lat: Number.NaN, lon: -59.5 } }],
    ['with something more in a place', { pickup: { ...OISTINS, alt: 3 } }],
    ['for less than nothing', { quotedFareCents: -1 }],
    ['for half a cent', { quotedFareCents: 0.5 }],
    ['for more than any ride costs', { quotedFareCents: 1_000_001 }],
    ['with another spelling of an id', { rideId: RIDE_ID.toUpperCase() }],
    ['with no id', { rideId: 'ride' }],
    ['with a hash that is none', { pinHash: 'abc' }],
    ['with too little salt', { pinSalt: 'ab' }],
    ['with a member nobody knows', { tip: 1 }],
  ])('does not take arguments %s', (_what, wrong) => {
    expect(bookArgs.safeParse({ ...args, ...wrong }).success).toBe(false);
  });

  it.each([
    { lat: 13.0, lon: -59.7 },
    { lat: 13.4, lon: -59.4 },
  ])('takes the corners of the box: %j', (corner) => {
    expect(bookArgs.safeParse({ ...args, pickup: corner }).success).toBe(true);
  });
});
