import type { LatLon } from '../rules/map-page.ts';
import { roadDistance, SKELETON_TOLERANCE_PERCENT } from '../rules/road-distance.ts';
import { prepareMap, type RoadMap } from '../rules/road-map.ts';
import { roadLine } from '../rules/road-line.ts';
import { shippedMapPage } from '../shipped-map.ts';
import {
  RoadEngine,
  type ClosedRoads,
  type EngineAbout,
  type EngineLeg,
  type EngineMatrix,
  type EngineRefusal,
  type EngineRoute,
  type MatrixRequest,
} from './road-engine.ts';

// 40 km/h, the pace of a car in Barbados outside of the rush: assumed, for the table knows no times.
const ASSUMED_METERS_PER_SECOND = 11.1;

/** Answers from the table that phones have too. It needs no native code, and never fails. */
export class MatrixEngine extends RoadEngine {
  readonly #map: RoadMap = prepareMap(shippedMapPage());

  about(): Promise<EngineAbout> {
    return Promise.resolve(this.#about());
  }

  route(points: readonly LatLon[], closed: ClosedRoads): Promise<EngineRoute | EngineRefusal> {
    const map = withClosures(this.#map, closed);
    let [distanceMeters, accessMeters] = [0, 0];
    const line: LatLon[] = [];
    for (const [leg, to] of points.slice(1).entries()) {
      const from = points[leg] ?? to;
      const answer = roadDistance(map, from, to, AT_MS);
      if (answer.kind === 'unanswered' && answer.code === 'no_way') return Promise.resolve({ refused: 'no_way' });
      distanceMeters += answer.kind === 'measured' ? answer.distanceMeters : 0;
      accessMeters += answer.kind === 'measured' ? answer.accessMeters : 0;
      line.push(...roadLine(map, from, to, AT_MS).slice(leg === 0 ? 0 : 1));
    }
    const durationSeconds = toSeconds(distanceMeters);
    return Promise.resolve({ about: this.#about(), distanceMeters, durationSeconds, accessMeters, line });
  }

  matrix({ sources, targets, closed }: MatrixRequest): Promise<EngineMatrix> {
    const map = withClosures(this.#map, closed);
    const legs = sources.map((source) => targets.map((target) => legBetween(map, source, target)));
    return Promise.resolve({ about: this.#about(), legs });
  }

  isochrone(): Promise<EngineRefusal> {
    return Promise.resolve({ refused: 'engine_cannot' });
  }

  match(): Promise<EngineRefusal> {
    return Promise.resolve({ refused: 'engine_cannot' });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #about(): EngineAbout {
    const { graphVersion } = this.#map.page;
    return { method: 'matrix', graphVersion, tolerancePercent: SKELETON_TOLERANCE_PERCENT, schematic: true };
  }
}

// Who asks has chosen the closures already: they are in force at any time.
const AT_MS = 0;

function withClosures(map: RoadMap, { edges }: ClosedRoads): RoadMap {
  if (edges.length === 0) return map;
  const closure = { id: 'now', reason: '', edges, points: [], fromMs: AT_MS, toMs: null };
  return { ...map, page: { ...map.page, closures: [closure] } };
}

function legBetween(map: RoadMap, source: LatLon, target: LatLon): EngineLeg {
  const answer = roadDistance(map, source, target, AT_MS);
  if (answer.kind === 'measured') {
    return { distanceMeters: answer.distanceMeters, durationSeconds: toSeconds(answer.distanceMeters) };
  }
  return answer.code === 'trip_zero_length' ? { distanceMeters: 0, durationSeconds: 0 } : null;
}

function toSeconds(meters: number): number {
  return Math.round(meters / ASSUMED_METERS_PER_SECOND);
}
