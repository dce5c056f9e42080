import type { Fare, ReceiptPlace } from '#pricing';
import { locate, nearestPlaces, type RoadMap } from '#routing';

/** Where a ride began and where it ended, in the words of the map; null: the fare is a fee, and nobody went anywhere. */
export function placesOnReceipt({ facts }: Pick<Fare, 'facts'>, map: RoadMap) {
  if (facts === null) return { pickup: null, dropoff: null };
  return { pickup: placeAt(facts.pickup, map), dropoff: placeAt(facts.endedAt ?? facts.dropoff, map) };
}

function placeAt({ lat, lon }: { readonly lat: number; readonly lon: number }, map: RoadMap): ReceiptPlace {
  const found = locate(map, { lat, lon });
  // Off the map nothing is near.
  if (found.kind === 'unanswered') return { lat, lon, near: null, parish: null };
  const near = nearestPlaces(map, { lat, lon }, 1)[0]?.place.name ?? null;
  return { lat, lon, near, parish: found.parish.name };
}
