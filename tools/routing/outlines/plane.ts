/** Geometry of borders in metres, for whoever draws them: as exact as numbers are, not the whole metres that phones reckon in. */

/** Longitude before latitude, in degrees. */
export type Position = readonly [lon: number, lat: number];
export type Metres = readonly [east: number, north: number];

// The same scale as `libs/routing/src/rules/map/metric.ts`.
const METERS_PER_LAT_DEGREE = 110_632;
const METERS_PER_LON_DEGREE = 108_402;
const ORIGIN: Position = [-59.7, 13];

/** Metres east and north of a corner south-west of the island. */
export function toMetres([lon, lat]: Position): Metres {
  return [(lon - ORIGIN[0]) * METERS_PER_LON_DEGREE, (lat - ORIGIN[1]) * METERS_PER_LAT_DEGREE];
}

/** The other way round. */
export function toPosition([east, north]: Metres): Position {
  return [ORIGIN[0] + east / METERS_PER_LON_DEGREE, ORIGIN[1] + north / METERS_PER_LAT_DEGREE];
}

/** Metres from a point to the nearest point of a straight line. */
export function offSegment(point: Metres, from: Metres, to: Metres): number {
  const [east, north] = [to[0] - from[0], to[1] - from[1]];
  const squared = east * east + north * north;
  const dot = (point[0] - from[0]) * east + (point[1] - from[1]) * north;
  const along = squared === 0 ? 0 : Math.max(0, Math.min(1, dot / squared));
  return Math.hypot(point[0] - from[0] - along * east, point[1] - from[1] - along * north);
}

/** Whether two straight lines cross, other than by touching at their ends. */
export function cross(a: readonly [Metres, Metres], b: readonly [Metres, Metres]): boolean {
  const side = ([from, to]: readonly [Metres, Metres], point: Metres): number =>
    Math.sign((to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]));
  return side(a, b[0]) * side(a, b[1]) < 0 && side(b, a[0]) * side(b, a[1]) < 0;
}
