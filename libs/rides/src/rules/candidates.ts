/** Whom to offer a ride to: free drivers who may be asked, the nearest first. */
import type { Position } from './position.ts';
import type { Driver, Ride } from '../state.ts';
import { straightLineMeters } from './distance.ts';

/** Online, with nothing to do. */
export function isFree(driver: Driver): boolean {
  return driver.online && driver.activeRideId === null && driver.offeredRideId === null;
}

/**
 * Whether this driver may be asked to take this ride: not the rider's own self, nobody who said no, and nobody who did
 * not answer, unless it is they who have just come back (`returnedDriverId`).
 */
export function mayBeAsked(ride: Ride, driverId: string, returnedDriverId: string | null): boolean {
  if (driverId === ride.riderId || ride.declinedDriverIds.includes(driverId)) return false;
  return driverId === returnedDriverId || !ride.missedDriverIds.includes(driverId);
}

/** Sorted by straight-line distance to a point; who never said where they are comes last, and ties go by id. */
export function nearestFirst(drivers: readonly Driver[], point: Position): readonly Driver[] {
  const meters = (driver: Driver): number =>
    driver.position ? straightLineMeters(driver.position, point) : Number.MAX_VALUE;
  return [...drivers].sort((a, b) => meters(a) - meters(b) || (a.driverId < b.driverId ? -1 : 1));
}
