/**
 * What other modules may know of rides: events, readings of its rows, and the words for a quote that a booking is made with.
 *
 * Events are told in the past tense. The key is the ride's id, or the driver's for `drivers.*`: order is
 * kept among the events of one key. A payload never changes its meaning; a new meaning is a new version.
 */
import { asPersonal, asPlain, defineEvent } from '#sync/client';
import { z } from 'zod';
import { positionSchema } from './rules/position.ts';
import { quotePinSchema } from './rules/quote.ts';
import { CANCEL_REASONS, RIDE_STATUSES } from './state.ts';

export { isOnOtherDevice } from './rules/driver/device-fence.ts';
export {
  bookReading,
  isHonoured,
  mapDatesReading,
  quotePagesKeys,
  quotePinSchema,
  quoteStandsUntilMs,
  tariffDatesReading,
  VEHICLE_CLASSES,
  type BookingTime,
  type MapDates,
  type QuoteNames,
  type QuotePages,
  type QuotePin,
  type TariffDates,
  type VehicleClass,
} from './rules/quote.ts';
export { driverScope, rideOfPayment, riderScope, type RideOfPayment } from './views.ts';

const ms = z.int().min(0);
const rideId = asPlain(z.string());
const subject = asPersonal(z.string());
const cents = z.int().min(0).nullable();

/** A rider waits for a car: booked just now, or confirmed after the booking came late. */
export const rideRequested = defineEvent(
  'rides.requested.v1',
  z.strictObject({
    rideId,
    riderId: subject,
    pickup: positionSchema,
    dropoff: positionSchema,
    quotedFareCents: cents,
    requestedAtMs: ms,
  }),
  'byTwo',
);

/** A booking came after the time until which it was wanted: no car is sent unless the rider confirms it. */
export const rideLapsed = defineEvent(
  'rides.lapsed.v1',
  z.strictObject({ rideId, riderId: subject, lapsedAtMs: ms, claimedAtMs: ms.nullable() }),
);

/** Nobody took the ride and none can come in time: its rider is told so, and asked whether they still want it. */
export const rideGivenUp = defineEvent(
  'rides.givenUp.v1',
  z.strictObject({
    rideId,
    riderId: subject,
    /** Who was thinking about it. */
    driverId: subject.nullable(),
    atMs: ms,
    wantedUntilMs: ms.nullable(),
  }),
);

/** A driver is asked to take the ride. */
export const rideOffered = defineEvent(
  'rides.offered.v1',
  z.strictObject({ rideId, driverId: subject, offerNumber: z.int().min(1), expiresAtMs: ms }),
);

const offerEnded = z.strictObject({ rideId, driverId: subject, offerNumber: z.int().min(1) });

/** The driver said no, or went offline. The ride waits again. */
export const offerDeclined = defineEvent('rides.offerDeclined.v1', offerEnded);

/** The driver did not answer in time. The ride waits again. */
export const offerExpired = defineEvent('rides.offerExpired.v1', offerEnded);

const driven = z.strictObject({
  rideId,
  riderId: subject,
  driverId: subject,
  /** When the server took it in. */
  atMs: ms,
  /** When it happened, by the driver's device. */
  claimedAtMs: ms.nullable(),
});

/** A driver takes the ride. */
export const rideAccepted = defineEvent('rides.accepted.v1', driven);

/** The driver is at the pickup. */
export const rideArrived = defineEvent('rides.arrived.v1', driven);

/** The rider is in the car, and proved it with the PIN. */
export const rideStarted = defineEvent('rides.started.v1', driven);

/** What it takes to settle the fare of a ride. */
const trip = z.strictObject({
  pickup: positionSchema,
  dropoff: positionSchema,
  /** Where the ride ended, if the driver's phone knew. */
  endedAt: positionSchema.nullable(),
  /** Where else the rider asked to go, after the booked dropoff. */
  stops: z.array(positionSchema),
  /** By the phone's monotonic clock. */
  waitingMs: ms,
  requestedAtMs: ms,
  startedAtMs: ms.nullable(),
  startedClaimedAtMs: ms.nullable(),
  quotePin: quotePinSchema.nullable(),
});

/** The rider is out of the car. */
export const rideEnded = defineEvent(
  'rides.ended.v1',
  z.strictObject({ ...driven.shape, quotedFareCents: cents, trip: trip.optional() }),
  // It is paid for by what this says.
  'byTwo',
);

/** The ride will not be. `driverId` is who had it, by an offer or as its driver. */
export const rideCancelled = defineEvent(
  'rides.cancelled.v1',
  z.strictObject({
    rideId,
    riderId: subject,
    driverId: subject.nullable(),
    cancelledBy: z.enum(['rider', 'driver', 'dispatcher']),
    fromStatus: z.enum(RIDE_STATUSES),
    atMs: ms,
    claimedAtMs: ms.nullable(),
    reason: z
      .enum([...CANCEL_REASONS, 'no_show'])
      .nullable()
      .optional(),
    acceptedAtMs: ms.nullable().optional(),
    arrivedAtMs: ms.nullable().optional(),
    /** The driver's phone says that they were somewhere else when they reported their arrival. */
    arrivedAway: z.boolean().optional(),
    /** How long the driver waited at the pickup before they gave up: only when nobody came. */
    waitedMs: ms.optional(),
    quotePin: quotePinSchema.nullable().optional(),
  }),
  // It is paid for by what this says.
  'byTwo',
);

/** A driver is free for a ride. Told again when they say so again. */
export const driverWentOnline = defineEvent(
  'drivers.wentOnline.v1',
  z.strictObject({ driverId: subject, position: positionSchema, atMs: ms }),
  'never',
  'person',
);

/** A driver's shift is over. */
export const driverWentOffline = defineEvent(
  'drivers.wentOffline.v1',
  z.strictObject({ driverId: subject, atMs: ms }),
  'never',
  'person',
);

/** All of them. */
export const ridesEvents = [
  rideRequested,
  rideLapsed,
  rideGivenUp,
  rideOffered,
  offerDeclined,
  offerExpired,
  rideAccepted,
  rideArrived,
  rideStarted,
  rideEnded,
  rideCancelled,
  driverWentOnline,
  driverWentOffline,
] as const;
