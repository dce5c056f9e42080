import { bendsOf } from '../graph/skeleton-osm.ts';
import type { ShelvedGraph } from '../graph/graph-shelf.ts';
import { placesIn, valhallaConfig } from '../graph/valhalla-config.ts';
import type { LatLon } from '../rules/map/map-page.ts';
import { prepareMap, type RoadMap } from '../rules/map/road-map.ts';
import { shippedMapPage } from '../shipped-map.ts';
import { accessOf, shorter, toDriven } from './driven.ts';
import { tableLine, withClosures, type Driven } from './table-way.ts';
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
  locateAnswer,
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

/** Valhalla over one graph, in a process of its own. */
export class ValhallaEngine extends RoadEngine {
  readonly #graph: ShelvedGraph;
  readonly #process: ValhallaProcess;
  #table: RoadMap | undefined;
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
      const table = avoid.length === 0 ? this.#tableAround(closed) : null;
      const legs = asked.map(({ shape, summary }, leg) => {
        const [from, to] = [points[leg], points[leg + 1]];
        const accessMeters = accessOf(from, shape[0]) + accessOf(to, shape.at(-1));
        const driven = this.#toDriven(summary, accessMeters);
        const byTable = shorter(table, driven, { from, to });
        if (table && byTable && from && to) return { ...byTable, line: tableLine(table, from, to) };
        return { ...driven, line: [...points.slice(leg, leg + 1), ...shape, ...points.slice(leg + 1, leg + 2)] };
      });
      const sum = (of: (leg: Driven) => number): number => legs.reduce((total, leg) => total + of(leg), 0);
      return {
        about: this.#about(),
        distanceMeters: sum((leg) => leg.distanceMeters),
        toleranceMeters: sum((leg) => leg.toleranceMeters),
        durationSeconds: sum((leg) => leg.durationSeconds),
        line: legs.flatMap(({ line }, leg) => line.slice(leg === 0 ? 0 : 1)),
      };
    });
  }

  async matrix({ sources, targets, closed }: MatrixRequest): Promise<EngineMatrix> {
    const about = this.#about();
    try {
      const query = { sources, targets, ...CAR, ...(await this.#exclude(closed)) };
      const answer = matrixAnswer.parse(await this.#process.ask('matrix', query));
      const access = await this.#accessOf([...sources, ...targets]);
      const table = this.#tableAround(closed);
      const legs = answer.sources_to_targets.map((row, source) =>
        row.map((cell, target) => {
          const accessMeters = (access[source] ?? 0) + (access[sources.length + target] ?? 0);
          return this.#toLeg(cell, { table, accessMeters, from: sources[source], to: targets[target] });
        }),
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

  /** From each point to the roads: a matrix begins and ends on them, and does not say where. */
  async #accessOf(points: readonly LatLon[]): Promise<readonly number[]> {
    const found = locateAnswer.parse(await this.#process.ask('locate', { locations: points, ...CAR, verbose: false }));
    return points.map((point, at) => accessOf(point, found[at]?.edges));
  }

  #toLeg(
    { distance, time }: MatrixCell,
    leg: {
      readonly table: RoadMap | null;
      readonly accessMeters: number;
      readonly from: LatLon | undefined;
      readonly to: LatLon | undefined;
    },
  ): EngineLeg {
    if (distance === null || time === null) return null;
    const { table, accessMeters, from, to } = leg;
    // From a point to itself nobody goes to the road.
    const isHere = from?.lat === to?.lat && from?.lon === to?.lon;
    const driven = this.#toDriven({ length: distance, time }, isHere ? 0 : accessMeters);
    const { distanceMeters, durationSeconds } = shorter(table, driven, { from, to }) ?? driven;
    return { distanceMeters, durationSeconds };
  }

  #toDriven(summary: { readonly length: number; readonly time: number }, accessMeters: number): Driven {
    return toDriven(summary, { accessMeters, tolerancePercent: this.#graph.manifest.tolerancePercent });
  }

  /** What phones have, with these roads shut: beside the skeleton, which knows no small roads. */
  #tableAround(closed: ClosedRoads): RoadMap | null {
    // Of points that are shut the table knows nothing.
    if (!this.#isSkeleton || closed.points.length > 0) return null;
    this.#table ??= prepareMap(shippedMapPage());
    return withClosures(this.#table, closed);
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

async function orRefused<T>(code: EngineRefusal['refused'], ask: () => Promise<T>): Promise<T | EngineRefusal> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof EngineRefused) return { refused: code };
    throw error;
  }
}
