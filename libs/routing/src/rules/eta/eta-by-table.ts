import { ETA_PARAMETERS } from '../../../data/eta-parameters.ts';
import { etaOf, etaParametersAt, type Eta } from './eta.ts';
import type { LatLon } from '../map/map-page.ts';
import { roadDistance } from '../way/road-distance.ts';
import { roadLine } from '../way/road-line.ts';
import type { RoadMap } from '../map/road-map.ts';
import { TABLE_METERS_PER_SECOND } from '../way/road-pace.ts';
import { slowedBySeconds, slowZonesAt } from '../way/slow-zones.ts';

/**
 * How long a trip through these points takes that begins at `atMs`, by the table's pace: on a phone, without a network.
 * Unlike a fare it goes around the closures of the map, and slowly through its slow zones. Null: there is no way.
 */
export function etaByTable(
  map: RoadMap,
  trip: { readonly points: readonly LatLon[]; readonly atMs: number },
): Eta | null {
  const { points, atMs } = trip;
  const zones = slowZonesAt(map, atMs);
  let [meters, slowSeconds] = [0, 0];
  for (const [leg, to] of points.slice(1).entries()) {
    const from = points[leg] ?? to;
    const road = roadDistance(map, from, to, atMs);
    if (road.kind === 'unanswered') return null;
    const { distanceMeters } = road;
    const durationSeconds = distanceMeters / TABLE_METERS_PER_SECOND;
    meters += distanceMeters;
    if (zones.length > 0) {
      slowSeconds += slowedBySeconds(zones, roadLine(map, from, to, atMs), { distanceMeters, durationSeconds });
    }
  }
  const roadSeconds = Math.round(meters / TABLE_METERS_PER_SECOND) + slowSeconds;
  return etaOf(etaParametersAt(ETA_PARAMETERS, atMs), { roadSeconds, atMs, method: 'matrix' });
}
