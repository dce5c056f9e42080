/** The way between two points as a line from junction to junction: schematic, for a look at a map. */
import { locate } from '../map/locate.ts';
import type { LatLon, MapNode } from '../map/map-page.ts';
import { MICRODEGREES_PER_DEGREE, type PlanePoint } from '../map/metric.ts';
import type { RoadMap } from '../map/road-map.ts';
import { closedEdges, type Closed } from './network-way.ts';
import { wayAround } from './road-distance.ts';
import { shortestWays, UNREACHABLE } from './shortest-ways.ts';
import { snap } from './snap.ts';

/** The line; only the two points where there is no way, or none that passes a junction. */
export function roadLine(map: RoadMap, from: LatLon, to: LatLon, atMs: number): LatLon[] {
  const [start, end] = [locate(map, from), locate(map, to)];
  if (start.kind === 'unanswered' || end.kind === 'unanswered') return [from, to];
  const closed = closedEdges(map, atMs);
  const way = wayAround(map, { from: start.point, to: end.point }, closed);
  const nodes = way && !way.isDetour ? way.nodes : nodesOverStretches(map, start.point, end.point, closed);
  const between = nodes.flatMap((node) => map.page.nodes[node] ?? []).map(toLatLon);
  return [from, ...between, to];
}

function nodesOverStretches(map: RoadMap, start: PlanePoint, end: PlanePoint, closed: Closed): number[] {
  const [starts, ends] = [snap(map, start, closed), snap(map, end, closed)];
  if (starts[0]?.edge === ends[0]?.edge) return [];
  const ways = shortestWays(map.graph, starts.flatMap(endsOf), closed);
  const last = ends
    .flatMap(endsOf)
    .map(({ node, meters }) => ({ node, meters: meters + (ways.meters[node] ?? UNREACHABLE) }));
  const best = last.reduce((least, one) => (one.meters < least.meters ? one : least), {
    node: -1,
    meters: UNREACHABLE,
  });
  const nodes: number[] = [];
  for (let { node } = best; node !== -1; node = ways.before[node] ?? -1) nodes.unshift(node);
  return nodes;
}

function endsOf({ stretch, accessMeters, toAMeters, toBMeters }: ReturnType<typeof snap>[number]) {
  return [
    { node: stretch.a, meters: accessMeters + toAMeters },
    { node: stretch.b, meters: accessMeters + toBMeters },
  ];
}

function toLatLon({ latMicrodegrees, lonMicrodegrees }: MapNode): LatLon {
  return { lat: latMicrodegrees / MICRODEGREES_PER_DEGREE, lon: lonMicrodegrees / MICRODEGREES_PER_DEGREE };
}
