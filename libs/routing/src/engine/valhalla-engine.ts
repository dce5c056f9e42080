import { bendsOf } from '../graph/skeleton-osm.ts';
import type { ShelvedGraph } from '../graph/graph-shelf.ts';
import { placesIn, valhallaConfig } from '../graph/valhalla-config.ts';
import { ROUTING_LIMITS } from '../limits.ts';
import type { LatLon } from '../rules/map/map-page.ts';
import { crowMeters, pointToPlane } from '../rules/map/metric.ts';
import { bySmallRoads } from '../rules/way/snap.ts';
import { endsOfEdge, pointsOfStretch } from '../rules/way/place-stretch.ts';
import {
  RoadEngine,
  type AvoidedArea,
  type ClosedRoads,
  type EngineAbout,
  type EngineIsochrone,
  type EngineLeg,
  type EngineMatch,
  type EngineMatrix,
  type EngineRefusal,
  type EngineRoute,
  type MatrixRequest,
} from './road-engine.ts';
import {
  isochroneAnswer,
  matchAnswer,
  matchedLegs,
  matrixAnswer,
  routeAnswer,
  type MatrixCell,
} from './valhalla-answers.ts';
import { EngineRefused, ValhallaProcess } from './valhalla-process.ts';

const CAR = { costing: 'taxi' } as const;
const SHORTEST = { costing_options: { [CAR.costing]: { shortest: true } } };
const METERS_PER_KM = 1_000;
// Small roads, driven with care.
const ACCESS_METERS_PER_SECOND = 7;

/** Valhalla over one graph, in a process of its own. */
export class ValhallaEngine extends RoadEngine {
  readonly #graph: ShelvedGraph;
  readonly #process: ValhallaProcess;
  readonly #placed = new Map<string, Promise<readonly LatLon[]>>();

  constructor(graph: ShelvedGraph) {
    super();
    this.#graph = graph;
    this.#process = new ValhallaProcess(JSON.stringify(valhallaConfig(placesIn(graph.graphFolder))));
  }

  get graphFolder(): string {
    return this.#graph.graphFolder;
  }

  /** The process that answers, while there is one. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  about(): Promise<EngineAbout> {
    return Promise.resolve(this.#about());
  }

  route(
    points: readonly LatLon[],
    closed: ClosedRoads,
    avoid: readonly AvoidedArea[] = [],
  ): Promise<EngineRoute | EngineRefusal> {
    return orRefused('no_way', async () => {
      const rings = avoid.map((ring) => ring.map(({ lat, lon }) => [lon, lat]));
      const outside = rings.length === 0 ? {} : { exclude_polygons: rings };
      const asked = await this.#ask(points, { ...CAR, ...this.#way(), ...(await this.#exclude(closed)), ...outside });
      const legs = asked.map(({ shape, summary }, leg) => {
        const [from, to] = [points[leg], points[leg + 1]];
        const accessMeters = accessOf(from, shape[0]) + accessOf(to, shape.at(-1));
        return (
          this.#orSmallRoads(toDriven(summary, accessMeters), from, to) ?? { ...toDriven(summary, accessMeters), shape }
        );
      });
      const sum = (of: (leg: Driven) => number): number => legs.reduce((total, leg) => total + of(leg), 0);
      return {
        about: this.#about(),
        distanceMeters: sum((leg) => leg.distanceMeters),
        durationSeconds: sum((leg) => leg.durationSeconds),
        accessMeters: sum((leg) => leg.accessMeters),
        line: legs.flatMap(({ shape }, leg) => [...points.slice(leg, leg + 1), ...shape]).concat(points.slice(-1)),
      };
    });
  }

  async matrix({ sources, targets, closed }: MatrixRequest): Promise<EngineMatrix> {
    const about = this.#about();
    try {
      const query = { sources, targets, ...CAR, ...(await this.#exclude(closed)) };
      const answer = matrixAnswer.parse(await this.#process.ask('matrix', query));
      const legs = answer.sources_to_targets.map((row, source) =>
        row.map((cell, target) => this.#toLeg(cell, sources[source], targets[target])),
      );
      return { about, legs };
    } catch (error) {
      if (!(error instanceof EngineRefused)) throw error;
      return { about, legs: sources.map(() => targets.map(() => null)) };
    }
  }

  isochrone(from: LatLon, minutes: readonly number[], closed: ClosedRoads): Promise<EngineIsochrone | EngineRefusal> {
    return orRefused('no_way', async () => {
      const contours = minutes.map((time) => ({ time }));
      const query = { locations: [from], ...CAR, contours, polygons: true, ...(await this.#exclude(closed)) };
      const { features } = isochroneAnswer.parse(await this.#process.ask('isochrone', query));
      return {
        about: this.#about(),
        contours: features.map(({ properties, geometry }) => ({
          minutes: properties.contour,
          polygons: geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
        })),
      };
    });
  }

  match(trail: readonly LatLon[]): Promise<EngineMatch | EngineRefusal> {
    return orRefused('trail_off_roads', async () => {
      const query = { shape: trail, costing: 'auto', shape_match: 'map_snap', filters: MATCH_FILTERS };
      const answer = matchAnswer.parse(await this.#process.ask('traceAttributes', query));
      const meters = answer.edges.reduce((sum, { length }) => sum + length * METERS_PER_KM, 0);
      const roads = answer.edges.map(({ names = [] }) => names.join(' / ')).filter((name) => name !== '');
      return {
        about: this.#about(),
        distanceMeters: Math.round(meters),
        line: answer.shape,
        roads: roads.filter((name, at) => name !== roads[at - 1]),
        unmatchedPoints: answer.matched_points.filter(({ type }) => type === 'unmatched').length,
        legMeters: matchedLegs(answer),
      };
    });
  }

  async unplaced(edges: readonly string[]): Promise<readonly string[]> {
    if (this.#isSkeleton) return [];
    const placed = await Promise.all(edges.map((id) => this.#place(id)));
    return edges.filter((_, at) => placed[at]?.length === 0);
  }

  close(): Promise<void> {
    return this.#process.close();
  }

  #about(): EngineAbout {
    const { graphVersion, tolerancePercent, schematic } = this.#graph.manifest;
    return { method: 'valhalla', graphVersion, tolerancePercent, schematic };
  }

  /**
   * A route over the skeleton is the shortest: its lengths are held against known distances, its speeds are legal limits
   * only. Over a full network it is the quickest. A matrix is always by time: whoever asks wants to know who is there first.
   */
  #way(): object {
    return this.#isSkeleton ? SHORTEST : {};
  }

  get #isSkeleton(): boolean {
    return this.#graph.manifest.kind === 'skeleton';
  }

  #toLeg(cell: MatrixCell, source: LatLon | undefined, target: LatLon | undefined): EngineLeg {
    if (cell.distance === null || cell.time === null) return null;
    const begin = toPoint(cell.begin_lat, cell.begin_lon);
    const end = toPoint(cell.end_lat, cell.end_lon);
    const driven = toDriven(
      { length: cell.distance, time: cell.time },
      accessOf(source, begin) + accessOf(target, end),
    );
    const { distanceMeters, durationSeconds } = this.#orSmallRoads(driven, source, target) ?? driven;
    return { distanceMeters, durationSeconds };
  }

  /** Within a neighbourhood the skeleton leads a long way round: as on the phone, small roads are taken where shorter. */
  #orSmallRoads(
    driven: Driven,
    from: LatLon | undefined,
    to: LatLon | undefined,
  ): (Driven & { shape: LatLon[] }) | null {
    if (!this.#isSkeleton || !from || !to) return null;
    const crow = crowMeters(pointToPlane(from), pointToPlane(to));
    const meters = bySmallRoads(crow);
    if (crow > ROUTING_LIMITS.neighbourhoodMetersMax || meters >= driven.distanceMeters) return null;
    return { distanceMeters: meters, durationSeconds: accessSeconds(meters), accessMeters: meters, shape: [] };
  }

  async #exclude({ edges, points }: ClosedRoads): Promise<object> {
    const shut = this.#isSkeleton ? edges.map(pointsOnDrawn) : await Promise.all(edges.map((id) => this.#place(id)));
    const all = [...shut.flat(), ...points];
    return all.length === 0 ? {} : { exclude_locations: all };
  }

  /** Points on a stretch of the skeleton, among the roads of a full network; asked once for each stretch. None: not found. */
  #place(id: string): Promise<readonly LatLon[]> {
    const known = this.#placed.get(id);
    if (known) return known;
    const ends = endsOfEdge(id);
    const placed = ends
      ? this.#ask([ends.from, ends.to], { ...CAR, ...SHORTEST }).then(
          (legs) =>
            pointsOfStretch(
              ends,
              legs.flatMap(({ shape }) => shape),
            ),
          (error: unknown) => {
            if (error instanceof EngineRefused) return [];
            this.#placed.delete(id);
            throw error;
          },
        )
      : Promise.resolve([]);
    this.#placed.set(id, placed);
    return placed;
  }

  async #ask(locations: readonly LatLon[], how: object) {
    const query = { locations, ...how, directions_type: 'none' };
    return routeAnswer.parse(await this.#process.ask('route', query)).trip.legs;
  }
}

const MATCH_FILTERS = {
  action: 'include',
  attributes: [
    'edge.names',
    'edge.length',
    'edge.source_percent_along',
    'edge.target_percent_along',
    'matched.type',
    'matched.edge_index',
    'matched.distance_along_edge',
    'shape',
  ],
};

/** A point on a stretch of the skeleton, as its shape was drawn. */
function pointsOnDrawn(id: string): readonly LatLon[] {
  const ends = endsOfEdge(id);
  if (!ends) return [];
  const { from, to, meters } = ends;
  const bends = bendsOf(from, to, meters);
  const middle = { lat: (from.lat + to.lat) / 2, lon: (from.lon + to.lon) / 2 };
  return [bends[Math.floor(bends.length / 2)] ?? middle];
}

function accessOf(point: LatLon | undefined, onRoad: LatLon | undefined): number {
  if (!point || !onRoad) return 0;
  return bySmallRoads(crowMeters(pointToPlane(point), pointToPlane(onRoad)));
}

function accessSeconds(meters: number): number {
  return Math.round(meters / ACCESS_METERS_PER_SECOND);
}

type Driven = { readonly distanceMeters: number; readonly durationSeconds: number; readonly accessMeters: number };

function toDriven({ length, time }: { readonly length: number; readonly time: number }, accessMeters: number): Driven {
  return {
    distanceMeters: length + accessMeters,
    durationSeconds: time + accessSeconds(accessMeters),
    accessMeters,
  };
}

function toPoint(lat: number | undefined, lon: number | undefined): LatLon | undefined {
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
}

async function orRefused<T>(code: EngineRefusal['refused'], ask: () => Promise<T>): Promise<T | EngineRefusal> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof EngineRefused) return { refused: code };
    throw error;
  }
}
