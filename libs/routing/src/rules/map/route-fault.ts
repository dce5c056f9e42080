/**
 * Why no car can drive through some points, by nothing but the operating area: what a booking asks on the phone and on the server. It answers with the
 * codes that a quote for the same points has.
 */
import { ROUTING_LIMITS } from '../../limits.ts';
import type { LatLon, MapArea, RoutingCode } from './map-page.ts';
import { crowMeters, pointToPlane } from './metric.ts';
import { holds, prepareOperatingArea, type OperatingArea } from './operating-area.ts';

export const AREA_ID = 'island';

/** The area ready for questions, made once: a commit asks the same row for each of its bookings. */
// exempt: pure-module-state -- what is remembered is what would be computed again
const prepared = new WeakMap<MapArea, OperatingArea>();

export type RouteFault = {
  readonly code: Extract<RoutingCode, 'point_at_sea' | 'trip_zero_length'>;
  /** Number of the point at fault, from 0; of a trip without a length, its last. */
  readonly at: number;
};

/** The first fault of a trip; null when it has none. Without an area nobody can tell land from sea: whoever has it will. */
export function routeFault(area: MapArea | undefined, points: readonly LatLon[]): RouteFault | null {
  const planes = points.map(pointToPlane);
  if (area) {
    const ready = readied(area);
    const at = planes.findIndex((plane) => !holds(ready, plane));
    if (at !== -1) return { code: 'point_at_sea', at };
  }
  const isStanding = planes.every((plane) => crowMeters(planes[0] ?? plane, plane) < ROUTING_LIMITS.tripMetersMin);
  return isStanding ? { code: 'trip_zero_length', at: points.length - 1 } : null;
}

function readied(area: MapArea): OperatingArea {
  const known = prepared.get(area);
  if (known) return known;
  const made = prepareOperatingArea(area);
  prepared.set(area, made);
  return made;
}
