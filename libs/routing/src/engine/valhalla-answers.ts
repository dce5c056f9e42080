/** What is read of the engine's answers, checked as it is read; lengths come in kilometres, lines as polylines. */
import { z } from 'zod';
import type { LatLon } from '../rules/map/map-page.ts';

const METERS_PER_KM = 1_000;
const km = z.number().transform((value) => Math.round(value * METERS_PER_KM));
const seconds = z.number().transform(Math.round);
const line = z.string().transform(decodeLine);

export const routeAnswer = z.object({
  trip: z.object({
    legs: z.array(z.object({ shape: line, summary: z.object({ length: km, time: seconds }) })).min(1),
  }),
});

export const matrixAnswer = z.object({
  sources_to_targets: z.array(z.array(z.object({ distance: km.nullable(), time: seconds.nullable() }))),
});
export type MatrixCell = z.infer<typeof matrixAnswer>['sources_to_targets'][number][number];

/** Where each point stands on the roads; nowhere where there is none. */
export const locateAnswer = z.array(
  z.object({
    edges: z
      .array(z.object({ correlated_lat: z.number(), correlated_lon: z.number() }))
      .nullish()
      .transform((edges) => {
        const [nearest] = edges ?? [];
        return nearest && { lat: nearest.correlated_lat, lon: nearest.correlated_lon };
      }),
  }),
);

const ring = z.array(z.tuple([z.number(), z.number()]).transform(([lon, lat]): LatLon => ({ lat, lon })));
export const isochroneAnswer = z.object({
  features: z.array(
    z.object({
      properties: z.object({ contour: z.number() }),
      geometry: z.discriminatedUnion('type', [
        z.object({ type: z.literal('Polygon'), coordinates: z.array(ring) }),
        z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring)) }),
      ]),
    }),
  ),
});

export const matchAnswer = z.object({
  shape: line,
  edges: z.array(
    z.object({
      length: z.number(),
      names: z.array(z.string()).optional(),
      source_percent_along: z.number().default(0),
      target_percent_along: z.number().default(1),
    }),
  ),
  matched_points: z.array(
    z.object({
      type: z.string(),
      edge_index: z.number().optional(),
      distance_along_edge: z.number().optional(),
    }),
  ),
});
export type MatchedTrail = z.infer<typeof matchAnswer>;

/** Metres by road from each point of a trail to the next; null beside a point that lies on no road. */
export function matchedLegs({ edges, matched_points: points }: MatchedTrail): (number | null)[] {
  let before = 0;
  const starts = edges.map(({ length }) => (before += length) - length);
  const kmAt = points.map(({ type, edge_index: at = -1, distance_along_edge: along }) => {
    const [edge, start] = [edges[at], starts[at]];
    if (type === 'unmatched' || !edge || start === undefined || along === undefined) return null;
    // Of the first and last edge only a share was driven; the point's place is a share of all of it.
    const drivenShare = edge.target_percent_along - edge.source_percent_along;
    return drivenShare > 0 ? start + ((along - edge.source_percent_along) * edge.length) / drivenShare : start;
  });
  return kmAt.slice(1).map((to, at) => {
    const from = kmAt[at];
    return to === null || typeof from !== 'number' ? null : Math.round((to - from) * METERS_PER_KM);
  });
}

const POLYLINE_UNITS_PER_DEGREE = 1e6;

/**
 * Reads an encoded polyline of six digits: each coordinate as its difference from the one before, in groups of five bits.
 * https://developers.google.com/maps/documentation/utilities/polylinealgorithm
 */
export function decodeLine(text: string): LatLon[] {
  const points: LatLon[] = [];
  let at = 0;
  const next = (): number => {
    let value = 0;
    let shift = 0;
    let group: number;
    do {
      group = text.charCodeAt(at) - 63;
      at += 1;
      value |= (group & 31) << shift;
      shift += 5;
    } while (group >= 32);
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  let [lat, lon] = [0, 0];
  while (at < text.length) {
    lat += next();
    lon += next();
    points.push({ lat: lat / POLYLINE_UNITS_PER_DEGREE, lon: lon / POLYLINE_UNITS_PER_DEGREE });
  }
  return points;
}
