/** From what an engine says of its roads to what a car drives: from the point to the roads and back, too. */
import { RULER } from '../../data/skeleton.ts';
import type { LatLon } from '../rules/map/map-page.ts';
import { crowMeters, pointToPlane } from '../rules/map/metric.ts';
import type { RoadMap } from '../rules/map/road-map.ts';
import { toleranceOf } from '../rules/way/road-distance.ts';
import { tableLeg, type Driven } from './table-way.ts';

// Small roads, driven with care.
const ACCESS_METERS_PER_SECOND = 7;

/** Metres from a point to where an engine has it on its roads, by small roads; 0 where that is not known. */
export function accessOf(point: LatLon | undefined, onRoad: LatLon | undefined): number {
  if (!point || !onRoad) return 0;
  return Math.round((crowMeters(pointToPlane(point), pointToPlane(onRoad)) * RULER.offRoadPercent) / 100);
}

/** Metres and seconds on the roads of a graph, and the way to them. */
export function toDriven(
  { length, time }: { readonly length: number; readonly time: number },
  { accessMeters, tolerancePercent }: { readonly accessMeters: number; readonly tolerancePercent: number },
): Driven {
  const distanceMeters = length + accessMeters;
  return {
    distanceMeters,
    toleranceMeters: toleranceOf({ distanceMeters, accessMeters }, tolerancePercent),
    durationSeconds: time + Math.round(accessMeters / ACCESS_METERS_PER_SECOND),
  };
}

/** What the table says, where an engine leads a longer way round than the table may be off: it knows no small roads there. */
export function shorter(
  table: RoadMap | null,
  driven: Driven,
  ends: { readonly from: LatLon | undefined; readonly to: LatLon | undefined },
): Driven | null {
  const way = table && ends.from && ends.to ? tableLeg(table, ends.from, ends.to) : null;
  if (!way || driven.distanceMeters <= way.distanceMeters + way.toleranceMeters) return null;
  return { ...way, durationSeconds: Math.min(way.durationSeconds, driven.durationSeconds) };
}
