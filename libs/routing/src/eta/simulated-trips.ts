/**
 * Trips as they may be driven, made up from a seed: nobody has published actual times of Barbados. Assumed throughout: 60 km/h
 * on highways and primary roads, 35 km/h elsewhere, 60 % of that in the rush, and a log-normal spread of 0.35 around it.
 */
import { EDGES, NODES, ROAD_CLASSES, type RoadClass } from '../../data/skeleton.ts';
import { etaBand, type EtaParameters } from '../rules/eta/eta.ts';
import type { DrivenTrip } from './calibrate-eta.ts';
import { TABLE_METERS_PER_SECOND } from '../rules/way/road-pace.ts';
import { shortestWays, toGraph } from '../rules/way/shortest-ways.ts';

const ASSUMED = { fastKmPerHour: 60, slowKmPerHour: 35, rushShare: 0.6, spread: 0.35 } as const;
const FAST: ReadonlySet<RoadClass> = new Set<RoadClass>(['trunk', 'primary']);
const METERS_PER_KM = 1_000;
const SECONDS_PER_HOUR = 3_600;
const WEEK_MS = 7 * 86_400_000;
// A Monday, midnight in Barbados.
const MONDAY_MS = Date.UTC(2026, 0, 5, 4);

export type TripsWanted = {
  readonly random: () => number;
  readonly trips: number;
  /** How much longer every trip takes than assumed. */
  readonly slowerPercent?: number;
};

/** Makes up trips between junctions, at any time of a week; half by the engine's seconds, half by the table's. */
export function tripSimulator(parameters: EtaParameters): (wanted: TripsWanted) => readonly DrivenTrip[] {
  const driveBetween = drives();
  const trip = (random: () => number, slowerPercent: number): DrivenTrip => {
    const { meters, legalSeconds, usualSeconds } = driveBetween(random);
    const atMs = MONDAY_MS + Math.floor(random() * WEEK_MS);
    const pace = etaBand(parameters, atMs) === 'rush' ? ASSUMED.rushShare : 1;
    const luck = Math.exp(ASSUMED.spread * normal(random));
    const actualSeconds = Math.round((usualSeconds / pace) * luck * (1 + slowerPercent / 100));
    return random() < 0.5
      ? { atMs, method: 'valhalla', roadSeconds: Math.round(legalSeconds), actualSeconds }
      : { atMs, method: 'matrix', roadSeconds: Math.round(meters / TABLE_METERS_PER_SECOND), actualSeconds };
  };
  return ({ random, trips, slowerPercent = 0 }) => Array.from({ length: trips }, () => trip(random, slowerPercent));
}

type Drive = { readonly meters: number; readonly legalSeconds: number; readonly usualSeconds: number };

/** The shortest drive between two different junctions, at legal and at usual speeds. */
function drives(): (random: () => number) => Drive {
  const index = new Map(NODES.map(({ id }, at) => [id, at]));
  const edges = EDGES.map(({ from, to, km }) => ({
    a: index.get(from) ?? 0,
    b: index.get(to) ?? 0,
    meters: Math.round(km * METERS_PER_KM),
  }));
  const graph = toGraph(NODES.length, edges);
  const ways = NODES.map((_, node) => shortestWays(graph, [{ node, meters: 0 }], new Set()));
  const classBetween = new Map(
    edges.flatMap(({ a, b }, at) => [`${a}-${b}`, `${b}-${a}`].map((key) => [key, EDGES[at]?.class ?? 'tertiary'])),
  );
  return (random) => {
    const from = Math.floor(random() * NODES.length);
    const to = (from + 1 + Math.floor(random() * (NODES.length - 1))) % NODES.length;
    const { meters, before } = ways[from] ?? { meters: [], before: [] };
    let [legalSeconds, usualSeconds] = [0, 0];
    for (let node = to; node !== from; node = before[node] ?? from) {
      const last = before[node] ?? from;
      const length = (meters[node] ?? 0) - (meters[last] ?? 0);
      const kind = classBetween.get(`${last}-${node}`) ?? 'tertiary';
      legalSeconds += secondsFor(length, ROAD_CLASSES[kind].speedKmPerHour);
      usualSeconds += secondsFor(length, FAST.has(kind) ? ASSUMED.fastKmPerHour : ASSUMED.slowKmPerHour);
    }
    return { meters: meters[to] ?? 0, legalSeconds, usualSeconds };
  };
}

function secondsFor(meters: number, kmPerHour: number): number {
  return (meters * SECONDS_PER_HOUR) / (kmPerHour * METERS_PER_KM);
}

/** A number of the standard normal distribution (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
