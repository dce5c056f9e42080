/** Where a point is: on the island and in which parish, or why it is nowhere that a car can go. */
import { isIn, offBorderSquaredMeters } from './areas.ts';
import type { LatLon, MapParish, MapZone, RoutingCode } from './map-page.ts';
import { pointToPlane, type PlanePoint } from './metric.ts';
import { holds } from './operating-area.ts';
import { pointFault } from './point-fault.ts';
import type { RoadMap } from './road-map.ts';

export type Located = {
  readonly kind: 'located';
  readonly point: PlanePoint;
  readonly parish: MapParish;
  /** In the water or on the beach by the drawn shore, but near enough to be taken as land. */
  readonly offShore: boolean;
};

export type Unanswered = { readonly kind: 'unanswered'; readonly code: RoutingCode };

/** Finds the parish of a point; off the drawn shore, the parish whose border is nearest, as far as the operating area goes. */
export function locate(map: RoadMap, point: LatLon): Located | Unanswered {
  const code = pointFault(point);
  if (code) return { kind: 'unanswered', code };
  const plane = pointToPlane(point);
  for (const { parish, area } of map.parishes) {
    if (isIn(area, plane)) return { kind: 'located', point: plane, parish, offShore: false };
  }
  const parish = holds(map.area, plane) ? nearestParish(map, plane) : null;
  return parish
    ? { kind: 'located', point: plane, parish, offShore: true }
    : { kind: 'unanswered', code: 'point_at_sea' };
}

/** The zone that forbids to pick somebody up here at this time; null when none does. */
export function noPickupAt(map: RoadMap, point: LatLon, atMs: number): MapZone | null {
  return zonesAt(map, point, atMs).find((zone) => zone.kind === 'no_pickup') ?? null;
}

/** The zones in force at a point and time. */
export function zonesAt(map: RoadMap, point: LatLon, atMs: number): readonly MapZone[] {
  if (pointFault(point)) return [];
  const plane = pointToPlane(point);
  return map.zones.filter(({ zone, area }) => isInForce(zone, atMs) && isIn(area, plane)).map(({ zone }) => zone);
}

/** Whether something dated is in force: from its first moment on, and before its last. */
export function isInForce(dated: { readonly fromMs: number; readonly toMs: number | null }, atMs: number): boolean {
  return atMs >= dated.fromMs && (dated.toMs === null || atMs < dated.toMs);
}

function nearestParish(map: RoadMap, point: PlanePoint): MapParish | null {
  let nearest: MapParish | null = null;
  let least = Number.MAX_SAFE_INTEGER;
  for (const { parish, area } of map.parishes) {
    const off = offBorderSquaredMeters(area, point);
    if (off > least) continue;
    nearest = parish;
    least = off;
  }
  return nearest;
}
