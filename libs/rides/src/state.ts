/**
 * What rides knows: rides, drivers and riders, as plain values.
 *
 * Invariants: a property is never undefined (null says "none"); times are in milliseconds since 1970, by the server's
 * clock (`startedAtMs`) and beside it by the device's own (`startedClaimedAtMs`: evidence, never proof); what must be
 * unique or current is a property of a row (`openRideId`), never the result of a search.
 */
import type { Position } from './rules/position.ts';
import type { QuotePin } from './rules/quote.ts';

/** Where a ride stands. `lapsed` is a booking that arrived too late: offered to the rider again, no car is sent. */
export const RIDE_STATUSES = [
  'requested',
  'offered',
  'accepted',
  'arrived',
  'started',
  'ended',
  'cancelled',
  'lapsed',
] as const;
export type RideStatus = (typeof RIDE_STATUSES)[number];

export const CANCEL_REASONS = ['changed_mind', 'waited_too_long', 'booked_by_mistake', 'other'] as const;
/** Why a ride was called off: what a rider or a dispatcher may name, or that nobody came to the pickup. */
export type CancelReason = (typeof CANCEL_REASONS)[number] | 'no_show';

/** What a driver's report that nobody came was believed on. */
export type NoShowProof = {
  /** From the pickup: when they arrived, and when they gave up. */
  readonly arrivedMeters: number;
  readonly distanceMeters: number;
  /** How long they waited there, by the phone's monotonic clock. */
  readonly waitedMs: number;
};

/** Why a booking lapsed: it came too late, its fare no longer held, or nobody could come in time. */
export const LAPSE_REASONS = ['booking_lapsed', 'quote_lapsed', 'no_supply'] as const;
export type LapseReason = (typeof LAPSE_REASONS)[number];

/** Whether it is known what became of a booking that was made offline. */
export const OFFLINE_BOOKINGS = ['open', 'settled'] as const;

export type Ride = {
  readonly rideId: string;
  readonly riderId: string;
  readonly bookedBy: 'rider' | 'dispatcher';
  readonly status: RideStatus;
  readonly pickup: Position;
  readonly dropoff: Position;
  /** Barbados cents, as the phone quoted them. */
  readonly quotedFareCents: number | null;
  /** The pages that quote was made from; null: it names none, and is no more than a wish. */
  readonly quotePin: QuotePin | null;
  /** The PIN's salt and hash; null: masked, on the phone of somebody who does not check it now. */
  readonly pinSalt: string | null;
  readonly pinHash: string | null;
  /** Wrong PINs since the PIN was made. */
  readonly pinFailures: number;
  /** Who it is offered to, and from `accepted` on who drives. */
  readonly driverId: string | null;
  /** The driver's install that it is on: nobody acts for it from another. Null: it is on none that could be told. */
  readonly driverDevice: string | null;
  /** Offers made so far: the number of the newest one. */
  readonly offerCount: number;
  readonly offeredAtMs: number | null;
  readonly offerExpiresAtMs: number | null;
  /** Who said no: not asked again for this ride. */
  readonly declinedDriverIds: readonly string[];
  /** Who did not answer: not asked again for this ride until they come online anew. */
  readonly missedDriverIds: readonly string[];
  readonly requestedAtMs: number;
  readonly requestedClaimedAtMs: number | null;
  /** After this the rider no longer wants it; null: they named no end. */
  readonly wantedUntilMs: number | null;
  /** Null unless it lapsed. */
  readonly lapseReason: LapseReason | null;
  /** Null unless it was booked offline; what became of it is counted once. */
  readonly offlineBooking: (typeof OFFLINE_BOOKINGS)[number] | null;
  /** Its place among the waiting rides; null while it has none. */
  readonly queuedAtMs: number | null;
  readonly acceptedAtMs: number | null;
  readonly acceptedClaimedAtMs: number | null;
  readonly arrivedAtMs: number | null;
  readonly arrivedClaimedAtMs: number | null;
  /** Where the driver's phone was when they arrived; null: it did not say. */
  readonly arrivedPosition: Position | null;
  readonly startedAtMs: number | null;
  readonly startedClaimedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly endedClaimedAtMs: number | null;
  readonly cancelledAtMs: number | null;
  readonly cancelledClaimedAtMs: number | null;
  readonly cancelledBy: 'rider' | 'driver' | 'dispatcher' | null;
  /** Where the ride stood when it was cancelled: what it costs depends on it. */
  readonly cancelledFromStatus: RideStatus | null;
  readonly cancelReason: CancelReason | null;
  /** Null unless the driver called it off because nobody came. */
  readonly noShow: NoShowProof | null;
  /** The driver's phone is out of contact. Independent of the status: it never forbids a move. */
  readonly commsLost: boolean;
  readonly commsChangedAtMs: number | null;
};

/** A driver's shift. At most one of `activeRideId` and `offeredRideId` is there, and neither while offline. */
export type Driver = {
  readonly driverId: string;
  readonly online: boolean;
  /** Where they were when they last said so. */
  readonly position: Position | null;
  readonly positionAtMs: number | null;
  /** The ride they accepted and have not ended. */
  readonly activeRideId: string | null;
  /** The ride they have been asked to take. */
  readonly offeredRideId: string | null;
  /** The install that the shift is on; null: none that could be told. */
  readonly device: string | null;
  /** Raised each time the shift goes to another device: 0 until it has been on one. */
  readonly shiftEpoch: number;
  readonly onlineChangedAtMs: number;
  readonly onlineChangedClaimedAtMs: number | null;
};

export type Rider = {
  readonly riderId: string;
  /** Their one open ride. */
  readonly openRideId: string | null;
};
