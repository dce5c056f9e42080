import { Pipeline, SYSTEM_ACTOR, type Performed } from '#sync';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { RIDE_LIMITS } from './limits.ts';
import { offer } from './mutations/offer.ts';
import { RIDES_OPTIONS, type RidesOptions } from './options.ts';
import { RidesStore } from './rides.store.ts';
import { mayBeAsked, nearestFirst } from './rules/candidates.ts';
import type { Driver, Ride } from './state.ts';
import { TravelTime } from './travel-time.ts';

/** Why dispatch looks: the event that made it look names its writes, so that the same event twice writes once. */
export interface Cause {
  readonly eventId: string;
  /** A driver who has just come online: asked again for rides they did not answer before. */
  readonly returnedDriverId: string | null;
}

/** What came of looking for a driver. */
export type OfferResult = 'offered' | 'not_waiting' | 'nobody';

// The driver was taken, or left, between the look and the offer: the next one is asked.
const NEXT_DRIVER_CODES: ReadonlySet<string> = new Set([
  'driver_busy',
  'driver_offline',
  'driver_passed',
  'driver_is_rider',
]);

/**
 * Offers waiting rides to the nearest free drivers. It decides nothing: it proposes, and `rides.offer` decides with the
 * truth in hand. Run twice for one event, it offers once.
 */
@Injectable()
export class Dispatch {
  readonly #logger = new Logger(Dispatch.name);
  readonly #store: RidesStore;
  readonly #pipeline: Pipeline;
  readonly #travelTime: TravelTime;
  readonly #options: RidesOptions;

  constructor(
    store: RidesStore,
    pipeline: Pipeline,
    travelTime: TravelTime,
    @Inject(RIDES_OPTIONS) options: RidesOptions,
  ) {
    this.#store = store;
    this.#pipeline = pipeline;
    this.#travelTime = travelTime;
    this.#options = options;
  }

  /** Offers one ride. If nobody is free it waits until somebody is. */
  async offerRide(rideId: string, cause: Cause): Promise<OfferResult> {
    const ride = await this.#store.ride(rideId);
    if (ride?.status !== 'requested') return 'not_waiting';
    const drivers = await this.#driversFor(ride, cause);
    for (const { driverId } of drivers) {
      const result = await this.#offer({ rideId, driverId, eventId: cause.eventId });
      if (result !== 'next') return result;
    }
    return 'nobody';
  }

  /** Offers waiting rides, the longest waiting first, for as long as drivers are free. */
  async offerWaitingRides(cause: Cause): Promise<void> {
    for (const ride of await this.#store.waitingRides()) {
      const result = await this.offerRide(ride.rideId, cause);
      if (result === 'nobody' && (await this.#store.freeDrivers()).length === 0) return;
    }
  }

  /** The nearest by travel time among the nearest by straight line. */
  async #driversFor(ride: Ride, { returnedDriverId }: Cause): Promise<readonly Driver[]> {
    const free = await this.#store.freeDrivers();
    const askable = free.filter(({ driverId }) => mayBeAsked(ride, driverId, returnedDriverId));
    const near = nearestFirst(askable, ride.pickup).slice(0, RIDE_LIMITS.travelTimeDriversMax);
    const placed = near.flatMap((driver) => (driver.position ? [{ driver, position: driver.position }] : []));
    const seconds = await this.#travelTime.secondsTo(
      ride.pickup,
      placed.map(({ position }) => position),
    );
    return placed
      .map(({ driver }, index) => ({ driver, seconds: seconds[index] ?? Number.POSITIVE_INFINITY }))
      .sort((a, b) => (a.seconds < b.seconds ? -1 : a.seconds > b.seconds ? 1 : 0))
      .slice(0, RIDE_LIMITS.offerTriesPerEventMax)
      .map(({ driver }) => driver);
  }

  async #offer(proposal: Proposal): Promise<OfferResult | 'next'> {
    const { rideId, driverId, eventId } = proposal;
    const performed = await this.#pipeline.perform({
      actor: SYSTEM_ACTOR,
      key: `rides.offer/${eventId}/${rideId}/${driverId}`,
      name: offer.name,
      args: { rideId, driverId, timeoutMs: this.#options.offerTimeoutMs },
    });
    return this.#toResult(performed);
  }

  #toResult(performed: Performed): OfferResult | 'next' {
    // The event came before, when the timeout was another one: this driver has been asked because of it.
    if ('error' in performed) return 'next';
    const { outcome, code } = performed.outcome;
    if (outcome === 'applied') return 'offered';
    if (code !== undefined && NEXT_DRIVER_CODES.has(code)) return 'next';
    if (code !== 'move_illegal') this.#logger.warn(`an offer ended as ${outcome} ${code ?? ''}`);
    return 'not_waiting';
  }
}

interface Proposal {
  readonly rideId: string;
  readonly driverId: string;
  /** The event that made dispatch look. */
  readonly eventId: string;
}
