/** A trip as it is priced: measured in whole metres and milliseconds. */
import type { VehicleClass } from '#rides/contracts';

export type Point = { readonly lat: number; readonly lon: number };

/** From one place to the next. */
export type Leg = {
  readonly distanceMeters: number;
  readonly toleranceMeters: number;
  /** Not by road: the map had no answer for these points. */
  readonly isEstimate: boolean;
};

export type Trip = {
  readonly vehicleClass: VehicleClass;
  readonly pickup: Point;
  /** The first destination. */
  readonly dropoff: Point;
  /** The first leg, then the onward ones. */
  readonly legs: readonly Leg[];
  readonly waitingMs: number;
  /** The time of the trip, which says which hours, dates and taxes hold. */
  readonly atMs: number;
  readonly discountId: string | null;
};

/** Metres to the first destination. */
export function firstLegMeters(trip: Trip): number {
  return trip.legs[0]?.distanceMeters ?? 0;
}

/** Metres of onward travel, after the first destination. */
export function onwardMeters(trip: Trip): number {
  return tripMeters(trip) - firstLegMeters(trip);
}

/** Metres of the whole trip. */
export function tripMeters({ legs }: Pick<Trip, 'legs'>): number {
  let meters = 0;
  for (const leg of legs) meters += leg.distanceMeters;
  return meters;
}

/** By how much the whole trip may be longer or shorter, in metres. */
export function tripToleranceMeters({ legs }: Pick<Trip, 'legs'>): number {
  let meters = 0;
  for (const leg of legs) meters += leg.toleranceMeters;
  return meters;
}
