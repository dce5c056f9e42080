/** From a point to the main roads near it. */
import { ROUTING_LIMITS } from '../../limits.ts';
import { ALONG_WHOLE, footOn, wholeRoot, type Foot, type PlanePoint } from '../map/metric.ts';
import type { RoadMap, Stretch } from '../map/road-map.ts';
import { candidates } from './stretch-grid.ts';

/** A way from a point to a stretch of road, and on to either of its ends. */
export type Snap = {
  /** Index among the stretches. */
  readonly edge: number;
  readonly stretch: Stretch;
  /** Metres from the point to the stretch, by small roads. */
  readonly accessMeters: number;
  /** Metres along the stretch to its ends. */
  readonly toAMeters: number;
  readonly toBMeters: number;
};

/** Small roads are longer than the crow by 14 to 10: the factor by which unmeasured stretches of the skeleton were estimated. */
const DETOUR = { over: 14, under: 10 };

/** Crow metres to metres by small roads. */
export function bySmallRoads(crowMeters: number): number {
  return Math.round((crowMeters * DETOUR.over) / DETOUR.under);
}

/** The nearest stretches that are open, nearest first; ties go to the stretch that stands first in the page. */
export function snap(map: RoadMap, point: PlanePoint, closedEdges: ReadonlySet<number>): readonly Snap[] {
  const nearest: Near[] = [];
  for (const edge of stretchesToAsk(map, point, closedEdges)) {
    const stretch = map.stretches[edge];
    if (stretch) keepNearest(nearest, { edge, stretch, ...footOn(point, stretch.aPoint, stretch.bPoint) });
  }
  const most = wholeRoot(nearest[0]?.offSquaredMeters ?? 0) + ROUTING_LIMITS.snapFartherMetersMax;
  return nearest.filter(({ offSquaredMeters }) => offSquaredMeters <= most * most).map(toSnap);
}

type Near = Foot & { readonly edge: number; readonly stretch: Stretch };

// The grid knows who is nearest while all roads are open. With some closed, others count, so all are asked.
function stretchesToAsk(map: RoadMap, point: PlanePoint, closedEdges: ReadonlySet<number>): readonly number[] {
  const near = closedEdges.size === 0 ? candidates(map.grid, point) : null;
  return near ?? [...map.stretches.keys()].filter((edge) => !closedEdges.has(edge));
}

/** Keeps the list sorted and short. */
function keepNearest(nearest: Near[], one: Near): void {
  let at = nearest.length;
  while (at > 0 && one.offSquaredMeters < (nearest[at - 1]?.offSquaredMeters ?? 0)) at -= 1;
  if (at === ROUTING_LIMITS.snapEdgesMax) return;
  nearest.splice(at, 0, one);
  if (nearest.length > ROUTING_LIMITS.snapEdgesMax) nearest.pop();
}

function toSnap({ edge, stretch, offSquaredMeters, along }: Near): Snap {
  const toAMeters = Math.round((stretch.meters * along) / ALONG_WHOLE);
  const accessMeters = bySmallRoads(wholeRoot(offSquaredMeters));
  return { edge, stretch, accessMeters, toAMeters, toBMeters: stretch.meters - toAMeters };
}
