/**
 * The driver's part of a ride: accept, arrive, start, end, no-show. All of it may happen offline and arrive late.
 *
 * The written rule: the server's order decides, device clocks are kept beside it as evidence. A driver's move counts
 * while the ride is theirs; no clock of an offer or of a device takes it away. A ride that was cancelled, or given to
 * somebody else, before the move reached the server stays so: the move is refused, and remains in the ledger with its
 * claimed time as evidence for whoever has to settle it.
 */
import { refused, type Actor, type Decision, type DecisionTime, type Json, type Refused } from '#sync/client';
import type { Ride, RideStatus } from '../../state.ts';
import { isOnOtherDevice } from './device-fence.ts';
import { isLegalMove } from '../moves.ts';
import { isDriverOf, wasOffered } from './parties.ts';

export const DRIVER_MOVE_CODES = [
  'ride_not_found',
  'offer_gone',
  'other_device',
  'ride_cancelled',
  'move_illegal',
] as const;
export type DriverMoveCode = (typeof DRIVER_MOVE_CODES)[number];

export interface DriverMove {
  readonly ride: Ride | undefined;
  readonly actor: Actor;
  readonly to: RideStatus;
}

/** Decides with `then` if the ride is this driver's and may move there; refuses otherwise. */
export function asDriver<C extends string = never, A extends string = never>(
  { ride, actor, to }: DriverMove,
  then: (ride: Ride) => Decision<C, A>,
): Decision<C | DriverMoveCode, A> {
  if (!isDriverOf(ride, actor)) return refusedAsNotTheirs(ride, actor);
  if (isOnOtherDevice(ride, actor)) return refused('other_device');
  if (ride.status === 'cancelled') return refusedAsCancelled(ride);
  if (!isLegalMove({ from: ride.status, to, actor: 'driver' })) {
    return refused('move_illegal', { from: ride.status, to });
  }
  return then(ride);
}

function refusedAsNotTheirs(ride: Ride | undefined, actor: Actor): Refused<DriverMoveCode> {
  if (!ride || !wasOffered(ride, actor)) return refused('ride_not_found');
  // Why the offer is over: no other driver has the ride, it was called off.
  return ride.status === 'cancelled' && ride.driverId === null ? refusedAsCancelled(ride) : refused('offer_gone');
}

/** Whether a driver's move is refused because the rider was first. */
export function isLostToRider({
  code,
  details,
}: {
  readonly code?: string | undefined;
  readonly details?: Json | undefined;
}): boolean {
  return code === 'ride_cancelled' && (details as { cancelledBy: Ride['cancelledBy'] }).cancelledBy === 'rider';
}

// Both clocks of the cancel are told: the driver may have been under way in good faith.
function refusedAsCancelled(ride: Ride): Refused<'ride_cancelled'> {
  const { cancelledAtMs, cancelledClaimedAtMs, cancelledBy } = ride;
  return refused('ride_cancelled', { cancelledAtMs, cancelledClaimedAtMs, cancelledBy });
}

/** What the events of the driver's moves say. */
export function drivenPayload(ride: Ride, actor: Actor, time: DecisionTime) {
  return {
    rideId: ride.rideId,
    riderId: ride.riderId,
    driverId: actor.subject,
    atMs: time.nowMs,
    claimedAtMs: time.claimedAtMs,
  };
}
