/** The way between two points over the skeleton, as a line from junction to junction: schematic, for a look at a map. */
import { locate } from '../map/locate.ts';
import type { LatLon, MapNode } from '../map/map-page.ts';
import { MICRODEGREES_PER_DEGREE } from '../map/metric.ts';
import type { RoadMap } from '../map/road-map.ts';
import { closedEdges } from './road-distance.ts';
import { shortestWays, UNREACHABLE } from './shortest-ways.ts';
import { snap } from './snap.ts';

/** The line; only the two points where there is no way, or none that passes a junction. */
export function roadLine(map: RoadMap, from: LatLon, to: LatLon, atMs: number): LatLon[] {
  const [start, end] = [locate(map, from), locate(map, to)];
  if (start.kind === 'unanswered' || end.kind === 'unanswered') return [from, to];
  const closed = closedEdges(map, atMs);
  const [starts, ends] = [snap(map, start.point, closed), snap(map, end.point, closed)];
  if (starts[0]?.edge === ends[0]?.edge) return [from, to];
  const ways = shortestWays(map.graph, starts.flatMap(endsOf), closed);
  const last = ends
    .flatMap(endsOf)
    .map(({ node, meters }) => ({ node, meters: meters + (ways.meters[node] ?? UNREACHABLE) }));
  const best = last.reduce((least, one) => (one.meters < least.meters ? one : least), {
    node: -1,
    meters: UNREACHABLE,
  });
  return [from, ...junctions(map, ways.before, best.node), to];
}

function endsOf({ stretch, accessMeters, toAMeters, toBMeters }: ReturnType<typeof snap>[number]) {
  return [
    { node: stretch.a, meters: accessMeters + toAMeters },
    { node: stretch.b, meters: accessMeters + toBMeters },
  ];
}

function junctions(map: RoadMap, before: readonly number[], last: number): LatLon[] {
  const line: LatLon[] = [];
  for (let node = last; node !== -1; node = before[node] ?? -1) {
    const at = map.page.nodes[node];
    if (at) line.unshift(toLatLon(at));
  }
  return line;
}

function toLatLon({ latMicrodegrees, lonMicrodegrees }: MapNode): LatLon {
  return { lat: latMicrodegrees / MICRODEGREES_PER_DEGREE, lon: lonMicrodegrees / MICRODEGREES_PER_DEGREE };
}
