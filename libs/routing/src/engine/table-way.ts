/** Ways by what phones have too, around what is shut: for the engine that has nothing else, and to see that the other one leads nobody a long way round. */
import type { LatLon } from '../rules/map/map-page.ts';
import type { RoadMap } from '../rules/map/road-map.ts';
import { roadDistance } from '../rules/way/road-distance.ts';
import { roadLine } from '../rules/way/road-line.ts';
import { TABLE_METERS_PER_SECOND } from '../rules/way/road-pace.ts';
import type { ClosedRoads } from './road-engine.ts';

/** From a point to another one. */
export type Driven = {
  readonly distanceMeters: number;
  readonly toleranceMeters: number;
  readonly durationSeconds: number;
};

export type TableWay = Driven & {
  /** From point to point. */
  readonly line: readonly LatLon[];
};

// Who asks has chosen the closures already: they are in force at any time.
const AT_MS = 0;

/** A map on which these roads are shut. */
export function withClosures(map: RoadMap, { edges }: Pick<ClosedRoads, 'edges'>): RoadMap {
  if (edges.length === 0) return map;
  const closure = { id: 'now', reason: '', edges, points: [], fromMs: AT_MS, toMs: null };
  return { ...map, page: { ...map.page, closures: [closure] } };
}

/** How far it is between two points of the island, and how long it takes; null where there is no way. */
export function tableLeg(map: RoadMap, from: LatLon, to: LatLon): Driven | null {
  const answer = roadDistance(map, from, to, AT_MS);
  if (answer.kind === 'measured') {
    const { distanceMeters, toleranceMeters } = answer;
    const durationSeconds = Math.round(distanceMeters / TABLE_METERS_PER_SECOND);
    return { distanceMeters, toleranceMeters, durationSeconds };
  }
  return answer.code === 'trip_zero_length' ? { distanceMeters: 0, toleranceMeters: 0, durationSeconds: 0 } : null;
}

/** The same, with its line. */
export function tableWay(map: RoadMap, from: LatLon, to: LatLon): TableWay | null {
  const leg = tableLeg(map, from, to);
  return leg && { ...leg, line: tableLine(map, from, to) };
}

/** The line of the way between two points. */
export function tableLine(map: RoadMap, from: LatLon, to: LatLon): readonly LatLon[] {
  return roadLine(map, from, to, AT_MS);
}
