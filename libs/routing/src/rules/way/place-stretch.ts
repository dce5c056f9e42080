/**
 * Finds a stretch of the skeleton among the roads of a full network: the way between its two junctions, if it is as long as
 * the stretch and passes no third junction. Else the way is another road, and nothing is said to be the stretch.
 */
import { EDGES, NODES, stretchMeters, type SkeletonNode } from '../../../data/skeleton.ts';
import type { LatLon } from '../map/map-page.ts';
import { crowMeters, footOn, pointToPlane, squaredMeters, type PlanePoint } from '../map/metric.ts';

export type StretchEnds = { readonly from: SkeletonNode; readonly to: SkeletonNode; readonly meters: number };

/** By how much a way may be longer or shorter than the stretch, in percent, to be the same road. */
const AS_LONG_PERCENT = 26;
/** A way nearer than this to a third junction passes it. */
const PASSED_METERS_MAX = 250;
/** Shares of the way at which the stretch is shut: clear of its junctions, which stay open for others. */
const SHUT_AT = [0.3, 0.5, 0.7];

const STRETCHES: ReadonlyMap<string, StretchEnds> = new Map(
  EDGES.flatMap((edge) => {
    const { from, to } = edge;
    const [start, end] = [from, to].map((id) => NODES.find((node) => node.id === id));
    return start && end ? [[`${from}-${to}`, { from: start, to: end, meters: stretchMeters(edge) }] as const] : [];
  }),
);

/** Whether there is such a stretch. */
export function isKnownEdge(id: string): boolean {
  return STRETCHES.has(id);
}

/** The junctions of a stretch, and its length. */
export function endsOfEdge(id: string): StretchEnds | undefined {
  return STRETCHES.get(id);
}

/** Points on the stretch, given the shortest way between its junctions; none where that way is another road. */
export function pointsOfStretch(ends: StretchEnds, way: readonly LatLon[]): readonly LatLon[] {
  const points = way.map(pointToPlane);
  const meters = lengthsOf(points).at(-1) ?? 0;
  const isAsLong = Math.abs(meters - ends.meters) * 100 <= ends.meters * AS_LONG_PERCENT;
  return isAsLong && !passesThird(ends, points) ? SHUT_AT.map((share) => along(way, points, share)) : [];
}

function passesThird({ from, to }: StretchEnds, points: readonly PlanePoint[]): boolean {
  const near = PASSED_METERS_MAX * PASSED_METERS_MAX;
  const own = [from, to].map(pointToPlane);
  return NODES.some((node) => {
    const at = pointToPlane(node);
    // A junction beside one of the stretch's own is no third one: every way from there passes it.
    if (own.some((end) => squaredMeters(end, at) <= near)) return false;
    return points.some((point, index) => {
      const before = points[index - 1];
      return before !== undefined && footOn(at, before, point).offSquaredMeters <= near;
    });
  });
}

/** Metres from the start to each point. */
function lengthsOf(points: readonly PlanePoint[]): number[] {
  let total = 0;
  return points.map((point, at) => (total += crowMeters(points[at - 1] ?? point, point)));
}

function along(way: readonly LatLon[], points: readonly PlanePoint[], share: number): LatLon {
  const lengths = lengthsOf(points);
  const wanted = (lengths.at(-1) ?? 0) * share;
  const next = Math.max(
    1,
    lengths.findIndex((meters) => meters >= wanted),
  );
  const [from, to] = [way[next - 1], way[next]];
  if (!from || !to) return way[0] ?? { lat: Number.NaN, lon: Number.NaN };
  const [before, after] = [lengths[next - 1] ?? 0, lengths[next] ?? 0];
  const part = after === before ? 0 : (wanted - before) / (after - before);
  return { lat: from.lat + (to.lat - from.lat) * part, lon: from.lon + (to.lon - from.lon) * part };
}
