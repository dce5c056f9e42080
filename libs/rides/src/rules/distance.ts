/**
 * Straight-line distance on an island: flat, with the scale of 13.19° N, the middle of Barbados.
 *
 * Error against the ellipsoid: below 0.1 % for two points of the island (the length of a degree of longitude differs by
 * 0.06 % between its north and its south). Roads are longer by a median of 1.35 times, and by more than twice across
 * the interior: good for ranking who is near, never for a fare.
 */
import type { Position } from './position.ts';

const METERS_PER_LAT_DEGREE = 110_632;
const METERS_PER_LON_DEGREE = 108_402;

/** Metres between two points, as the crow flies. */
export function straightLineMeters(a: Position, b: Position): number {
  const north = (a.lat - b.lat) * METERS_PER_LAT_DEGREE;
  const east = (a.lon - b.lon) * METERS_PER_LON_DEGREE;
  return Math.sqrt(north * north + east * east);
}
