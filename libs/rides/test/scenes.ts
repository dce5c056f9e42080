/** Scenes of each mutation of rides, by what it answers there. */
import { areaKind, noPickupListKind } from '#routing/client';
import { shippedMap } from '#api/testing/shipped-map';
import { scenesOf, type SceneTable } from '#sync/testing';
import { RIDE_LIMITS } from '../src/limits.ts';
import { pinHash } from '../src/rules/pin.ts';
import type { Ride, RideStatus } from '../src/state.ts';
import { driverKind, rideKind, riderKind } from '../src/views.ts';
import {
  BATHSHEBA,
  DISPATCHER,
  DRIVER,
  NOW_MS,
  OISTINS,
  OTHER_DRIVER,
  OTHER_RIDE_ID,
  OTHER_RIDER,
  PIN,
  RIDE_ID,
  RIDER,
  SALT,
  sampleDriver,
  sampleRide,
  sampleRider,
  sampleRows,
  SYSTEM,
} from './samples.ts';

/** Some steps from the pickup. */
const AT_PICKUP = { ...OISTINS, lat: OISTINS.lat + 0.0001 };
const GRACE_MS = RIDE_LIMITS.noShowGraceMs;
const AT_SEA = { lat: 13.18, lon: -59.68 };
const QUOTE = { quotedFareCents: 4938, tariffVersion: 'v1', mapVersion: 'm1', quotedForMs: NOW_MS };
const NEW_PIN = { pinSalt: SALT, pinHash: pinHash(RIDE_ID, SALT, '0000') };
const args = { rideId: RIDE_ID };
const booking = { ...args, pickup: OISTINS, dropoff: BATHSHEBA, pinSalt: SALT, pinHash: pinHash(RIDE_ID, SALT, PIN) };

const area = areaKind.put({ areaId: 'island', ...shippedMap().area });
/** Nobody may be picked up in Oistins. */
const fishFry = noPickupListKind.put({
  listId: 'island',
  zones: [
    {
      zoneId: 'fish-fry',
      name: 'Oistins Bay',
      reason: 'Fish fry',
      rings: [[-59_545_000, 13_060_000, -59_540_000, 13_060_000, -59_540_000, 13_066_000, -59_545_000, 13_066_000]],
      fromMs: 0,
      toMs: null,
    },
  ],
});
/** The tariff of QUOTE, long after anybody honours it. */
const oldTariff = {
  kind: 'tariff',
  id: QUOTE.tariffVersion,
  state: { version: QUOTE.tariffVersion, effectiveFromMs: 1, effectiveToMs: 2, honouredUntilMs: 3 },
};

/** Who lapsed waits for nobody: the rider is free for another ride. */
const lapsed = (ride: Partial<Ride> = {}) => [rideKind.put(sampleRide('lapsed', ride)), riderKind.put(sampleRider())];
const openElsewhere = riderKind.put(sampleRider(OTHER_RIDE_ID));
const requested = (ride: Partial<Ride> = {}, driver: Parameters<typeof sampleDriver>[0] = {}) => [
  rideKind.put(sampleRide('requested', ride)),
  riderKind.put(sampleRider(RIDE_ID)),
  driverKind.put(sampleDriver(driver)),
];
/** A driver who has waited for the grace at the pickup. */
const waiting = (ride: Partial<Ride> = {}) => {
  const arrivedAtMs = NOW_MS - GRACE_MS;
  const requestedAtMs = arrivedAtMs - 600_000;
  return sampleRows('arrived', { requestedAtMs, arrivedAtMs, arrivedClaimedAtMs: arrivedAtMs, ...ride });
};

/** How every move of a driver is refused, from the status in which it is possible. */
function refusedMoves(from: RideStatus) {
  return {
    ride_not_found: [{ rows: [] }, { actor: OTHER_DRIVER }],
    // Whose the ride is no more does not see it either.
    offer_gone: {
      rows: sampleRows(from, { driverId: OTHER_DRIVER.subject, missedDriverIds: [DRIVER.subject] }),
      onPhone: 'ride_not_found',
    },
    other_device: { rows: sampleRows(from, { driverDevice: 'phone-1' }), actor: { ...DRIVER, device: 'phone-2' } },
    ride_cancelled: [
      { rows: sampleRows('cancelled') },
      // Who was only asked sees it no more, and is told what became of it.
      {
        rows: sampleRows('cancelled', { driverId: null, missedDriverIds: [DRIVER.subject] }),
        onPhone: 'ride_not_found',
      },
    ],
    move_illegal: { rows: sampleRows('ended') },
  };
}

export const RIDE_SCENES: SceneTable = {
  'rides.book': scenesOf(
    { actor: RIDER, args: booking, rows: [area] },
    {
      applied: [{}, { args: { ...booking, ...QUOTE } }, { validUntilMs: NOW_MS + 1, offline: true }],
      rider_not_you: { args: { ...booking, riderId: OTHER_RIDER.subject } },
      rider_missing: { actor: DISPATCHER },
      rider_unknown: { actor: DISPATCHER, args: { ...booking, riderId: OTHER_RIDER.subject } },
      ride_exists: [
        { rows: sampleRows('started') },
        // A phone knows nothing of other people's rides.
        { rows: [area, rideKind.put(sampleRide('started', { riderId: OTHER_RIDER.subject }))], onPhone: 'applied' },
      ],
      ride_open: { rows: [openElsewhere] },
      point_at_sea: { args: { ...booking, pickup: AT_SEA } },
      trip_zero_length: { args: { ...booking, dropoff: OISTINS } },
      pickup_not_allowed: { rows: [area, fishFry] },
      booking_lapsed: { validUntilMs: NOW_MS - 1, offline: true },
      quote_lapsed: { args: { ...booking, ...QUOTE }, rows: [oldTariff], onPhone: 'applied' },
    },
  ),
  'rides.confirm': scenesOf(
    { actor: RIDER, args, rows: lapsed() },
    {
      applied: [{}, { args: { ...args, ...QUOTE } }],
      ride_not_found: [{ rows: [] }, { actor: OTHER_RIDER }],
      move_illegal: { rows: sampleRows('started') },
      ride_open: { rows: [rideKind.put(sampleRide('lapsed')), openElsewhere] },
      pickup_not_allowed: { rows: [...lapsed(), fishFry] },
      quote_lapsed: { args: { ...args, ...QUOTE }, rows: [...lapsed(), oldTariff], onPhone: 'applied' },
    },
  ),
  'rides.cancel': scenesOf(
    { actor: RIDER, args, rows: sampleRows('requested') },
    {
      applied: [{}, { actor: DISPATCHER, rows: sampleRows('started', { acceptedAtMs: null }) }],
      ride_not_found: [{ rows: [] }, { actor: OTHER_RIDER }],
      ride_over: { rows: sampleRows('ended') },
      ride_started: { rows: sampleRows('started') },
      cancelled_after_accept: { rows: sampleRows('accepted'), args: { ...args, reason: 'changed_mind' } },
    },
  ),
  'rides.renewPin': scenesOf(
    { actor: RIDER, args: { ...args, ...NEW_PIN }, rows: sampleRows('accepted') },
    {
      applied: {},
      ride_not_found: [{ rows: [] }, { actor: OTHER_RIDER }],
      pin_not_needed: { rows: sampleRows('started') },
    },
  ),
  'rides.offer': scenesOf(
    { actor: SYSTEM, args: { ...args, driverId: DRIVER.subject, timeoutMs: 30_000 }, rows: requested() },
    {
      applied: {},
      ride_not_found: { rows: [] },
      move_illegal: { rows: sampleRows('accepted') },
      driver_is_rider: { rows: requested({ riderId: DRIVER.subject }) },
      driver_passed: { rows: requested({ declinedDriverIds: [DRIVER.subject] }) },
      driver_offline: { rows: requested({}, { online: false }) },
      driver_busy: { rows: requested({}, { activeRideId: OTHER_RIDE_ID }) },
    },
  ),
  'rides.expireOffer': scenesOf(
    { actor: SYSTEM, args: { ...args, offerNumber: 1 }, rows: sampleRows('offered', { offerExpiresAtMs: NOW_MS }) },
    {
      applied: {},
      ride_not_found: { rows: [] },
      offer_gone: [{ args: { ...args, offerNumber: 2 } }, { rows: sampleRows('accepted') }],
      offer_not_due: { rows: sampleRows('offered') },
    },
  ),
  'rides.giveUp': scenesOf(
    { actor: SYSTEM, args, rows: sampleRows('requested') },
    {
      ride_not_found: { rows: [] },
      move_illegal: { rows: sampleRows('accepted') },
      wait_not_over: {},
      no_supply: { nowMs: NOW_MS + 600_000 },
    },
  ),
  'rides.accept': scenesOf(
    { actor: DRIVER, args, rows: sampleRows('offered') },
    { applied: {}, ...refusedMoves('offered') },
  ),
  'rides.decline': scenesOf(
    { actor: DRIVER, args, rows: sampleRows('offered') },
    { applied: {}, ...refusedMoves('offered') },
  ),
  'rides.arrive': scenesOf(
    { actor: DRIVER, args: { ...args, position: AT_PICKUP }, rows: sampleRows('accepted') },
    { applied: [{}, { args }], ...refusedMoves('accepted') },
  ),
  'rides.noShow': scenesOf(
    { actor: DRIVER, args: { ...args, position: OISTINS, waitedMs: GRACE_MS }, rows: waiting() },
    {
      applied: [{}, { offline: true, claimedAtMs: NOW_MS, rows: waiting({ arrivedAtMs: NOW_MS }) }],
      ...refusedMoves('arrived'),
      arrival_unproven: { rows: waiting({ arrivedPosition: null }) },
      pickup_far: { rows: waiting({ arrivedPosition: BATHSHEBA }) },
      grace_not_over: { args: { ...args, position: OISTINS, waitedMs: GRACE_MS - 1 } },
      clocks_disagree: { offline: true },
    },
  ),
  'rides.start': scenesOf(
    { actor: DRIVER, args: { ...args, pin: PIN }, rows: sampleRows('arrived') },
    {
      applied: {},
      ...refusedMoves('arrived'),
      pin_wrong: { args: { ...args, pin: '0000' } },
      pin_locked: { rows: sampleRows('arrived', { pinFailures: RIDE_LIMITS.pinTriesMax }) },
    },
  ),
  'rides.end': scenesOf(
    { actor: DRIVER, args: { ...args, position: BATHSHEBA }, rows: sampleRows('started') },
    {
      applied: [{}, { args }],
      ...refusedMoves('started'),
      move_illegal: { rows: sampleRows('accepted') },
      waiting_reduced: { args: { ...args, waitingMs: 3_600_000 } },
    },
  ),
  'rides.setComms': scenesOf(
    { actor: SYSTEM, args: { ...args, commsLost: true }, rows: sampleRows('accepted') },
    { applied: [{}, { args: { ...args, commsLost: false } }], ride_not_found: { rows: [] } },
  ),
  'drivers.goOnline': scenesOf(
    { actor: { ...DRIVER, device: 'phone-1' }, args: { position: OISTINS } },
    {
      applied: [{}, { rows: sampleRows('accepted') }],
      other_device: {
        args: { position: OISTINS, shiftEpoch: 1 },
        rows: [driverKind.put(sampleDriver({ device: 'phone-2', shiftEpoch: 2 }))],
      },
    },
  ),
  'drivers.goOffline': scenesOf(
    { actor: DRIVER, args: {}, rows: [driverKind.put(sampleDriver())] },
    {
      applied: [{}, { rows: sampleRows('offered') }],
      driver_offline: { rows: [] },
      other_device: {
        actor: { ...DRIVER, device: 'phone-2' },
        rows: [driverKind.put(sampleDriver({ device: 'phone-1' }))],
      },
      driver_has_ride: { rows: sampleRows('accepted') },
    },
  ),
};

/** The arguments of the first scene of a mutation: those with which it succeeds. */
export function usualArgs(name: string): unknown {
  return Object.values(RIDE_SCENES[name] ?? {}).flat()[0]?.args;
}
