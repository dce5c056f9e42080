import type { LatLon } from '../rules/map/map-page.ts';
import { roadDistance, SKELETON_TOLERANCE_PERCENT } from '../rules/way/road-distance.ts';
import { isIn, prepareArea } from '../rules/map/areas.ts';
import { toMicrodegrees } from '../rules/map/build-map-page.ts';
import { prepareMap, type RoadMap, type Stretch } from '../rules/map/road-map.ts';
import { roadLine } from '../rules/way/road-line.ts';
import { TABLE_METERS_PER_SECOND } from '../rules/way/road-pace.ts';
import { shippedMapPage } from '../shipped-map.ts';
import {
  RoadEngine,
  type AvoidedArea,
  type ClosedRoads,
  type EngineAbout,
  type EngineLeg,
  type EngineMatrix,
  type EngineRefusal,
  type EngineRoute,
  type MatrixRequest,
} from './road-engine.ts';

/** Answers from the table that phones have too. It needs no native code, and never fails. */
export class MatrixEngine extends RoadEngine {
  readonly #map: RoadMap = prepareMap(shippedMapPage());

  about(): Promise<EngineAbout> {
    return Promise.resolve(this.#about());
  }

  route(
    points: readonly LatLon[],
    closed: ClosedRoads,
    avoid: readonly AvoidedArea[] = [],
  ): Promise<EngineRoute | EngineRefusal> {
    const edges = [...closed.edges, ...stretchesThrough(this.#map, avoid)];
    const map = withClosures(this.#map, { ...closed, edges });
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

  unplaced(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #about(): EngineAbout {
    const { graphVersion } = this.#map.page;
    return { method: 'matrix', graphVersion, tolerancePercent: SKELETON_TOLERANCE_PERCENT, schematic: true };
  }
}

const LOOKS_PER_STRETCH = 20;

/** The stretches that touch an area, by their straight line. */
function stretchesThrough(map: RoadMap, avoid: readonly AvoidedArea[]): string[] {
  const areas = avoid.map((ring) => prepareArea([ring.flatMap(({ lat, lon }) => [lon, lat].map(toMicrodegrees))]));
  const touches = ({ aPoint, bPoint }: Stretch): boolean =>
    Array.from({ length: LOOKS_PER_STRETCH + 1 }, (_, look) => look / LOOKS_PER_STRETCH).some((along) => {
      const point = {
        eastMeters: Math.round(aPoint.eastMeters + (bPoint.eastMeters - aPoint.eastMeters) * along),
        northMeters: Math.round(aPoint.northMeters + (bPoint.northMeters - aPoint.northMeters) * along),
      };
      return areas.some((area) => isIn(area, point));
    });
  return areas.length === 0 ? [] : map.stretches.filter(touches).map(({ id }) => id);
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
  return Math.round(meters / TABLE_METERS_PER_SECOND);
}
