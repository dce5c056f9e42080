/** Where a point is: on the island and in which parish, or why it is nowhere that a car can go. */
import { ROUTING_LIMITS } from '../../limits.ts';
import { isIn, offBorderSquaredMeters } from './areas.ts';
import type { LatLon, MapParish, MapZone, RoutingCode } from './map-page.ts';
import { pointToPlane, type PlanePoint } from './metric.ts';
import type { RoadMap } from './road-map.ts';

export type Located = {
  readonly kind: 'located';
  readonly point: PlanePoint;
  readonly parish: MapParish;
  /** In the water or on the beach by the drawn shore, but near enough to be taken as land. */
  readonly offShore: boolean;
};

export type Unanswered = { readonly kind: 'unanswered'; readonly code: RoutingCode };

/** Finds the parish of a point; off the drawn shore, the parish whose shore is nearest, up to the stated tolerance. */
export function locate(map: RoadMap, point: LatLon): Located | Unanswered {
  const code = pointFault(point);
  if (code) return { kind: 'unanswered', code };
  const plane = pointToPlane(point);
  for (const { parish, area } of map.parishes) {
    if (isIn(area, plane)) return { kind: 'located', point: plane, parish, offShore: false };
  }
  const parish = nearestShore(map, plane);
  return parish
    ? { kind: 'located', point: plane, parish, offShore: true }
    : { kind: 'unanswered', code: 'point_at_sea' };
}

/** What is wrong with a point before any map is asked; null when nothing is. */
export function pointFault({ lat, lon }: LatLon): RoutingCode | null {
  if (!isWithin(lat, -90, 90) || !isWithin(lon, -180, 180)) return 'point_invalid';
  if (isNearBarbados(lat, lon)) return null;
  return isNearBarbados(lon, lat) ? 'lat_lon_swapped' : 'point_outside_island';
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

function nearestShore(map: RoadMap, point: PlanePoint): MapParish | null {
  const most = ROUTING_LIMITS.shoreToleranceMeters;
  let nearest: MapParish | null = null;
  let least = most * most;
  for (const { parish, area } of map.parishes) {
    const off = offBorderSquaredMeters(area, point);
    if (off > least) continue;
    nearest = parish;
    least = off;
  }
  return nearest;
}

function isNearBarbados(lat: number, lon: number): boolean {
  const { latDegreesMin, latDegreesMax, lonDegreesMin, lonDegreesMax } = ROUTING_LIMITS;
  return isWithin(lat, latDegreesMin, latDegreesMax) && isWithin(lon, lonDegreesMin, lonDegreesMax);
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isFinite(value) && value >= least && value <= most;
}
