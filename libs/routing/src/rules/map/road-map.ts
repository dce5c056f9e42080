/**
 * A map page made ready for questions. Prepare once per page; the page itself stays as it is.
 */
import { prepareArea, type Area } from './areas.ts';
import type { MapPage, MapParish, MapZone, StepLine } from './map-page.ts';
import { toPlane, type PlanePoint } from './metric.ts';
import { operatingAreaOf, type OperatingArea } from './operating-area.ts';
import { ringsOf } from './step-line.ts';
import { distanceTable, toGraph, type Graph } from '../way/shortest-ways.ts';
import { prepareRuler, type Ruler } from '../way/ruler.ts';
import { layGrid, type StretchGrid } from '../way/stretch-grid.ts';

/** A stretch of road as the plane sees it: a straight line of a known length. */
export type Stretch = {
  readonly id: string;
  /** Indexes of its ends among the nodes. */
  readonly a: number;
  readonly b: number;
  readonly aPoint: PlanePoint;
  readonly bPoint: PlanePoint;
  readonly meters: number;
};

export type RoadMap = {
  readonly page: MapPage;
  readonly nodePoints: readonly PlanePoint[];
  readonly stretches: readonly Stretch[];
  readonly grid: StretchGrid;
  readonly graph: Graph;
  /** Metres from node to node: row × nodes + column. */
  readonly square: readonly number[];
  readonly area: OperatingArea;
  /** What fares stand on; null on a first page, which has a rule of its own. */
  readonly ruler: Ruler | null;
  /** The ruler without stretches that are shut, by which: made as it is asked for. */
  readonly rulersAround: Map<string, Ruler>;
  readonly parishes: readonly { readonly parish: MapParish; readonly area: Area }[];
  readonly zones: readonly { readonly zone: MapZone; readonly area: Area }[];
};

/**
 * Indexes a page. With an earlier map of the same graph only what changed is indexed again.
 * @throws Error when the page contradicts itself: it was not made by this product.
 */
export function prepareMap(page: MapPage, earlier?: RoadMap): RoadMap {
  const roads = earlier?.page.graphVersion === page.graphVersion ? earlier : prepareRoads(page);
  const { nodePoints, stretches, grid, graph, square, ruler, rulersAround } = roads;
  return {
    page,
    nodePoints,
    stretches,
    grid,
    graph,
    square,
    ruler,
    rulersAround,
    area: operatingAreaOf(page),
    parishes: parishesOf(page),
    zones: page.zones.map((zone) => ({ zone, area: prepareArea(zone.rings) })),
  };
}

function parishesOf(page: MapPage): RoadMap['parishes'] {
  if (page.format === undefined) {
    return page.parishes.map(({ code, name, rings }) => ({ parish: { code, name }, area: prepareArea(rings) }));
  }
  const around = (own: readonly number[]): readonly StepLine[] => own.map((border) => page.borders[border] ?? []);
  return page.parishes.map(({ code, name, borders }) => {
    return { parish: { code, name }, area: prepareArea(ringsOf(around(borders))) };
  });
}

function prepareRoads(page: MapPage): Omit<RoadMap, 'page' | 'area' | 'parishes' | 'zones'> {
  const nodePoints = page.nodes.map((node) => toPlane(node.latMicrodegrees, node.lonMicrodegrees));
  const stretches = toStretches(page, nodePoints);
  const graph = toGraph(nodePoints.length, stretches);
  return {
    nodePoints,
    stretches,
    graph,
    grid: layGrid(stretches),
    square: toSquare(page.format === undefined ? page.distancesMeters : distanceTable(graph), nodePoints.length),
    ruler: page.format === undefined ? null : prepareRuler(nodePoints, stretches, page.ruler.offRoadPercent),
    rulersAround: new Map(),
  };
}

function toStretches(page: MapPage, nodePoints: readonly PlanePoint[]): Stretch[] {
  const indexes = new Map(page.nodes.map((node, index) => [node.id, index]));
  return page.edges.map(({ from, to, meters }) => {
    const [a, b] = [indexes.get(from) ?? -1, indexes.get(to) ?? -1];
    const [aPoint, bPoint] = [nodePoints[a], nodePoints[b]];
    if (!aPoint || !bPoint) throw new Error(`edge ${from}-${to} has no such node`);
    return { id: `${from}-${to}`, a, b, aPoint, bPoint, meters };
  });
}

function toSquare(triangle: readonly number[], nodes: number): number[] {
  if (triangle.length !== (nodes * (nodes - 1)) / 2) throw new Error('the distance table does not fit the nodes');
  const square = Array.from({ length: nodes * nodes }, () => 0);
  let at = 0;
  for (let row = 0; row < nodes; row += 1) {
    for (let column = row + 1; column < nodes; column += 1) {
      const meters = triangle[at] ?? 0;
      square[row * nodes + column] = meters;
      square[column * nodes + row] = meters;
      at += 1;
    }
  }
  return square;
}
