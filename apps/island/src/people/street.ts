import type { TripPlan } from '../world/demand.ts';

/** What people who stand beside each other know without a network. */
export interface Meeting {
  readonly trip: TripPlan;
  /** The rider's PIN, as it is told to the driver by word of mouth. */
  readonly pin: string;
  /** The rider went away, or never came. */
  isGone: boolean;
  /** The car is on its way with the rider, or has arrived; wakes the rider. */
  onCar(where: 'leaves' | 'arrives'): void;
}

/** Who waits where, by the id of the ride. */
export type Street = Map<string, Meeting>;
