import type { LatLon, MapPlace } from './map-page.ts';
import { crowMeters, pointToPlane, toPlane } from './metric.ts';
import type { RoadMap } from './road-map.ts';

export type NearPlace = { readonly place: MapPlace; readonly crowMeters: number };

/** The places nearest to a point by crow, at most so many; ties go by id. The point must be near Barbados. */
export function nearestPlaces(map: RoadMap, point: LatLon, most: number, kind?: string): readonly NearPlace[] {
  const from = pointToPlane(point);
  return map.page.places
    .filter((place) => kind === undefined || place.kind === kind)
    .map((place) => ({ place, crowMeters: crowMeters(from, toPlane(place.latMicrodegrees, place.lonMicrodegrees)) }))
    .sort((a, b) => a.crowMeters - b.crowMeters || (a.place.id < b.place.id ? -1 : 1))
    .slice(0, most);
}
