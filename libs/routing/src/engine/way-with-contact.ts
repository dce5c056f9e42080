/** Asks an engine for a way, and where contact counts for ways around the areas where phones are often silent. */
import { ETA_PARAMETERS } from '../../data/eta-parameters.ts';
import {
  bestCovered,
  prefersCoverage,
  silencesOn,
  silentMeters,
  weakZonesAt,
  type RoutePreference,
  type Silence,
} from '../rules/way/coverage.ts';
import { etaOf, etaParametersAt, type Eta } from '../rules/eta/eta.ts';
import { isIn } from '../rules/map/areas.ts';
import type { FlatLine, LatLon } from '../rules/map/map-page.ts';
import { MICRODEGREES_PER_DEGREE, pointToPlane } from '../rules/map/metric.ts';
import type { RoadMap } from '../rules/map/road-map.ts';
import { slowedBySeconds, slowZonesAt } from '../rules/way/slow-zones.ts';
import type { AvoidedArea, ClosedRoads, EngineRefusal, EngineRoute, RoadEngine } from './road-engine.ts';

/** Part of a way where contact is not expected. */
export type ExpectedSilence = Silence & {
  /** When the car may be there, at the earliest. */
  readonly fromAtMs: number;
  /** When contact is expected again, nine times in ten. Null: the way ends where there is none. */
  readonly backByMs: number | null;
};

/** What a way was chosen for, and what that cost. */
export type RouteCoverage = {
  /**
   * `not_preferred`: the best way, contact did not count. `none_better`: the best way, for no other within the time limit
   * has more contact. `full_contact`: the best way has contact throughout. `more_contact`: another way than the best.
   */
  readonly reason: 'not_preferred' | 'full_contact' | 'none_better' | 'more_contact';
  readonly silentMeters: number;
  readonly silences: readonly ExpectedSilence[];
  /** Against the best way. Below zero where the best way is the shortest, as over the skeleton, and another is quicker. */
  readonly extraSeconds: number;
  readonly extraMeters: number;
  readonly silentMetersSpared: number;
};

export type WayAsked = {
  readonly map: RoadMap;
  readonly points: readonly LatLon[];
  readonly closed: ClosedRoads;
  /** When the trip begins. */
  readonly atMs: number;
  readonly preference: RoutePreference;
};

type Covered = EngineRoute & { readonly silences: readonly Silence[] };
type Found = { readonly way: EngineRoute; readonly eta: Eta; readonly coverage: RouteCoverage };

/** The way to take. */
export async function wayWithContact(engine: RoadEngine, asked: WayAsked): Promise<Found | EngineRefusal> {
  const { map, points, closed, atMs, preference } = asked;
  const zones = weakZonesAt(map, atMs);
  const slow = slowZonesAt(map, atMs);
  const covered = (way: EngineRoute): Covered => ({
    ...way,
    durationSeconds: way.durationSeconds + slowedBySeconds(slow, way.line, way),
    silences: silencesOn(zones, way.line, way.distanceMeters),
  });
  const first = await engine.route(points, closed);
  if ('refused' in first) return first;
  const best = covered(first);
  const counts = prefersCoverage(preference, atMs);
  const others = counts && best.silences.length > 0 ? await waysAround(engine, asked, best.silences) : [];
  // Times of the engine and of the table are not compared: the engine may have gone between two questions.
  const comparable = others.filter(({ about }) => about.method === best.about.method);
  const way = bestCovered<Covered>([best, ...comparable.map(covered)]);
  const eta = etaOf(etaParametersAt(ETA_PARAMETERS, atMs), {
    roadSeconds: way.durationSeconds,
    atMs,
    method: way.about.method,
  });
  return { way, eta, coverage: coverageOf({ way, best, counts, eta, atMs }) };
}

/** Ways that keep out of each area the best one passes, and out of all of them; none out of where the trip begins, stops or ends. */
async function waysAround(
  engine: RoadEngine,
  { map, points, closed }: WayAsked,
  silences: readonly Silence[],
): Promise<EngineRoute[]> {
  const passed = new Set(silences.flatMap(({ zoneIds }) => zoneIds));
  const planes = points.map(pointToPlane);
  const avoidable = map.zones.filter(
    ({ zone, area }) => passed.has(zone.id) && !planes.some((point) => isIn(area, point)),
  );
  const each = avoidable.map(({ zone }) => zone.rings.map(toArea));
  const choices: AvoidedArea[][] = each.length > 1 ? [each.flat(), ...each] : each;
  const ways = await Promise.all(choices.map((avoid) => engine.route(points, closed, avoid)));
  return ways.filter((way): way is EngineRoute => !('refused' in way));
}

function toArea(ring: FlatLine): AvoidedArea {
  return ring.flatMap((lon, at) =>
    at % 2 === 0 ? [{ lat: (ring[at + 1] ?? 0) / MICRODEGREES_PER_DEGREE, lon: lon / MICRODEGREES_PER_DEGREE }] : [],
  );
}

function coverageOf(trip: {
  readonly way: Covered;
  readonly best: Covered;
  readonly counts: boolean;
  readonly eta: Eta;
  readonly atMs: number;
}): RouteCoverage {
  const { way, best, counts } = trip;
  return {
    reason: reasonOf(way, best, counts),
    silentMeters: silentMeters(way),
    silences: way.silences.map((silence) => expected(silence, trip)),
    extraSeconds: way.durationSeconds - best.durationSeconds,
    extraMeters: way.distanceMeters - best.distanceMeters,
    silentMetersSpared: silentMeters(best) - silentMeters(way),
  };
}

function reasonOf(way: Covered, best: Covered, counts: boolean): RouteCoverage['reason'] {
  if (!counts) return 'not_preferred';
  if (way !== best) return 'more_contact';
  return best.silences.length === 0 ? 'full_contact' : 'none_better';
}

const MS_PER_SECOND = 1_000;

/** The car is at a point of its way in proportion to its metres: early by p10, late by p90. */
function expected(silence: Silence, trip: { readonly way: Covered; readonly eta: Eta; readonly atMs: number }) {
  const { way, eta, atMs } = trip;
  const reached = (meters: number, seconds: number): number =>
    atMs + Math.round((seconds * MS_PER_SECOND * meters) / way.distanceMeters);
  return {
    ...silence,
    fromAtMs: reached(silence.fromMeters, eta.p10Seconds),
    backByMs: silence.toMeters >= way.distanceMeters ? null : reached(silence.toMeters, eta.p90Seconds),
  };
}
