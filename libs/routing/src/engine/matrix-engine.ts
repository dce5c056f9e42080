import type { LatLon } from '../rules/map/map-page.ts';
import { RULER } from '../../data/skeleton.ts';
import { isIn, prepareArea } from '../rules/map/areas.ts';
import { toMicrodegrees } from '../rules/map/build-map-page.ts';
import { prepareMap, type RoadMap, type Stretch } from '../rules/map/road-map.ts';
import { shippedMapPage } from '../shipped-map.ts';
import {
  RoadEngine,
  type AvoidedArea,
  type ClosedRoads,
  type EngineAbout,
  type EngineMatrix,
  type EngineRefusal,
  type EngineRoute,
  type MatrixRequest,
} from './road-engine.ts';
import { tableLeg, tableWay, withClosures, type TableWay } from './table-way.ts';

/** Answers from the table that phones have too. It needs no native code, and never fails. */
export class MatrixEngine extends RoadEngine {
  #prepared: RoadMap | undefined;

  // Made for the first question: as a fallback it is seldom asked.
  get #map(): RoadMap {
    return (this.#prepared ??= prepareMap(shippedMapPage()));
  }

  about(): Promise<EngineAbout> {
    return Promise.resolve(this.#about());
  }

  route(
    points: readonly LatLon[],
    closed: ClosedRoads,
    avoid: readonly AvoidedArea[] = [],
  ): Promise<EngineRoute | EngineRefusal> {
    const edges = [...closed.edges, ...stretchesThrough(this.#map, avoid)];
    const map = withClosures(this.#map, { edges });
    const ways = points.slice(1).map((to, leg) => tableWay(map, points[leg] ?? to, to));
    const found = ways.filter((way) => way !== null);
    if (found.length < ways.length) return Promise.resolve({ refused: 'no_way' });
    const sum = (of: (way: TableWay) => number): number => found.reduce((total, way) => total + of(way), 0);
    return Promise.resolve({
      about: this.#about(),
      distanceMeters: sum((way) => way.distanceMeters),
      toleranceMeters: sum((way) => way.toleranceMeters),
      durationSeconds: sum((way) => way.durationSeconds),
      line: found.flatMap(({ line }, leg) => line.slice(leg === 0 ? 0 : 1)),
    });
  }

  matrix({ sources, targets, closed }: MatrixRequest): Promise<EngineMatrix> {
    const map = withClosures(this.#map, closed);
    const legs = sources.map((source) => targets.map((target) => tableLeg(map, source, target)));
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
    return { method: 'matrix', graphVersion, tolerancePercent: RULER.roadTolerancePercent, schematic: true };
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
