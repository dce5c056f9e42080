import { ROUTING_LIMITS } from '../../limits.ts';
import type { LatLon, RoutingCode } from './map-page.ts';

/** What is wrong with a point before any map is asked; null when nothing is. */
export function pointFault({ lat, lon }: LatLon): RoutingCode | null {
  if (!isWithin(lat, -90, 90) || !isWithin(lon, -180, 180)) return 'point_invalid';
  if (isNearBarbados(lat, lon)) return null;
  return isNearBarbados(lon, lat) ? 'lat_lon_swapped' : 'point_outside_island';
}

function isNearBarbados(lat: number, lon: number): boolean {
  const { latDegreesMin, latDegreesMax, lonDegreesMin, lonDegreesMax } = ROUTING_LIMITS;
  return isWithin(lat, latDegreesMin, latDegreesMax) && isWithin(lon, lonDegreesMin, lonDegreesMax);
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isFinite(value) && value >= least && value <= most;
}
