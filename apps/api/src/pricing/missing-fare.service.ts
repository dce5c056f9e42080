import { RidesStore, type Ride } from '#rides';
import { Injectable } from '@nestjs/common';
import type { Problem } from '../http/problem.ts';
import { rideNotFound } from '../rides/rides-problems.ts';
import { ServerClock } from '../server-clock.ts';
import { FEE_DECIDED_WITHIN_MS, fareNotFound, farePending, rideNotOver } from './pricing-problems.ts';

/** Says why a ride has no fare. */
@Injectable()
export class MissingFares {
  readonly #rides: RidesStore;
  readonly #clock: ServerClock;

  constructor(rides: RidesStore, clock: ServerClock) {
    this.#rides = rides;
    this.#clock = clock;
  }

  /** The problem of asking for a fare that is not there. Whoever may not see the ride is told that there is no such ride. */
  async why(rideId: string, maySee: (ride: Ride) => boolean): Promise<Problem> {
    const ride = await this.#rides.ride(rideId);
    return ride === null || !maySee(ride) ? rideNotFound() : missingFare(ride, this.#clock.nowMs());
  }
}

/** Why this ride has no fare at this time. */
export function missingFare(ride: Pick<Ride, 'status' | 'driverId' | 'cancelledAtMs'>, nowMs: number): Problem {
  const { status, driverId, cancelledAtMs } = ride;
  if (status === 'ended') return farePending();
  if (status !== 'cancelled') return rideNotOver({ extensions: { details: { status } } });
  // A fee takes a driver to get it, and the rule is asked right after the cancel.
  const isDecided = driverId === null || cancelledAtMs === null || nowMs - cancelledAtMs > FEE_DECIDED_WITHIN_MS;
  return isDecided ? fareNotFound() : farePending();
}
