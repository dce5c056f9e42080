/**
 * What slow zones cost a trip: its metres in them are driven at their pace. Invariants: the same on phone and server
 * (+ − × ÷ only); no zone makes a trip quicker; a fare never depends on one.
 */
import { metersIn } from './coverage.ts';
import { isInForce } from '../map/locate.ts';
import type { LatLon } from '../map/map-page.ts';
import type { RoadMap } from '../map/road-map.ts';
import { SLOW_METERS_PER_SECOND } from './road-pace.ts';

/** A way as something drives it that knows of no zone. */
type Driven = { readonly distanceMeters: number; readonly durationSeconds: number };

/** Slow zones in force at a time. */
export function slowZonesAt(map: RoadMap, atMs: number): RoadMap['zones'] {
  return map.zones.filter(({ zone }) => zone.kind === 'slow' && isInForce(zone, atMs));
}

/** Whole seconds that these zones add to a way along `line`, schematic or not. */
export function slowedBySeconds(
  zones: RoadMap['zones'],
  line: readonly LatLon[],
  { distanceMeters, durationSeconds }: Driven,
): number {
  if (zones.length === 0 || distanceMeters === 0) return 0;
  const slowMeters = metersIn(zones, line, distanceMeters);
  const usualSeconds = (slowMeters * durationSeconds) / distanceMeters;
  return Math.max(0, Math.round(slowMeters / SLOW_METERS_PER_SECOND - usualSeconds));
}
