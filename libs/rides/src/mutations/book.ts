import { noPickupListKey, operatingAreaKey, type AreaRow, type NoPickupList } from '#routing/contracts';
import { applied, defineMutation, refused, subjectSchema, type Actor, type DecisionInput } from '#sync/client';
import { z } from 'zod';
import { rideLapsed, rideRequested } from '../contracts.ts';
import { positionSchema } from '../rules/position.ts';
import { codeTexts } from '../rules/codes.ts';
import { measureBooking } from '../rules/offline-booking.ts';
import { pickupRefusal, tripRefusal } from '../rules/pickup.ts';
import { pinHashSchema, pinSaltSchema } from '../rules/pin.ts';
import { wantedEndMs } from '../rules/wait/wait-end.ts';
import type { Ride, Rider } from '../state.ts';
import { isHonoured, quotePagesKeys, type QuotePages } from '../rules/quote.ts';
import { rideKind, riderKind } from '../views.ts';
import { quotedForMsOf, quoteFields, quotePinOf, rideIdSchema } from './arguments.ts';

export const bookArgs = z.strictObject({
  rideId: rideIdSchema,
  pickup: positionSchema,
  dropoff: positionSchema,
  ...quoteFields,
  pinSalt: pinSaltSchema,
  pinHash: pinHashSchema,
  /** For whom a dispatcher books. */
  riderId: subjectSchema.optional(),
  /** A dispatcher has made sure that a rider whom nobody booked for before is no slip of the keyboard. */
  newRider: z.boolean().optional(),
});
type BookArgs = z.infer<typeof bookArgs>;
type Input = DecisionInput<
  BookArgs,
  {
    readonly ride: Ride | undefined;
    readonly rider: Rider | undefined;
    readonly area: AreaRow | undefined;
    readonly noPickups: NoPickupList | undefined;
  } & Partial<QuotePages>
>;

const isDispatcher = (actor: Actor): boolean => actor.roles.includes('dispatcher');

// Only a dispatcher books for somebody else.
function riderIdOf(args: BookArgs, actor: Actor): string {
  return isDispatcher(actor) ? (args.riderId ?? actor.subject) : actor.subject;
}

function whyNot({ args, actor, time, state: { ride, rider, area, noPickups } }: Input) {
  if (!isDispatcher(actor) && args.riderId !== undefined && args.riderId !== actor.subject) {
    return refused('rider_not_you');
  }
  if (args.riderId === undefined && !actor.roles.includes('rider')) return refused('rider_missing');
  if (args.riderId !== undefined && args.riderId !== actor.subject && !rider && args.newRider !== true) {
    return refused('rider_unknown');
  }
  // The same ride from a second phone of the same rider: told how it stands. To anybody else the id is merely taken.
  if (ride) {
    return ride.riderId === riderIdOf(args, actor)
      ? refused('ride_exists', { status: ride.status })
      : refused('ride_exists');
  }
  const open = rider?.openRideId ?? null;
  if (open !== null) return refused('ride_open', { rideId: open });
  return tripRefusal(area, args) ?? pickupRefusal(noPickups, args.pickup, time.nowMs);
}

function newRide({ args, actor, time }: Input): Ride {
  const riderId = riderIdOf(args, actor);
  return {
    rideId: args.rideId,
    riderId,
    bookedBy: riderId === actor.subject ? 'rider' : 'dispatcher',
    status: 'requested',
    pickup: args.pickup,
    dropoff: args.dropoff,
    quotedFareCents: args.quotedFareCents ?? null,
    quotePin: quotePinOf(args, time),
    pinSalt: args.pinSalt,
    pinHash: args.pinHash,
    requestedAtMs: time.nowMs,
    requestedClaimedAtMs: time.claimedAtMs,
    wantedUntilMs: wantedEndMs(time),
    lapseReason: null,
    // What was parked has been counted as a booking that failed.
    offlineBooking: time.offline && time.wasParked !== true ? 'open' : null,
    queuedAtMs: time.nowMs,
    ...NOTHING_YET,
  };
}

const NOTHING_YET = {
  pinFailures: 0,
  driverId: null,
  driverDevice: null,
  offerCount: 0,
  offeredAtMs: null,
  offerExpiresAtMs: null,
  declinedDriverIds: [],
  missedDriverIds: [],
  acceptedAtMs: null,
  acceptedClaimedAtMs: null,
  arrivedAtMs: null,
  arrivedClaimedAtMs: null,
  arrivedPosition: null,
  startedAtMs: null,
  startedClaimedAtMs: null,
  endedAtMs: null,
  endedClaimedAtMs: null,
  cancelledAtMs: null,
  cancelledClaimedAtMs: null,
  cancelledBy: null,
  cancelledFromStatus: null,
  cancelReason: null,
  noShow: null,
  commsLost: false,
  commsChangedAtMs: null,
} as const;

/** A rider asks for a car, or a dispatcher does for them. */
export const book = defineMutation({
  name: 'rides.book',
  summary: 'Asks for a car from one place to another.',
  roles: ['rider', 'dispatcher'],
  priority: 'ride',
  args: bookArgs,
  codes: codeTexts(
    'rider_not_you',
    'rider_missing',
    'rider_unknown',
    'ride_exists',
    'ride_open',
    'point_at_sea',
    'trip_zero_length',
    'pickup_not_allowed',
    'booking_lapsed',
    'quote_lapsed',
  ),
  // The ride is there, and waits for its rider to confirm it.
  appliedCodes: { booking_lapsed: 'offered', quote_lapsed: 'offered' },
  stillAsks: { booking_lapsed: isLapsed, quote_lapsed: isLapsed },
  lane: (args) => rideKind.key(args.rideId),
  needs: (args, actor) => ({
    ride: rideKind.key(args.rideId),
    rider: riderKind.key(riderIdOf(args, actor)),
    area: operatingAreaKey(),
    noPickups: noPickupListKey(),
  }),
  // Whether the fare that the rider was shown still stands.
  follow: (_state, args) => quotePagesKeys(args),
  decide: (input) => whyNot(input) ?? (isQuoteOver(input) ? lapsed(input, 'quote_lapsed') : requested(input)),
  decideLate: (input) => whyNot(input) ?? lapsed(input, 'booking_lapsed'),
  measure: measureBooking,
});

function isLapsed({ status }: Ride): boolean {
  return status === 'lapsed';
}

function requested(input: Input) {
  const ride = newRide(input);
  const { rideId, riderId, pickup, dropoff, quotedFareCents, requestedAtMs } = ride;
  return applied({
    changes: [rideKind.put(ride), riderKind.put({ riderId, openRideId: rideId })],
    events: [rideRequested.of(rideId, { rideId, riderId, pickup, dropoff, quotedFareCents, requestedAtMs })],
  });
}

// A phone that does not hold the dates of the pages cannot tell; the server can.
function isQuoteOver({ args, time, state: { tariff, map, book: shelf } }: Input): boolean {
  const { tariffVersion, mapVersion, discountId } = args;
  const named = { tariffVersion, mapVersion, discountId, quotedForMs: quotedForMsOf(args, time) };
  return !isHonoured(named, { tariff, map, book: shelf }, time);
}

// A car that comes when nobody waits any more helps nobody, and nobody is to pay what they were not shown:
// the rider is asked again instead.
function lapsed(input: Input, code: 'booking_lapsed' | 'quote_lapsed') {
  const asked = newRide(input);
  // What lapses at once is counted as it is decided, whatever its rider says later.
  const offlineBooking = asked.offlineBooking === null ? null : 'settled';
  const ride: Ride = { ...asked, status: 'lapsed', lapseReason: code, offlineBooking, queuedAtMs: null };
  const { nowMs, claimedAtMs } = input.time;
  const { rideId, riderId } = ride;
  return applied({
    changes: [rideKind.put(ride)],
    events: [rideLapsed.of(rideId, { rideId, riderId, lapsedAtMs: nowMs, claimedAtMs })],
    code,
    details: { arrivedAtMs: nowMs, claimedAtMs },
  });
}
