import { Injectable } from '@nestjs/common';
import {
  NOTHING_CLOSED,
  RoadEngine,
  type ClosedRoads,
  type EngineAbout,
  type EngineIsochrone,
  type EngineLeg,
  type EngineRefusal,
} from './engine/road-engine.ts';
import { trailOnRoads, type LaidTrail } from './engine/trail-on-roads.ts';
import { wayWithContact, type RouteCoverage } from './engine/way-with-contact.ts';
import { ROUTING_LIMITS } from './limits.ts';
import { MapPages } from './map-pages.service.ts';
import type { RoutePreference } from './rules/way/coverage.ts';
import type { Eta } from './rules/eta/eta.ts';
import { isInForce, locate } from './rules/map/locate.ts';
import { pointFault } from './rules/map/point-fault.ts';
import { MAP_ATTRIBUTION, type LatLon, type MapClosure, type RoutingCode } from './rules/map/map-page.ts';
import { crowMeters, MICRODEGREES_PER_DEGREE, pointToPlane } from './rules/map/metric.ts';
import { fareDistance, type FareDistance } from './rules/way/fare-distance.ts';
import { toleranceOf } from './rules/way/road-distance.ts';
import { roadLine } from './rules/way/road-line.ts';
import type { RoadMap } from './rules/map/road-map.ts';
import { slowedBySeconds, slowZonesAt } from './rules/way/slow-zones.ts';
import { metersAlong, movingTrail } from './rules/trail/moving-trail.ts';
import { cutTrail, lengthsAgree, type TrailGap, type TrailPoint } from './rules/trail/trail.ts';

/** Why a question about roads has no answer. `at` is the number of the point at fault, from 0. */
export type Unroutable = {
  readonly kind: 'unroutable';
  readonly code: RoutingCode | EngineRefusal['refused'] | TrailFault;
  readonly at?: number;
};

/** Why a trail is not matched. */
export const TRAIL_FAULTS = {
  trail_too_short: 'The trail has no two points that follow each other.',
  trail_too_broken: 'The trail has too many gaps.',
} as const;
export type TrailFault = keyof typeof TRAIL_FAULTS;

/** What every answer about roads tells beside the answer. */
export type AnswerSource = Pick<EngineAbout, 'method' | 'graphVersion' | 'schematic'> & {
  readonly mapVersion: string;
  readonly attribution: string;
  /** Closures that the answer goes around, or would. */
  readonly closureIds: readonly string[];
  /** Closures in force that the engine cannot place on its roads: the answer may lead through them. */
  readonly unplacedClosureIds: readonly string[];
};

export type RouteAnswer = AnswerSource &
  FareDistance & {
    readonly kind: 'routed';
    /** As the engine drives: around closures, along one-ways. */
    readonly distanceMeters: number;
    readonly toleranceMeters: number;
    /** At legal speeds and without traffic, and slowly through slow zones. */
    readonly durationSeconds: number;
    readonly eta: Eta;
    readonly coverage: RouteCoverage;
    readonly line: readonly LatLon[];
  };

export type MatrixAnswer = AnswerSource & { readonly legs: readonly (readonly EngineLeg[])[] };

export type IsochroneAnswer = AnswerSource & Pick<EngineIsochrone, 'contours'> & { readonly kind: 'reached' };

export type MatchAnswer = AnswerSource & {
  readonly kind: 'matched';
  readonly distanceMeters: number;
  readonly toleranceMeters: number;
  /** Length from place to place where the car moved: gaps are left out, and so is what standing fixes jump about. */
  readonly gpsMeters: number;
  /** Both lengths are within 5 % of each other. */
  readonly agrees: boolean;
  readonly lines: readonly (readonly LatLon[])[];
  readonly roads: readonly string[];
  readonly gaps: readonly TrailGap[];
  /** Fixes left out because they lie off the island; a gap tells how many of them it holds. */
  readonly offIslandPoints: number;
  readonly repeatedPoints: number;
  readonly unmatchedPoints: number;
};

/** Answers about the roads of Barbados, with closures as they stand. It decides nothing. */
@Injectable()
export class Roads {
  readonly #engine: RoadEngine;
  readonly #pages: MapPages;

  constructor(engine: RoadEngine, pages: MapPages) {
    this.#engine = engine;
    this.#pages = pages;
  }

  /** The way through two points or more; at night, or where asked for, one with more contact if it takes little longer. */
  async route(
    points: readonly LatLon[],
    atMs: number,
    preference: RoutePreference = 'auto',
  ): Promise<RouteAnswer | Unroutable> {
    const map = await this.#pages.map();
    const fault = pointsFault(map, points) ?? lengthFault(points);
    if (fault) return fault;
    const { closed, ...closures } = await this.#closedAt(map, atMs);
    const asked = { map, points: points.map(bare), closed, atMs, preference };
    const found = await wayWithContact(this.#engine, asked);
    if ('refused' in found) return { kind: 'unroutable', code: found.refused };
    const { way, eta, coverage } = found;
    const { about, distanceMeters, toleranceMeters, durationSeconds, line } = way;
    const driven = { distanceMeters, toleranceMeters, durationSeconds, eta, coverage, line };
    return { kind: 'routed', ...driven, ...fareDistance(map, points), ...source(map, about, closures) };
  }

  /** Distance and time from each source to each target; points off the island have no way. */
  async matrix(sources: readonly LatLon[], targets: readonly LatLon[], atMs: number): Promise<MatrixAnswer> {
    const map = await this.#pages.map();
    const { closed, ...closures } = await this.#closedAt(map, atMs);
    const { about, legs } = await this.#engine.matrix({
      sources: sources.map(bare),
      targets: targets.map(bare),
      closed,
    });
    return { legs: slowed(map, { sources, targets, legs, atMs }), ...source(map, about, closures) };
  }

  /** How far a car gets. */
  async isochrone(from: LatLon, minutes: readonly number[], atMs: number): Promise<IsochroneAnswer | Unroutable> {
    const map = await this.#pages.map();
    const fault = pointsFault(map, [from]);
    if (fault) return fault;
    const { closed, ...closures } = await this.#closedAt(map, atMs);
    const found = await this.#engine.isochrone(bare(from), minutes, closed);
    if ('refused' in found) return { kind: 'unroutable', code: found.refused };
    return { kind: 'reached', contours: found.contours, ...source(map, found.about, closures) };
  }

  /** The roads under a GPS trail. Closures do not matter: where somebody drove, they drove. */
  async match(trail: readonly TrailPoint[]): Promise<MatchAnswer | Unroutable> {
    const map = await this.#pages.map();
    const fault = trailFault(map, trail);
    if (fault) return fault;
    const { stretches, gaps, repeated, offIslandPoints } = cutTrail(trail, (point) => isOff(map, point));
    if (stretches.length === 0) return { kind: 'unroutable', code: 'trail_too_short' };
    if (stretches.length > ROUTING_LIMITS.trailStretchesMax) return { kind: 'unroutable', code: 'trail_too_broken' };
    const driven = stretches.map((stretch) => movingTrail(stretch.map(bare))).filter(({ length }) => length > 1);
    const laid = await Promise.all(driven.map((places) => trailOnRoads(this.#engine, places)));
    const found = laid.filter(isLaid);
    const matches = found.flatMap((one) => one.matches);
    if (driven.length > 0 && matches.length === 0) return { kind: 'unroutable', code: refusalOf(laid) };
    const about = matches[0]?.about ?? (await this.#engine.about());
    const distanceMeters = found.reduce((sum, one) => sum + one.distanceMeters, 0);
    const gpsMeters = driven.reduce((sum, places) => sum + metersAlong(places), 0);
    const refused = driven.filter((_, at) => laid[at] && 'refused' in laid[at]).flat().length;
    const offRoads = found.reduce((sum, one) => sum + one.offRoadPoints, refused);
    return {
      kind: 'matched',
      distanceMeters,
      toleranceMeters: toleranceOf({ distanceMeters, accessMeters: 0 }, about.tolerancePercent),
      gpsMeters,
      agrees: offRoads === 0 && lengthsAgree(distanceMeters, gpsMeters),
      lines: matches.map((one) => one.line),
      roads: matches.flatMap((one) => one.roads),
      gaps,
      offIslandPoints,
      repeatedPoints: repeated,
      unmatchedPoints: offRoads,
      ...source(map, about, { closureIds: [], unplacedClosureIds: [] }),
    };
  }

  /** Stretches of the skeleton that a closure would not close on this server's roads: it needs points there. */
  unplaced(edges: readonly string[]): Promise<readonly string[]> {
    return this.#engine.unplaced(edges);
  }

  async #closedAt(map: RoadMap, atMs: number) {
    const closures = map.page.closures.filter((closure) => isInForce(closure, atMs));
    if (closures.length === 0) return { closed: NOTHING_CLOSED, closureIds: [], unplacedClosureIds: [] };
    const edges = [...new Set(closures.flatMap((closure) => closure.edges))];
    const unplaced = new Set(await this.#engine.unplaced(edges));
    const isPlaced = (closure: MapClosure): boolean =>
      closure.points.length > 0 || !closure.edges.some((edge) => unplaced.has(edge));
    const closed: ClosedRoads = { edges, points: closures.flatMap(({ points }) => points).map(toLatLon) };
    const idsOf = (some: readonly MapClosure[]): string[] => some.map(({ id }) => id);
    return {
      closed,
      closureIds: idsOf(closures.filter(isPlaced)),
      unplacedClosureIds: idsOf(closures.filter((closure) => !isPlaced(closure))),
    };
  }
}

/** A matrix has no lines: how much of a way is slow is told by the way over the skeleton. */
function slowed(
  map: RoadMap,
  {
    sources,
    targets,
    legs,
    atMs,
  }: Pick<MatrixAnswer, 'legs'> & {
    readonly sources: readonly LatLon[];
    readonly targets: readonly LatLon[];
    readonly atMs: number;
  },
): MatrixAnswer['legs'] {
  const zones = slowZonesAt(map, atMs);
  if (zones.length === 0) return legs;
  return legs.map((row, from) =>
    row.map((leg, to) => {
      const [start, end] = [sources[from], targets[to]];
      if (!leg || !start || !end) return leg;
      const extraSeconds = slowedBySeconds(zones, roadLine(map, start, end, atMs), leg);
      return { ...leg, durationSeconds: leg.durationSeconds + extraSeconds };
    }),
  );
}

function toLatLon({ latMicrodegrees, lonMicrodegrees }: MapClosure['points'][number]): LatLon {
  return { lat: latMicrodegrees / MICRODEGREES_PER_DEGREE, lon: lonMicrodegrees / MICRODEGREES_PER_DEGREE };
}

function pointsFault(map: RoadMap, points: readonly LatLon[], first = 0): Unroutable | null {
  for (const [at, point] of points.entries()) {
    const found = locate(map, point);
    if (found.kind === 'unanswered') return { kind: 'unroutable', code: found.code, at: first + at };
  }
  return null;
}

/** A fix that leapt off the island is left out; what is no point, or swapped, or mostly elsewhere is no trail of here. */
function trailFault(map: RoadMap, trail: readonly TrailPoint[]): Unroutable | null {
  const garbage = trail.findIndex((point) => {
    const code = pointFault(point);
    return code !== null && code !== 'point_outside_island';
  });
  if (garbage !== -1) return pointsFault(map, trail.slice(garbage, garbage + 1), garbage);
  const off = trail.filter((point) => isOff(map, point)).length;
  return off * 2 >= trail.length ? pointsFault(map, trail) : null;
}

function isOff(map: RoadMap, point: LatLon): boolean {
  return locate(map, point).kind === 'unanswered';
}

/** A trip without a length; with waypoints between, coming back to the start is a trip. */
function lengthFault(points: readonly LatLon[]): Unroutable | null {
  const planes = points.map(pointToPlane);
  const at = planes.findIndex((point, index) => {
    const next = planes[index + 1];
    return next !== undefined && crowMeters(point, next) < ROUTING_LIMITS.tripMetersMin;
  });
  return at === -1 ? null : { kind: 'unroutable', code: 'trip_zero_length', at: at + 1 };
}

function source(
  map: RoadMap,
  { method, graphVersion, schematic }: EngineAbout,
  closures: Pick<AnswerSource, 'closureIds' | 'unplacedClosureIds'>,
): AnswerSource {
  const { mapVersion } = map.page;
  return { method, graphVersion, schematic, mapVersion, attribution: MAP_ATTRIBUTION, ...closures };
}

function isLaid(one: LaidTrail | EngineRefusal): one is LaidTrail {
  return !('refused' in one);
}

function refusalOf(laid: readonly (LaidTrail | EngineRefusal)[]): EngineRefusal['refused'] {
  const refusal = laid.find((one): one is EngineRefusal => 'refused' in one);
  return refusal?.refused ?? 'trail_off_roads';
}

// Only what is a point goes to the engine, whatever else came with it.
function bare({ lat, lon }: LatLon): LatLon {
  return { lat, lon };
}
