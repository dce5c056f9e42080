/**
 * Distance by road between two points of the island, without a network.
 *
 * Invariants: the same answer on every engine and in both directions; never shorter than the crow; integers only. Without closures, as fares
 * ask, it is the ruler's: never longer direct than by way of a third point. A first page answers as it always did.
 */
import { RULER } from '../../../data/skeleton.ts';
import { ROUTING_LIMITS } from '../../limits.ts';
import { locate, type Unanswered } from '../map/locate.ts';
import type { DistanceMethod, LatLon, RoadDistance } from '../map/map-page.ts';
import { crowMeters, type PlanePoint } from '../map/metric.ts';
import type { RoadMap } from '../map/road-map.ts';
import { closedEdges, networkWay, NONE_CLOSED, type Closed } from './network-way.ts';
import { prepareRuler, rulerMeters, rulerWay, type Ruler, type RulerWay } from './ruler.ts';
import { UNREACHABLE } from './shortest-ways.ts';
import { bySmallRoads } from './snap.ts';

export type MeasuredDistance = RoadDistance & {
  readonly kind: 'measured';
  /** Of `distanceMeters`: on small roads, estimated. */
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
  const ends = { from: start.point, to: end.point };
  const crow = crowMeters(start.point, end.point);
  if (crow < ROUTING_LIMITS.tripMetersMin) return { kind: 'unanswered', code: 'trip_zero_length' };
  const closed = atMs === undefined ? NONE_CLOSED : closedEdges(map, atMs);
  return map.ruler ? byRuler(map, ends, closed) : onFirstPage(map, ends, closed);
}

type Ends = { readonly from: PlanePoint; readonly to: PlanePoint };

function byRuler(map: RoadMap, ends: Ends, closed: Closed): MeasuredDistance | Unanswered {
  const way = wayAround(map, ends, closed);
  if (way === null) return { kind: 'unanswered', code: 'no_way' };
  const meters = rulerMeters(way.mm) + way.detourMeters;
  const accessMeters = rulerMeters(way.mm - way.roadMm);
  return measured(
    map,
    { meters, accessMeters, method: way.isDetour ? 'detour' : 'ruler' },
    toleranceOn(map, meters, accessMeters),
  );
}

export type WayAround = RulerWay & {
  /** Whether closures are in its way, and how much farther they make it. */
  readonly isDetour: boolean;
  readonly detourMeters: number;
};

/**
 * The ruler's way, and how much farther closures make it: as much as they do over the stretches alone, for nobody knows of small roads around what is shut.
 * Null: with them there is no way.
 */
export function wayAround(map: RoadMap, ends: Ends, closed: Closed): WayAround | null {
  if (!map.ruler) return null;
  const way = rulerWay(map.ruler, ends.from, ends.to);
  if (closed.size === 0) return { ...way, isDetour: false, detourMeters: 0 };
  if (rulerWay(rulerAround(map, closed), ends.from, ends.to).mm === way.mm)
    return { ...way, isDetour: false, detourMeters: 0 };
  const [open, around] = [NONE_CLOSED, closed].map((shut) => networkWay(map, ends, shut).meters);
  if (open === undefined || around === undefined || around === UNREACHABLE) return null;
  return { ...way, isDetour: true, detourMeters: Math.max(0, around - open) };
}

// Closures change a few times a day; whoever asks for each moment of a year makes the oldest go.
const RULERS_KEPT_MAX = 20;

function rulerAround({ page, nodePoints, stretches, rulersAround }: RoadMap, closed: Closed): Ruler {
  const key = [...closed].sort((a, b) => a - b).join();
  const known = rulersAround.get(key);
  if (known) return known;
  const open = stretches.filter((_, edge) => !closed.has(edge));
  const ruler = prepareRuler(nodePoints, open, page.format === undefined ? 100 : page.ruler.offRoadPercent);
  const [oldest] = rulersAround.keys();
  if (rulersAround.size >= RULERS_KEPT_MAX && oldest !== undefined) rulersAround.delete(oldest);
  rulersAround.set(key, ruler);
  return ruler;
}

const LEAST_TOLERANCE_METERS = 100;

/** Metres by which a distance of a page may be off. */
export function toleranceOn({ page }: RoadMap, meters: number, accessMeters: number): number {
  const way = { distanceMeters: meters, accessMeters };
  if (page.format === undefined) return toleranceOf(way, FIRST.roadPercent, FIRST.offRoadPercent);
  return toleranceOf(way, page.ruler.roadTolerancePercent, page.ruler.offRoadTolerancePercent);
}

/** Metres by which a distance may be off: a share of the main roads, and a larger one of the small roads. */
export function toleranceOf(
  { distanceMeters, accessMeters }: { readonly distanceMeters: number; readonly accessMeters: number },
  roadPercent: number,
  offRoadPercent: number = RULER.offRoadTolerancePercent,
): number {
  const percent = (distanceMeters - accessMeters) * roadPercent + accessMeters * offRoadPercent;
  return LEAST_TOLERANCE_METERS + Math.ceil(percent / 100);
}

// What first pages promised: against bus roads, 90 of 100 pairs of nodes lie between 0.91 and 1.26 times the skeleton. Small roads were a guess.
const FIRST = { roadPercent: 26, offRoadPercent: 50 } as const;

function onFirstPage(map: RoadMap, ends: Ends, closed: Closed): MeasuredDistance | Unanswered {
  const crow = crowMeters(ends.from, ends.to);
  const way = networkWay(map, ends, closed);
  const direct = crow <= ROUTING_LIMITS.neighbourhoodMetersMax ? bySmallRoads(crow) : UNREACHABLE;
  if (way.meters === UNREACHABLE && direct === UNREACHABLE) return { kind: 'unanswered', code: 'no_way' };
  const isDirect = direct <= way.meters;
  const meters = isDirect ? direct : Math.max(way.meters, crow);
  const accessMeters = isDirect ? direct : way.accessMeters;
  const method = isDirect ? 'neighbourhood' : closed.size > 0 ? 'detour' : 'matrix';
  return measured(map, { meters, accessMeters, method }, toleranceOn(map, meters, accessMeters));
}

function measured(
  map: RoadMap,
  way: { readonly meters: number; readonly accessMeters: number; readonly method: DistanceMethod },
  tolerance: number,
): MeasuredDistance {
  const { graphVersion, mapVersion } = map.page;
  return {
    kind: 'measured',
    distanceMeters: way.meters,
    accessMeters: way.accessMeters,
    toleranceMeters: tolerance,
    graphVersion,
    mapVersion,
    method: way.method,
  };
}
