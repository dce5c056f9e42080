/**
 * When a driver may say that nobody came.
 *
 * The written rule: the phone says where it was on arrival and where it is now, both near the pickup, and how long it
 * waited by its monotonic clock, at least the grace. That clock cannot be set. The wait must fit the other clocks: it is
 * no longer than the ride is old, and either the server itself saw it pass, or it is what the device's own clock says too.
 * It is no proof against a modified phone, which can invent all of it: what was said is kept for whoever looks at it later.
 */
import { refused, type DecisionTime, type Refused } from '#sync/client';
import { RIDE_LIMITS } from '../../limits.ts';
import type { Position } from '../position.ts';
import type { NoShowProof, Ride } from '../../state.ts';
import { straightLineMeters } from '../distance.ts';

export const NO_SHOW_PROOF_CODES = ['arrival_unproven', 'pickup_far', 'grace_not_over', 'clocks_disagree'] as const;
export type NoShowProofCode = (typeof NO_SHOW_PROOF_CODES)[number];

/** What the driver's phone says. */
export interface NoShowClaim {
  readonly position: Position;
  /** Since the arrival, by the phone's monotonic clock. */
  readonly waitedMs: number;
}

/** The proof, or why there is none. */
export function proveNoShow(
  ride: Ride,
  { position, waitedMs }: NoShowClaim,
  time: DecisionTime,
): NoShowProof | Refused<NoShowProofCode> {
  if (!ride.arrivedPosition) return refused('arrival_unproven');
  const arrivedMeters = metersFromPickup(ride, ride.arrivedPosition);
  const distanceMeters = metersFromPickup(ride, position);
  const { pickupNearMeters: nearMeters, noShowGraceMs: graceMs } = RIDE_LIMITS;
  if (arrivedMeters > nearMeters || distanceMeters > nearMeters)
    return refused('pickup_far', { arrivedMeters, distanceMeters, nearMeters });
  if (waitedMs < graceMs) return refused('grace_not_over', { waitedMs, graceMs });
  if (!fitsTheClocks(ride, waitedMs, time)) return refused('clocks_disagree', { waitedMs });
  return { arrivedMeters, distanceMeters, waitedMs };
}

/** Whether the driver's own phone says that they were not at the pickup when they reported their arrival. */
export function isArrivalAway(ride: Ride): boolean {
  const { arrivedPosition } = ride;
  // A phone may hold a row from before there were such positions.
  if (!arrivedPosition) return false;
  return metersFromPickup(ride, arrivedPosition) > RIDE_LIMITS.pickupNearMeters;
}

function metersFromPickup({ pickup }: Ride, position: Position): number {
  return Math.round(straightLineMeters(pickup, position));
}

function fitsTheClocks(ride: Ride, waitedMs: number, { nowMs, claimedAtMs, offline }: DecisionTime): boolean {
  const { requestedAtMs, arrivedAtMs, arrivedClaimedAtMs } = ride;
  if (waitedMs > nowMs - requestedAtMs) return false;
  if (!offline && arrivedAtMs !== null && waitedMs <= nowMs - arrivedAtMs) return true;
  if (claimedAtMs === null || arrivedClaimedAtMs === null) return false;
  return Math.abs(claimedAtMs - arrivedClaimedAtMs - waitedMs) <= RIDE_LIMITS.clockDriftMs;
}
