import { FaultReports, Pipeline, SYSTEM_ACTOR, type Performed } from '#sync';
import { Inject, Injectable } from '@nestjs/common';
import { RIDE_LIMITS } from './limits.ts';
import { offer } from './mutations/offer.ts';
import { RIDES_OPTIONS, type RidesOptions } from './options.ts';
import { RidesStore } from './rides.store.ts';
import { isFree, mayBeAsked, nearestFirst } from './rules/candidates.ts';
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

/** What came of proposing one driver for one ride. */
type ProposalResult =
  | 'offered'
  | 'not_waiting'
  /** This driver is nothing for this ride. */
  | 'next'
  /** Nor for any other: they have something to do, or left. */
  | 'driver_taken';

const RESULTS_OF_CODES: Readonly<Record<string, ProposalResult>> = {
  driver_busy: 'driver_taken',
  driver_offline: 'driver_taken',
  driver_passed: 'next',
  driver_is_rider: 'next',
  move_illegal: 'not_waiting',
};

/**
 * Offers waiting rides to the nearest free drivers. It decides nothing: it proposes, and `rides.offer` decides with the
 * truth in hand. Run twice for one event, it offers once.
 *
 * A refused proposal stays in the ledger for good. So events that come at once take turns, or each would propose the drivers
 * whom another is about to take; and ride and driver are looked at once more right before each proposal.
 */
@Injectable()
export class Dispatch {
  readonly #store: RidesStore;
  readonly #pipeline: Pipeline;
  readonly #faults: FaultReports;
  readonly #travelTime: TravelTime;
  readonly #options: RidesOptions;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    store: RidesStore,
    pipeline: Pipeline,
    faults: FaultReports,
    travelTime: TravelTime,
    @Inject(RIDES_OPTIONS) options: RidesOptions,
  ) {
    this.#store = store;
    this.#pipeline = pipeline;
    this.#faults = faults;
    this.#travelTime = travelTime;
    this.#options = options;
  }

  /** Offers one ride. If nobody is free it waits until somebody is. */
  offerRide(rideId: string, cause: Cause): Promise<OfferResult> {
    return this.#inTurn(async () => {
      const ride = await this.#store.ride(rideId);
      if (ride?.status !== 'requested') return 'not_waiting';
      const [plan] = await this.#plan([ride], cause);
      return plan ? this.#offerToFirst(plan, cause, new Set()) : 'nobody';
    });
  }

  /** Offers waiting rides, the longest waiting first, for as long as drivers are free. */
  offerWaitingRides(cause: Cause): Promise<void> {
    return this.#inTurn(async () => {
      const taken = new Set<string>();
      for (const plan of await this.#plan(await this.#store.waitingRides(), cause))
        await this.#offerToFirst(plan, cause, taken);
    });
  }

  /** One look at a time. Other processes do not look meanwhile: a group of handlers is worked by one. */
  #inTurn<T>(look: () => Promise<T>): Promise<T> {
    const looked = this.#turn.then(look);
    this.#turn = looked.catch(() => undefined);
    return looked;
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

  /** Who is found `taken`, or is offered the ride, is added to the set: they are proposed for no other ride of this look. */
  async #offerToFirst({ rideId, drivers }: Plan, cause: Cause, taken: Set<string>): Promise<OfferResult> {
    let tries = 0;
    for (const { driverId } of drivers) {
      if (taken.has(driverId)) continue;
      const proposal = { rideId, driverId, cause };
      const seen = await this.#lookAgain(proposal);
      if (seen === null && (tries += 1) > RIDE_LIMITS.offerTriesPerEventMax) break;
      const result = seen ?? (await this.#propose(proposal));
      if (result === 'offered' || result === 'driver_taken') taken.add(driverId);
      if (result === 'offered' || result === 'not_waiting') return result;
    }
    return 'nobody';
  }

  /** What would come of a proposal, as far as the rows tell by now; null: it may be made. */
  async #lookAgain({ rideId, driverId, cause }: Proposal): Promise<ProposalResult | null> {
    const [ride, driver] = await Promise.all([this.#store.ride(rideId), this.#store.driver(driverId)]);
    if (ride?.status !== 'requested') return 'not_waiting';
    if (driver === null || !isFree(driver)) return 'driver_taken';
    return mayBeAsked(ride, driverId, cause.returnedDriverId) ? null : 'next';
  }

  async #propose({ rideId, driverId, cause }: Proposal): Promise<ProposalResult> {
    const performed = await this.#pipeline.perform({
      actor: SYSTEM_ACTOR,
      key: `rides.offer/${cause.eventId}/${rideId}/${driverId}`,
      name: offer.name,
      args: { rideId, driverId, timeoutMs: this.#options.offerTimeoutMs },
    });
    return this.#toResult(performed);
  }

  #toResult(performed: Performed): ProposalResult {
    // The event came before, when the timeout was another one: this driver has been asked because of it.
    if ('error' in performed) return 'next';
    const { outcome, code } = performed.outcome;
    if (outcome === 'applied') return 'offered';
    const result = code === undefined ? undefined : RESULTS_OF_CODES[code];
    if (result !== undefined) return result;
    this.#faults.report(`offering a ride: ${outcome} ${code ?? ''}`, undefined);
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
  readonly cause: Cause;
}
