/**
 * Ways over the stretches alone: a point reaches them by small roads to one of the main roads near it, and the shortest of all combinations counts.
 * First pages measured fares so; now it tells how much farther closures make a way.
 */
import { isInForce } from '../map/locate.ts';
import type { PlanePoint } from '../map/metric.ts';
import type { RoadMap } from '../map/road-map.ts';
import { shortestWays, UNREACHABLE } from './shortest-ways.ts';
import { snap, type Snap } from './snap.ts';

/** Stretches that are shut, by index. */
export type Closed = ReadonlySet<number>;

export const NONE_CLOSED: Closed = new Set();

export type NetworkWay = {
  readonly meters: number;
  /** Of `meters`: from the points to the main roads, estimated. */
  readonly accessMeters: number;
};

/** The edges that are shut at a time, by index. */
export function closedEdges(map: RoadMap, atMs: number): Closed {
  const shut = new Set(map.page.closures.filter((closure) => isInForce(closure, atMs)).flatMap(({ edges }) => edges));
  if (shut.size === 0) return NONE_CLOSED;
  return new Set(map.stretches.flatMap(({ id }, edge) => (shut.has(id) ? [edge] : [])));
}

/** The shortest way; `UNREACHABLE` where there is none. */
export function networkWay(
  map: RoadMap,
  ends: { readonly from: PlanePoint; readonly to: PlanePoint },
  closed: Closed,
): NetworkWay {
  return shortest(map, { starts: snap(map, ends.from, closed), ends: snap(map, ends.to, closed), closed });
}

type Ends = {
  readonly starts: readonly Snap[];
  readonly ends: readonly Snap[];
  readonly closed: Closed;
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

function aroundClosures(map: RoadMap, start: Snap, closed: Closed): (node: number) => number {
  const { a, b } = start.stretch;
  const starts = [
    { node: a, meters: start.toAMeters },
    { node: b, meters: start.toBMeters },
  ];
  const { meters } = shortestWays(map.graph, starts, closed);
  return (node) => meters[node] ?? UNREACHABLE;
}
