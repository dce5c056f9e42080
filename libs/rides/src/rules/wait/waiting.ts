/**
 * How much of the waiting that a driver tells of can be true.
 *
 * The written rule: nobody waited longer than the ride is old, nor longer than from the arrival to the end: by the device's
 * own clock where it told both times, and by the server's where both were told with contact. What is beyond that is not
 * counted, and said; the ride ends all the same. It is no proof against a modified phone, which can invent both times.
 */
import type { DecisionTime } from '#sync/client';
import { RIDE_LIMITS } from '../../limits.ts';
import type { Ride } from '../../state.ts';

type Times = Pick<Ride, 'requestedAtMs' | 'arrivedAtMs' | 'arrivedClaimedAtMs'>;

/** The most that a driver can have waited on a ride that ends now. */
export function waitedMsMost(ride: Times, time: DecisionTime): number {
  const told = claimedWaitMs(ride, time);
  const seen = ride.arrivedAtMs === null ? 0 : time.nowMs - ride.arrivedAtMs;
  // What came late was not seen as it happened: there the device's clock says more.
  const most = told === null ? seen : time.offline ? told : Math.max(told, seen);
  return Math.max(0, Math.min(most, time.nowMs - ride.requestedAtMs));
}

function claimedWaitMs({ arrivedClaimedAtMs }: Times, { claimedAtMs }: DecisionTime): number | null {
  if (claimedAtMs === null || arrivedClaimedAtMs === null) return null;
  return claimedAtMs - arrivedClaimedAtMs + RIDE_LIMITS.clockDriftMs;
}
