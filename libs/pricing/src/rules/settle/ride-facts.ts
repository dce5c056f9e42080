/** From the report of an ended ride to the facts that its fare is settled by. */
import { locate, type RoadMap } from '#routing/client';
import { straightLineMeters } from '#rides/client';
import type { rideEnded } from '#rides/contracts';
import type { PayloadOf } from '#sync/client';
import { PRICING_LIMITS } from '../../limits.ts';
import { measure } from '../quote/quote.ts';
import { SETTLEMENT_EDITION, type RideFacts } from './settlement.ts';
import type { Leg, Point } from '../quote/trip.ts';

type RideEnd = PayloadOf<typeof rideEnded>;
export type EndedTrip = NonNullable<RideEnd['trip']>;

/**
 * When the ride began. The device's clock counts where it can be true: not before the booking came in, and not after the
 * report of the start. Otherwise the nearer of the two.
 */
export function tripAtMs(
  trip: Pick<EndedTrip, 'requestedAtMs' | 'startedAtMs' | 'startedClaimedAtMs'>,
  endedAtMs: number,
): number {
  const latest = trip.startedAtMs ?? endedAtMs;
  const claimed = trip.startedClaimedAtMs ?? latest;
  if (claimed < trip.requestedAtMs) return trip.requestedAtMs;
  return claimed < latest ? claimed : latest;
}

/** The facts of a ride, measured on a map, to be settled by today's edition of the rule. */
export function rideFacts(
  ended: RideEnd,
  trip: EndedTrip,
  map: RoadMap,
): RideFacts & { readonly edition: typeof SETTLEMENT_EDITION } {
  const { pickup, dropoff, stops, waitingMs, quotePin } = trip;
  const endedAt = trip.endedAt !== null && isOnMap(map, trip.endedAt) ? trip.endedAt : null;
  return {
    pickup,
    dropoff,
    stops,
    endedAt,
    bookedLegs: legsThrough(map, [pickup, dropoff]),
    drivenLegs: legsThrough(map, [pickup, ...destinations({ dropoff, stops, endedAt })]),
    waitingMs: waitingMs < PRICING_LIMITS.waitingMsMax ? waitingMs : PRICING_LIMITS.waitingMsMax,
    tripAtMs: tripAtMs(trip, ended.atMs),
    quotedFareCents: ended.quotedFareCents,
    pin: quotePin,
    mapVersion: map.page.mapVersion,
    graphVersion: map.page.graphVersion,
    attribution: map.page.attribution,
    edition: SETTLEMENT_EDITION,
  };
}

// Where the ride ended stands for the last of the places it was to go to.
function destinations({ dropoff, stops, endedAt }: Pick<RideFacts, 'dropoff' | 'stops' | 'endedAt'>): readonly Point[] {
  const wanted = [dropoff, ...stops];
  return endedAt === null ? wanted : [...wanted.slice(0, -1), endedAt];
}

function isOnMap(map: RoadMap, point: Point): boolean {
  return locate(map, point).kind === 'located';
}

/** The legs through some points. A ride that happened is settled, even where the map has no answer. */
export function legsThrough(map: RoadMap, points: readonly Point[]): readonly Leg[] {
  const legs: Leg[] = [];
  for (let index = 1; index < points.length; index += 1) {
    const [from, to] = [points[index - 1], points[index]];
    if (from !== undefined && to !== undefined) legs.push(legBetween(map, from, to));
  }
  return legs;
}

function legBetween(map: RoadMap, from: Point, to: Point): Leg {
  const measured = measure(map, [from, to]);
  if (!('code' in measured) && measured.legs[0]) return measured.legs[0];
  return estimate(from, to);
}

// Roads are longer than the straight line by a median of 1.35 times (inferred from bus routes, November 2026).
function estimate(from: Point, to: Point): Leg {
  const straight = Math.floor(straightLineMeters(from, to));
  return { distanceMeters: Math.floor((straight * 135) / 100), toleranceMeters: straight, isEstimate: true };
}
