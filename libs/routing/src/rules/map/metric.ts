/**
 * Plane geometry of a small island, in whole metres, the same on every JavaScript engine.
 *
 * Invariants: integers in and out, below 2^53 on the way; only + − × ÷ and comparisons, which the language defines to
 * the last bit. The one square root is checked and put right in integers. No sine, no cosine: the plane has the scale of
 * 13.19° N, the middle of Barbados, and is off by less than 0.1 % between any two points of the island.
 */
import type { FlatLine, LatLon } from './map-page.ts';

const METERS_PER_LAT_DEGREE = 110_632;
const METERS_PER_LON_DEGREE = 108_402;
export const MICRODEGREES_PER_DEGREE = 1_000_000;
const ORIGIN = { latMicrodegrees: 13_000_000, lonMicrodegrees: -59_700_000 };

/** A point of the plane: metres east and north of a corner south-west of the island. */
export type PlanePoint = { readonly eastMeters: number; readonly northMeters: number };

/** Puts microdegrees on the plane. */
export function toPlane(latMicrodegrees: number, lonMicrodegrees: number): PlanePoint {
  return {
    eastMeters: Math.round(
      ((lonMicrodegrees - ORIGIN.lonMicrodegrees) * METERS_PER_LON_DEGREE) / MICRODEGREES_PER_DEGREE,
    ),
    northMeters: Math.round(
      ((latMicrodegrees - ORIGIN.latMicrodegrees) * METERS_PER_LAT_DEGREE) / MICRODEGREES_PER_DEGREE,
    ),
  };
}

/** Puts degrees on the plane, by way of whole microdegrees (0.1 m). */
export function pointToPlane(point: LatLon): PlanePoint {
  return toPlane(Math.round(point.lat * MICRODEGREES_PER_DEGREE), Math.round(point.lon * MICRODEGREES_PER_DEGREE));
}

/** A point of the plane, in degrees. */
export function planeToPoint({ eastMeters, northMeters }: PlanePoint): LatLon {
  const lat = ORIGIN.latMicrodegrees + Math.round((northMeters * MICRODEGREES_PER_DEGREE) / METERS_PER_LAT_DEGREE);
  const lon = ORIGIN.lonMicrodegrees + Math.round((eastMeters * MICRODEGREES_PER_DEGREE) / METERS_PER_LON_DEGREE);
  return { lat: lat / MICRODEGREES_PER_DEGREE, lon: lon / MICRODEGREES_PER_DEGREE };
}

/** The corners of a line, on the plane. */
export function lineToPlane(line: FlatLine): PlanePoint[] {
  const points: PlanePoint[] = [];
  for (let at = 0; at + 1 < line.length; at += 2) points.push(toPlane(line[at + 1] ?? 0, line[at] ?? 0));
  return points;
}

/** The largest integer whose square is not above `square` (an integer from 0 to 2^53). */
export function wholeRoot(square: number): number {
  let root = Math.floor(Math.sqrt(square));
  while (root * root > square) root -= 1;
  while ((root + 1) * (root + 1) <= square) root += 1;
  return root;
}

/** Whole metres between two points, rounded down. */
export function crowMeters(a: PlanePoint, b: PlanePoint): number {
  return wholeRoot(squaredMeters(a, b));
}

export function squaredMeters(a: PlanePoint, b: PlanePoint): number {
  const east = a.eastMeters - b.eastMeters;
  const north = a.northMeters - b.northMeters;
  return east * east + north * north;
}

/** The foot of a point on a straight stretch: how far off it is, and where along the stretch, from 0 to `ALONG_WHOLE`. */
export type Foot = { readonly offSquaredMeters: number; readonly along: number };

/** A foot at the end of its stretch. Fine enough for 2 m on the longest stretch of the island. */
export const ALONG_WHOLE = 8_192;

/** The foot of `point` on the stretch from `a` to `b`. */
export function footOn(point: PlanePoint, a: PlanePoint, b: PlanePoint): Foot {
  const east = b.eastMeters - a.eastMeters;
  const north = b.northMeters - a.northMeters;
  const squared = east * east + north * north;
  const dot = (point.eastMeters - a.eastMeters) * east + (point.northMeters - a.northMeters) * north;
  const along = squared === 0 ? 0 : clamp(Math.round((dot * ALONG_WHOLE) / squared), ALONG_WHOLE);
  const foot = {
    eastMeters: a.eastMeters + Math.round((east * along) / ALONG_WHOLE),
    northMeters: a.northMeters + Math.round((north * along) / ALONG_WHOLE),
  };
  return { offSquaredMeters: squaredMeters(point, foot), along };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
