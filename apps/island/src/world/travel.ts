import { roadDistance, type LatLon, type RoadMap } from '#routing/client';
import type { Random } from '../random.ts';
import { hourOfDay } from './day.ts';
import { mainRoadShare } from './main-roads.ts';

/** Assumed. Kilometres an hour on trunk and primary roads and elsewhere, and how much slower they are at the peaks. */
export const SPEEDS = { mainKmPerHour: 60, smallKmPerHour: 35, peakFactor: 0.6, sigma: 0.35 } as const;
const MS_PER_HOUR = 3_600_000;
const METERS_PER_KM = 1_000;
/** To get going, and where the map has no way. */
const SHORTEST_DRIVE_MS = 60_000;

/** Whether traffic is slow: 7:30 to 9:00 and 16:00 to 17:30. */
export function isPeak(atMs: number): boolean {
  const hour = hourOfDay(atMs);
  return (hour >= 7.5 && hour < 9) || (hour >= 16 && hour < 17.5);
}

/** How long a drive takes, in milliseconds: by road and class of road, log-normal around it. */
export function driveMs(
  map: RoadMap,
  way: { readonly from: LatLon; readonly to: LatLon; readonly atMs: number },
  random: Random,
): number {
  const found = roadDistance(map, way.from, way.to);
  if (found.kind === 'unanswered') return SHORTEST_DRIVE_MS;
  const mainMeters = (found.distanceMeters - found.accessMeters) * mainRoadShare(map, way.from, way.to);
  const small = (found.distanceMeters - mainMeters) / METERS_PER_KM / SPEEDS.smallKmPerHour;
  const main = mainMeters / METERS_PER_KM / SPEEDS.mainKmPerHour;
  const hours = (small + main) / (isPeak(way.atMs) ? SPEEDS.peakFactor : 1);
  return Math.max(SHORTEST_DRIVE_MS, Math.round(hours * MS_PER_HOUR * Math.exp(SPEEDS.sigma * random.normal())));
}
