/**
 * Distance by road between two points of the island, without a network.
 *
 * Invariants: the same answer on every engine and in both directions; never shorter than the crow; integers only.
 * A point reaches the skeleton by small roads to one of the main roads near it; the shortest of all combinations counts.
 */
import { ROUTING_LIMITS } from '../../limits.ts';
import { isInForce, locate, type Unanswered } from '../map/locate.ts';
import type { DistanceMethod, LatLon, RoadDistance } from '../map/map-page.ts';
import { crowMeters } from '../map/metric.ts';
import type { RoadMap } from '../map/road-map.ts';
import { shortestWays, UNREACHABLE } from './shortest-ways.ts';
import { bySmallRoads, snap, type Snap } from './snap.ts';

export type MeasuredDistance = RoadDistance & {
  readonly kind: 'measured';
  /** Of `distanceMeters`: from the points to the main roads, estimated. */
  readonly accessMeters: number;
};

/**
 * How far it is by road. With `atMs`, closures in force at that time are driven around; without it they are ignored, as fares do.
 */
export function roadDistance(map: RoadMap, from: LatLon, to: LatLon, atMs?: number): MeasuredDistance | Unanswered {
  const start = locate(map, from);
  if (start.kind === 'unanswered') return start;
  const end = locate(map, to);
  if (end.kind === 'unanswered') return end;
  const crow = crowMeters(start.point, end.point);
  if (crow < ROUTING_LIMITS.tripMetersMin) return { kind: 'unanswered', code: 'trip_zero_length' };
  const closed = atMs === undefined ? NONE : closedEdges(map, atMs);
  const way = shortest(map, { starts: snap(map, start.point, closed), ends: snap(map, end.point, closed), closed });
  const direct = crow <= ROUTING_LIMITS.neighbourhoodMetersMax ? bySmallRoads(crow) : UNREACHABLE;
  if (way.meters === UNREACHABLE && direct === UNREACHABLE) return { kind: 'unanswered', code: 'no_way' };
  if (direct <= way.meters) return measured(map, { meters: direct, accessMeters: direct, method: 'neighbourhood' });
  return measured(map, { ...way, meters: Math.max(way.meters, crow), method: closed.size > 0 ? 'detour' : 'matrix' });
}

/** The edges that are shut at a time, by index. */
export function closedEdges(map: RoadMap, atMs: number): ReadonlySet<number> {
  const shut = new Set(map.page.closures.filter((closure) => isInForce(closure, atMs)).flatMap(({ edges }) => edges));
  if (shut.size === 0) return NONE;
  return new Set(map.stretches.flatMap(({ id }, edge) => (shut.has(id) ? [edge] : [])));
}

const NONE: ReadonlySet<number> = new Set();

// Against bus roads, 90 of 100 pairs of nodes lie between 0.91 and 1.26 times the skeleton. Small roads are a guess.
export const SKELETON_TOLERANCE_PERCENT = 26;
const TOLERANCE = { accessPercent: 50, leastMeters: 100 };

/** Metres by which a distance may be off: a share of the main roads, and a larger one of the small roads at either end. */
export function toleranceMeters(meters: number, accessMeters: number, roadPercent: number): number {
  const percent = (meters - accessMeters) * roadPercent + accessMeters * TOLERANCE.accessPercent;
  return TOLERANCE.leastMeters + Math.ceil(percent / 100);
}

function measured(
  map: RoadMap,
  way: { readonly meters: number; readonly accessMeters: number; readonly method: DistanceMethod },
): MeasuredDistance {
  const { graphVersion, mapVersion } = map.page;
  return {
    kind: 'measured',
    distanceMeters: way.meters,
    accessMeters: way.accessMeters,
    toleranceMeters: toleranceMeters(way.meters, way.accessMeters, SKELETON_TOLERANCE_PERCENT),
    graphVersion,
    mapVersion,
    method: way.method,
  };
}

type Ends = {
  readonly starts: readonly Snap[];
  readonly ends: readonly Snap[];
  readonly closed: ReadonlySet<number>;
};

function shortest(map: RoadMap, trip: Ends): { meters: number; accessMeters: number } {
  let best = { meters: UNREACHABLE, accessMeters: 0 };
  for (const start of trip.starts) {
    const metersTo = trip.closed.size > 0 ? aroundClosures(map, start, trip.closed) : byTable(map, start);
    for (const end of trip.ends) {
      const accessMeters = start.accessMeters + end.accessMeters;
      const meters = accessMeters + between(start, end, metersTo);
      if (meters < best.meters) best = { meters, accessMeters };
    }
  }
  return best.meters < UNREACHABLE ? best : { meters: UNREACHABLE, accessMeters: 0 };
}

function between(start: Snap, end: Snap, metersTo: (node: number) => number): number {
  const byEnds = Math.min(metersTo(end.stretch.a) + end.toAMeters, metersTo(end.stretch.b) + end.toBMeters);
  return start.edge === end.edge ? Math.min(byEnds, Math.abs(start.toAMeters - end.toAMeters)) : byEnds;
}

function byTable(map: RoadMap, { stretch, toAMeters, toBMeters }: Snap): (node: number) => number {
  const { square, graph } = map;
  const [rowA, rowB] = [stretch.a * graph.nodes, stretch.b * graph.nodes];
  return (node) => Math.min(toAMeters + (square[rowA + node] ?? 0), toBMeters + (square[rowB + node] ?? 0));
}

function aroundClosures(map: RoadMap, start: Snap, closed: ReadonlySet<number>): (node: number) => number {
  const { a, b } = start.stretch;
  const starts = [
    { node: a, meters: start.toAMeters },
    { node: b, meters: start.toBMeters },
  ];
  const { meters } = shortestWays(map.graph, starts, closed);
  return (node) => meters[node] ?? UNREACHABLE;
}
