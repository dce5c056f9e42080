/**
 * Where along a way phones are out of contact, and which way to take for it. Invariants: of ways within the time limit
 * the one with the fewest metres without contact is taken, of those the quickest; no zone makes a trip longer than the limit.
 */
import { isIn } from '../map/areas.ts';
import type { LatLon, MapZone } from '../map/map-page.ts';
import { isInForce } from '../map/locate.ts';
import { crowMeters, pointToPlane, type PlanePoint } from '../map/metric.ts';
import { isWithinDayPart, type DayPart } from '../eta/local-week.ts';
import type { RoadMap } from '../map/road-map.ts';

export const COVERAGE_LIMITS = {
  /** From 20:00 to 5:00 in Barbados contact is preferred without being asked for. */
  night: { fromMinutes: 1_200, toMinutes: 300 } satisfies DayPart,
  /** A way with more contact may take this much longer than the best one, in percent. */
  longerPercentMax: 15,
  /** Metres from one look at the zones to the next along a way. */
  stepMeters: 100,
} as const;

/** `auto`: contact at night, the best way by day. `coverage`: contact at any time. `time`: never. */
export type RoutePreference = 'auto' | 'coverage' | 'time';

/** Whether contact counts for a trip that begins at this time. */
export function prefersCoverage(preference: RoutePreference, atMs: number): boolean {
  return preference === 'coverage' || (preference === 'auto' && isWithinDayPart(COVERAGE_LIMITS.night, atMs));
}

/** Part of a way, in metres from its start, where phones are often out of contact. */
export type Silence = {
  readonly fromMeters: number;
  /** The way's length where it ends in such an area. */
  readonly toMeters: number;
  readonly zoneIds: readonly string[];
  readonly assumed: boolean;
};

/** A way with its silent parts. */
export type CoveredWay = {
  readonly distanceMeters: number;
  readonly durationSeconds: number;
  readonly silences: readonly Silence[];
};

/** Areas of weak coverage in force at a time. */
export function weakZonesAt(map: RoadMap, atMs: number): RoadMap['zones'] {
  return map.zones.filter(({ zone }) => zone.kind === 'weak_coverage' && isInForce(zone, atMs));
}

/** The silent parts of a line that is `distanceMeters` long by road; a schematic line is stretched to that length. */
export function silencesOn(zones: RoadMap['zones'], line: readonly LatLon[], distanceMeters: number): Silence[] {
  const steps = walk(line.map(pointToPlane));
  const lineMeters = steps.at(-1)?.toMeters ?? 0;
  const silences: Silence[] = [];
  for (const { middle, fromMeters, toMeters } of steps) {
    const here = zones.filter(({ area }) => isIn(area, middle)).map(({ zone }) => zone);
    if (here.length === 0) continue;
    const scaled = (meters: number): number => Math.round((meters * distanceMeters) / lineMeters);
    extend(silences, { ...silenceOf(here), fromMeters: scaled(fromMeters), toMeters: scaled(toMeters) });
  }
  return silences;
}

/** Metres of a line that lie in these zones, by the same stretching. */
export function metersIn(zones: RoadMap['zones'], line: readonly LatLon[], distanceMeters: number): number {
  return silentMeters({ silences: silencesOn(zones, line, distanceMeters) });
}

/** Metres of a way without contact. */
export function silentMeters({ silences }: Pick<CoveredWay, 'silences'>): number {
  return silences.reduce((sum, { fromMeters, toMeters }) => sum + toMeters - fromMeters, 0);
}

/** The way to take. The first is the best one by time or length, and sets the limit. */
export function bestCovered<W extends CoveredWay>(ways: readonly [W, ...W[]]): W {
  const [first, ...others] = ways;
  const mostSeconds = (first.durationSeconds * (100 + COVERAGE_LIMITS.longerPercentMax)) / 100;
  return others
    .filter(({ durationSeconds }) => durationSeconds <= mostSeconds)
    .reduce((best, way) => (isBetter(way, best) ? way : best), first);
}

function isBetter(way: CoveredWay, than: CoveredWay): boolean {
  const [silent, other] = [silentMeters(way), silentMeters(than)];
  return silent < other || (silent === other && way.durationSeconds < than.durationSeconds);
}

function silenceOf(zones: readonly MapZone[]): Pick<Silence, 'zoneIds' | 'assumed'> {
  return { zoneIds: zones.map(({ id }) => id).sort(), assumed: zones.some(({ assumed }) => assumed) };
}

/** Joins a part to the one before where they touch and lie in the same zones. */
function extend(silences: Silence[], part: Silence): void {
  const last = silences.at(-1);
  if (last && last.toMeters === part.fromMeters && last.zoneIds.join() === part.zoneIds.join()) {
    silences.splice(-1, 1, { ...last, toMeters: part.toMeters });
  } else silences.push(part);
}

type Step = { readonly middle: PlanePoint; readonly fromMeters: number; readonly toMeters: number };

function walk(points: readonly PlanePoint[]): Step[] {
  const steps: Step[] = [];
  let doneMeters = 0;
  for (const [at, to] of points.entries()) {
    const from = points[at - 1];
    if (!from) continue;
    const meters = crowMeters(from, to);
    const parts = Math.ceil(meters / COVERAGE_LIMITS.stepMeters);
    for (let part = 0; part < parts; part += 1) {
      const along = (part + 0.5) / parts;
      const middle = {
        eastMeters: Math.round(from.eastMeters + (to.eastMeters - from.eastMeters) * along),
        northMeters: Math.round(from.northMeters + (to.northMeters - from.northMeters) * along),
      };
      const fromMeters = doneMeters + (meters * part) / parts;
      steps.push({ middle, fromMeters, toMeters: doneMeters + (meters * (part + 1)) / parts });
    }
    doneMeters += meters;
  }
  return steps;
}
