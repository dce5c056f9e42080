/**
 * A day of rides, made up from a seed. Assumed throughout: where people are by the 2010 census as remembered, blended with
 * where visitors are; more rides in the rush hours. Good for comparing two ways to dispatch, not for forecasts.
 */
import type { LatLon, MapPage, MapPlace } from '#routing';
import { seededRandom } from './random.ts';

export type DayRequest = {
  readonly atSeconds: number;
  readonly pickup: LatLon;
  readonly dropoff: LatLon;
  /** Code of the parish of the pickup. */
  readonly parish: string;
};

export type Day = { readonly requests: readonly DayRequest[]; readonly drivers: readonly LatLon[] };

// Thousands of people, census of 2010, from memory: assumed.
const PEOPLE: Readonly<Record<string, number>> = {
  'BB-01': 54.3,
  'BB-02': 5.1,
  'BB-03': 19.8,
  'BB-04': 28.5,
  'BB-05': 9,
  'BB-06': 6.6,
  'BB-07': 9.8,
  'BB-08': 88.5,
  'BB-09': 11.3,
  'BB-10': 30.7,
  'BB-11': 14.2,
};

// Thousands of people whom visitors at a place are worth: assumed.
const VISITORS: Readonly<Record<string, number>> = {
  airport: 20,
  'bridgetown-port': 15,
  holetown: 8,
  'st-lawrence': 8,
};

const HOUR_SECONDS = 3_600;
// Rides by hour of the day, as shares of the busiest: the rushes at 8 and at 17.
const BUSY = [1, 1, 0.5, 0.5, 0.5, 2, 4, 9, 10, 6, 5, 5, 6, 6, 5, 6, 9, 10, 8, 7, 6, 5, 4, 2];

/** A day with so many rides and drivers. */
export function seededDay(page: MapPage, size: { seed: number; rides: number; drivers: number }): Day {
  const random = seededRandom(size.seed);
  const weights = placeWeights(page.places);
  const somewhere = (): MapPlace => page.places[pick(weights, random())] ?? fail();
  const requests = Array.from({ length: size.rides }, (): DayRequest => {
    const from = somewhere();
    let to = somewhere();
    while (to.id === from.id) to = somewhere();
    const atSeconds = Math.floor((pick(BUSY, random()) + random()) * HOUR_SECONDS);
    return { atSeconds, pickup: toLatLon(from), dropoff: toLatLon(to), parish: from.parish };
  });
  const drivers = Array.from({ length: size.drivers }, () => toLatLon(somewhere()));
  return { requests: requests.sort((a, b) => a.atSeconds - b.atSeconds), drivers };
}

/** A parish's people are spread evenly over its places. */
function placeWeights(places: readonly MapPlace[]): readonly number[] {
  const perParish = new Map<string, number>();
  for (const { parish } of places) perParish.set(parish, (perParish.get(parish) ?? 0) + 1);
  return places.map(({ id, parish }) => (PEOPLE[parish] ?? 0) / (perParish.get(parish) ?? 1) + (VISITORS[id] ?? 0));
}

function pick(weights: readonly number[], share: number): number {
  let rest = share * weights.reduce((sum, weight) => sum + weight, 0);
  return Math.max(
    0,
    weights.findIndex((weight) => (rest -= weight) < 0),
  );
}

function toLatLon({ latMicrodegrees, lonMicrodegrees }: MapPlace): LatLon {
  return { lat: latMicrodegrees / 1e6, lon: lonMicrodegrees / 1e6 };
}

function fail(): never {
  throw new Error('the map has no places');
}
