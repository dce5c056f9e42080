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
    const [plan] = await this.#plan([ride], cause);
    return plan ? (await this.#offerToFirst(plan, cause, new Set())).result : 'nobody';
  }

  /** Offers waiting rides, the longest waiting first, for as long as drivers are free. */
  async offerWaitingRides(cause: Cause): Promise<void> {
    const taken = new Set<string>();
    for (const plan of await this.#plan(await this.#store.waitingRides(), cause)) {
      const { driverId } = await this.#offerToFirst(plan, cause, taken);
      if (driverId !== null) taken.add(driverId);
    }
  }

  /** Whom to ask for each ride, the soonest first: all travel times in one question. */
  async #plan(rides: readonly Ride[], { returnedDriverId }: Cause): Promise<readonly Plan[]> {
    const free = rides.length === 0 ? [] : await this.#store.freeDrivers();
    if (free.length === 0) return [];
    // Each ride of the batch may take one of the drivers that are near to the others.
    const most = RIDE_LIMITS.travelTimeDriversMax + rides.length - 1;
    const near = rides.map((ride) => {
      const askable = free.filter(({ driverId }) => mayBeAsked(ride, driverId, returnedDriverId));
      return nearestFirst(askable, ride.pickup).slice(0, most);
    });
    const drivers = [...new Set(near.flat())].filter(isPlaced);
    const pickups = rides.map(({ pickup }) => pickup);
    const positions = drivers.map(({ position }) => position);
    const seconds = drivers.length === 0 ? [] : await this.#travelTime.secondsBetween(pickups, positions);
    return rides.map(({ rideId }, index) => {
      const times = new Map(drivers.map((driver, at) => [driver, seconds[index]?.[at] ?? Number.POSITIVE_INFINITY]));
      return { rideId, drivers: soonestFirst((near[index] ?? []).filter(isPlaced), times) };
    });
  }

  async #offerToFirst(
    { rideId, drivers }: Plan,
    { eventId }: Cause,
    taken: ReadonlySet<string>,
  ): Promise<{ readonly result: OfferResult; readonly driverId: string | null }> {
    const askable = drivers.filter(({ driverId }) => !taken.has(driverId));
    for (const { driverId } of askable.slice(0, RIDE_LIMITS.offerTriesPerEventMax)) {
      const result = await this.#offer({ rideId, driverId, eventId });
      if (result !== 'next') return { result, driverId: result === 'offered' ? driverId : null };
    }
    return { result: 'nobody', driverId: null };
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
    if (code === 'move_illegal') return 'not_waiting';
    this.#logger.warn(`an offer ended as ${outcome} ${code ?? ''}`);
    // What is wrong with the proposal is wrong with this driver: the ride still waits for another.
    return outcome === 'parked' ? 'not_waiting' : 'next';
  }
}

/** A ride, and whom to ask for it, in this order. */
interface Plan {
  readonly rideId: string;
  readonly drivers: readonly Driver[];
}

type Placed = Driver & { readonly position: NonNullable<Driver['position']> };

function isPlaced(driver: Driver): driver is Placed {
  return driver.position !== null;
}

/** Sorted by travel time; ties keep their order. */
function soonestFirst(drivers: readonly Placed[], seconds: ReadonlyMap<Driver, number>): readonly Driver[] {
  const of = (driver: Driver): number => seconds.get(driver) ?? Number.POSITIVE_INFINITY;
  return [...drivers].sort((a, b) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0));
}

interface Proposal {
  readonly rideId: string;
  readonly driverId: string;
  /** The event that made dispatch look. */
  readonly eventId: string;
}
