/**
 * Who sees which rides, riders and drivers, and how.
 *
 * Invariants: what a rider or a driver sees has every property of the state, so that the same decisions run on their
 * phones; what does not concern them is masked with null or an empty list. Each view is written out property by property:
 * a new property is seen by nobody until somebody decides so here.
 */
import {
  defineEntity,
  definePersonalScope,
  defineReading,
  defineSharedScope,
  sha256Hex,
  type ViewsOf,
  type RowKind,
} from '#sync/client';
import { isPinAsked, isTerminal, wasAccepted } from './rules/status.ts';
import type { Driver, Ride, Rider } from './state.ts';

/** What riders see of their rides, each of their own. */
export const riders = definePersonalScope('rider', ['rider']);

/** What drivers see of the rides offered to them or driven by them, each of their own. */
export const drivers = definePersonalScope('driver', ['driver']);

/** What dispatchers see: open rides, and drivers on duty. */
export const dispatch = defineSharedScope('ops:dispatch', ['dispatcher']);
export const OPS_SCOPE = dispatch.name;

const PSEUDONYM_HEX_DIGITS = 16;

export const riderScope = riders.of;
export const driverScope = drivers.of;

/** Stands for a person, and is the id of nobody. */
export type RiderPseudonym = `anonymous-${string}`;

/** What stands for the rider towards a driver: another one on each ride, made of nothing that leads to the person. */
export function riderPseudonym(rideId: string): RiderPseudonym {
  return `anonymous-${sha256Hex(`rider of ${rideId}`).slice(0, PSEUDONYM_HEX_DIGITS)}`;
}

// Facts that all parties of a ride share: where, when, how it stands.
function shared(ride: Ride) {
  return {
    rideId: ride.rideId,
    bookedBy: ride.bookedBy,
    status: ride.status,
    pickup: ride.pickup,
    dropoff: ride.dropoff,
    quotedFareCents: ride.quotedFareCents,
    quotePin: ride.quotePin,
    offerCount: ride.offerCount,
    requestedAtMs: ride.requestedAtMs,
    wantedUntilMs: ride.wantedUntilMs,
    lapseReason: ride.lapseReason,
    queuedAtMs: ride.queuedAtMs,
    acceptedAtMs: ride.acceptedAtMs,
    acceptedClaimedAtMs: ride.acceptedClaimedAtMs,
    arrivedAtMs: ride.arrivedAtMs,
    arrivedClaimedAtMs: ride.arrivedClaimedAtMs,
    startedAtMs: ride.startedAtMs,
    startedClaimedAtMs: ride.startedClaimedAtMs,
    endedAtMs: ride.endedAtMs,
    endedClaimedAtMs: ride.endedClaimedAtMs,
    cancelledAtMs: ride.cancelledAtMs,
    cancelledClaimedAtMs: ride.cancelledClaimedAtMs,
    cancelledBy: ride.cancelledBy,
    cancelledFromStatus: ride.cancelledFromStatus,
    noShow: ride.noShow,
    commsLost: ride.commsLost,
    commsChangedAtMs: ride.commsChangedAtMs,
  } as const;
}

/** A ride with properties that a reader is not shown: by their type they are always null, or an empty list. */
type Masked<Hidden extends keyof Ride> = {
  readonly [Name in keyof Ride]: Name extends Hidden
    ? Ride[Name] extends readonly unknown[]
      ? readonly []
      : null
    : Ride[Name];
};

/** A ride as its rider is shown it. */
export type RideForRider = Masked<
  | 'driverDevice'
  | 'arrivedPosition'
  | 'offeredAtMs'
  | 'offerExpiresAtMs'
  | 'declinedDriverIds'
  | 'missedDriverIds'
  | 'offlineBooking'
>;

/**
 * A ride as its driver is shown it. `riderId` is a pseudonym, another one on each ride; of those who declined or missed it they are shown
 * themselves alone, and `cancelReason` only where they gave it.
 */
export type RideForDriver = Masked<'requestedClaimedAtMs' | 'offlineBooking'> & { readonly riderId: RiderPseudonym };

/** What its rider sees: their own PIN's hash, and the driver from the moment one has accepted. */
export function rideForRider(ride: Ride): RideForRider {
  return {
    ...shared(ride),
    riderId: ride.riderId,
    driverId: wasAccepted(ride) ? ride.driverId : null,
    pinSalt: ride.pinSalt,
    pinHash: ride.pinHash,
    driverDevice: null,
    pinFailures: ride.pinFailures,
    arrivedPosition: null,
    offeredAtMs: null,
    offerExpiresAtMs: null,
    declinedDriverIds: [],
    missedDriverIds: [],
    requestedClaimedAtMs: ride.requestedClaimedAtMs,
    offlineBooking: null,
    cancelReason: ride.cancelReason,
  };
}

/** What its driver sees: the rider as a pseudonym, and all that a ride without a network asks for, the PIN's hash while it is asked. */
export function rideForDriver(ride: Ride): RideForDriver {
  const onlySelf = (driverIds: readonly string[]) => driverIds.filter((driverId) => driverId === ride.driverId);
  return {
    ...shared(ride),
    riderId: riderPseudonym(ride.rideId),
    driverId: ride.driverId,
    driverDevice: ride.driverDevice,
    pinSalt: isPinAsked(ride.status) ? ride.pinSalt : null,
    pinHash: isPinAsked(ride.status) ? ride.pinHash : null,
    pinFailures: ride.pinFailures,
    arrivedPosition: ride.arrivedPosition,
    offeredAtMs: ride.offeredAtMs,
    offerExpiresAtMs: ride.offerExpiresAtMs,
    declinedDriverIds: onlySelf(ride.declinedDriverIds),
    missedDriverIds: onlySelf(ride.missedDriverIds),
    requestedClaimedAtMs: null,
    offlineBooking: null,
    // What the rider gave as a reason is not told to the driver; what the driver gave is.
    cancelReason: ride.cancelledBy === 'driver' ? ride.cancelReason : null,
  };
}

/** What dispatchers see: everything but the PIN. */
export type OpsRide = Omit<Ride, 'pinSalt' | 'pinHash'>;

/** The rides of the board, as staff hold them: `client.scan(opsRideKind)`. */
export const opsRideKind: RowKind<OpsRide> = { kind: `${OPS_SCOPE}/ride` };

/** What dispatchers see of a ride. */
export function rideForOps(ride: Ride): OpsRide {
  return {
    ...shared(ride),
    riderId: ride.riderId,
    driverId: ride.driverId,
    driverDevice: ride.driverDevice,
    pinFailures: ride.pinFailures,
    arrivedPosition: ride.arrivedPosition,
    offeredAtMs: ride.offeredAtMs,
    offerExpiresAtMs: ride.offerExpiresAtMs,
    declinedDriverIds: ride.declinedDriverIds,
    missedDriverIds: ride.missedDriverIds,
    requestedClaimedAtMs: ride.requestedClaimedAtMs,
    offlineBooking: ride.offlineBooking,
    cancelReason: ride.cancelReason,
  };
}

function rideViews(ride: Ride): ViewsOf<RideForRider | RideForDriver | OpsRide> {
  return {
    [riderScope(ride.riderId)]: rideForRider(ride),
    ...(ride.driverId === null ? {} : { [driverScope(ride.driverId)]: rideForDriver(ride) }),
    ...(isTerminal(ride.status) ? {} : { [OPS_SCOPE]: rideForOps(ride) }),
  };
}

function driverViews(driver: Driver): ViewsOf<Driver> {
  return {
    [driverScope(driver.driverId)]: driver,
    ...(driver.online ? { [OPS_SCOPE]: driver } : {}),
  };
}

export const rideKind = defineEntity<Ride, RideForRider | RideForDriver, OpsRide>({
  kind: 'ride',
  id: ({ rideId }) => rideId,
  views: rideViews,
  sensitivity: {
    rideId: 'plain',
    riderId: 'personal',
    bookedBy: 'plain',
    status: 'plain',
    pickup: 'place',
    dropoff: 'place',
    quotedFareCents: 'plain',
    quotePin: 'plain',
    pinSalt: 'secret',
    pinHash: 'secret',
    pinFailures: 'plain',
    driverId: 'personal',
    driverDevice: 'personal',
    offerCount: 'plain',
    offeredAtMs: 'plain',
    offerExpiresAtMs: 'plain',
    declinedDriverIds: 'personal',
    missedDriverIds: 'personal',
    requestedAtMs: 'plain',
    requestedClaimedAtMs: 'plain',
    wantedUntilMs: 'plain',
    lapseReason: 'plain',
    offlineBooking: 'plain',
    queuedAtMs: 'plain',
    acceptedAtMs: 'plain',
    acceptedClaimedAtMs: 'plain',
    arrivedAtMs: 'plain',
    arrivedClaimedAtMs: 'plain',
    arrivedPosition: 'place',
    startedAtMs: 'plain',
    startedClaimedAtMs: 'plain',
    endedAtMs: 'plain',
    endedClaimedAtMs: 'plain',
    cancelledAtMs: 'plain',
    cancelledClaimedAtMs: 'plain',
    cancelledBy: 'plain',
    cancelledFromStatus: 'plain',
    cancelReason: 'plain',
    noShow: 'place',
    commsLost: 'plain',
    commsChangedAtMs: 'plain',
  },
});
export const driverKind = defineEntity<Driver>({
  kind: 'driver',
  id: ({ driverId }) => driverId,
  views: driverViews,
  sensitivity: {
    driverId: 'personal',
    online: 'plain',
    position: 'place',
    positionAtMs: 'plain',
    activeRideId: 'plain',
    offeredRideId: 'plain',
    device: 'personal',
    shiftEpoch: 'plain',
    onlineChangedAtMs: 'plain',
    onlineChangedClaimedAtMs: 'plain',
  },
});
export const riderKind = defineEntity<Rider>({
  kind: 'rider',
  id: ({ riderId }) => riderId,
  views: (rider) => ({ [riderScope(rider.riderId)]: rider }),
  sensitivity: { riderId: 'personal', openRideId: 'plain' },
});

/** What somebody who takes or pays money may know of a ride. */
export const rideOfPayment = defineReading('ride', ({ rideId, riderId, driverId, driverDevice, status }: Ride) => ({
  rideId,
  riderId,
  driverId,
  driverDevice,
  status,
}));
export type RideOfPayment = ReturnType<typeof rideOfPayment.narrow>;
