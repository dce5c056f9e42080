import type { Random } from '../random.ts';
import { OPERATORS, type Coverage, type Operator } from './coverage.ts';
import { BUSYNESS_MAX, busyness } from './day.ts';
import type { Span } from './outages.ts';
import type { Place } from './places.ts';

/** Assumed, all of it, but for the shares of cash and cancels, which are assumptions made before this simulator was. */
export const DEMAND = {
  /** Bookings for each rider of the run. */
  bookingsPerRider: 3,
  /** Share of the bookings that are placed inside an outage of the rider's place: what is measured is rare on most of the island. */
  offlineShare: 0.95,
  /** How long a rider waits for a car before they no longer want it, in milliseconds. */
  patienceMsMin: 45 * 60_000,
  patienceMsMax: 120 * 60_000,
  cancelShare: 0.08,
  noShowShare: 0.02,
  cashShare: 0.6,
  /** A rider rests so long between two trips, in milliseconds. */
  restMs: 3_600_000,
} as const;
const CANCEL_AFTER_MS_MAX = 15 * 60_000;
const RIDER_TRIES = 30;

/** What one rider is going to do. */
export interface TripPlan {
  readonly rider: number;
  readonly atMs: number;
  readonly from: Place;
  readonly to: Place;
  readonly patienceMs: number;
  /** When they change their mind, after booking; null: they do not. */
  readonly cancelAfterMs: number | null;
  readonly comes: boolean;
  readonly paysCash: boolean;
}

export interface DemandParts {
  readonly places: readonly Place[];
  readonly coverage: Coverage;
  readonly over: Span;
  readonly riders: number;
  /** How long every rider waits, in milliseconds, if it is swept. */
  readonly patienceMs?: number | undefined;
}

/** Whose network a person's phone is on: people are dealt out evenly. */
export function operatorOf(person: number): Operator {
  return OPERATORS[person % OPERATORS.length] ?? OPERATORS[0];
}

/** Draws the trips of a run, by time. A trip for which nobody is free is left out, and told. */
export function drawTrips(
  parts: DemandParts,
  random: Random,
  onNobodyFree: (moment: Moment) => void = () => undefined,
): readonly TripPlan[] {
  const drawn = Array.from({ length: parts.riders * DEMAND.bookingsPerRider }, () => drawMoment(parts, random));
  const freeAtMs = Array.from({ length: parts.riders }, () => Number.NEGATIVE_INFINITY);
  return drawn
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap((moment) => {
      const rider = freeRider(moment, freeAtMs, random);
      if (rider === null) {
        onNobodyFree(moment);
        return [];
      }
      const plan = drawTrip({ ...moment, rider }, parts, random);
      freeAtMs[rider] = moment.atMs + plan.patienceMs + DEMAND.restMs;
      return [plan];
    });
}

/** When and where somebody wants to go. */
export interface Moment {
  readonly from: Place;
  readonly operator: Operator;
  readonly atMs: number;
}

/** The index of a place where a trip begins, as often as its weight says. */
export function drawPlace(places: readonly Place[], random: Random): Place {
  const place = places[random.weighted(places.map(({ weight }) => weight))];
  if (!place) throw new Error('the map has no places');
  return place;
}

function drawMoment({ places, coverage, over }: DemandParts, random: Random): Moment {
  const from = drawPlace(places, random);
  const operator = random.pick(OPERATORS);
  const outages = coverage.outagesAt(from.id, operator);
  const isOffline = random.chance(DEMAND.offlineShare) && outages.length > 0;
  return { from, operator, atMs: Math.round(isOffline ? duringOutage(outages, random) : byHour(over, random)) };
}

// A long outage catches more bookings than a short one, and a busy hour more than a quiet one.
function duringOutage(outages: readonly Span[], random: Random): number {
  const weights = outages.map(({ fromMs, toMs }) => (toMs - fromMs) * busyness((fromMs + toMs) / 2));
  const outage = outages[random.weighted(weights)];
  if (!outage) throw new Error('there is no outage');
  return random.between(outage.fromMs, outage.toMs);
}

function byHour(over: Span, random: Random): number {
  for (;;) {
    const atMs = random.between(over.fromMs, over.toMs);
    if (random.chance(busyness(atMs) / BUSYNESS_MAX)) return atMs;
  }
}

function freeRider({ operator, atMs }: Moment, freeAtMs: readonly number[], random: Random): number | null {
  for (let tries = 0; tries < RIDER_TRIES; tries++) {
    const rider = random.int(freeAtMs.length);
    if (operatorOf(rider) === operator && (freeAtMs[rider] ?? Number.POSITIVE_INFINITY) <= atMs) return rider;
  }
  return null;
}

function drawTrip(
  { rider, from, atMs }: Moment & { rider: number },
  { patienceMs, places }: DemandParts,
  random: Random,
): TripPlan {
  let to = drawPlace(places, random);
  while (to.id === from.id) to = drawPlace(places, random);
  const drawnMs = Math.round(random.between(DEMAND.patienceMsMin, DEMAND.patienceMsMax));
  return {
    rider,
    atMs,
    from,
    to,
    patienceMs: patienceMs ?? drawnMs,
    cancelAfterMs: random.chance(DEMAND.cancelShare) ? Math.round(random.between(0, CANCEL_AFTER_MS_MAX)) : null,
    comes: !random.chance(DEMAND.noShowShare),
    paysCash: random.chance(DEMAND.cashShare),
  };
}
