/**
 * Letting go: when a ride no longer needs its driver or its rider, their rows say so in the same commit.
 * A row that is not there (a phone holds only its own) is left alone.
 */
import type { Change } from '#sync/client';
import type { Driver, Ride, Rider } from '../state.ts';
import { driverKind, riderKind } from '../views.ts';

/** The driver is free of this ride, whether it was offered or active. `at` is where they are now, if the ride tells. */
export function freeDriver(
  driver: Driver | undefined,
  rideId: string,
  at: Partial<Pick<Driver, 'position' | 'positionAtMs'>> = {},
): readonly Change[] {
  if (!driver || (driver.activeRideId !== rideId && driver.offeredRideId !== rideId)) return [];
  return [driverKind.put({ ...driver, ...at, activeRideId: null, offeredRideId: null })];
}

/** The rider may book again. */
export function freeRider(rider: Rider | undefined, rideId: string): readonly Change[] {
  return rider?.openRideId === rideId ? [riderKind.put({ ...rider, openRideId: null })] : [];
}

/** Back among the waiting rides, at the place it had. */
export function withoutOffer(ride: Ride): Ride {
  return {
    ...ride,
    status: 'requested',
    driverId: null,
    driverDevice: null,
    offeredAtMs: null,
    offerExpiresAtMs: null,
  };
}
