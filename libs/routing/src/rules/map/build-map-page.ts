/**
 * Makes the map page from what is known. Invariants: the same knowledge gives the same page, byte for byte; both
 * versions are fingerprints of what they name, so that two servers need not agree on a number.
 */
import { canonicalJson, sha256Hex } from '#sync/client';
import {
  MAP_ATTRIBUTION,
  type FlatLine,
  type MapClosure,
  type MapEdge,
  type MapNode,
  type MapPage,
  type MapParish,
  type MapPlace,
  type MapZone,
} from './map-page.ts';
import { MICRODEGREES_PER_DEGREE } from './metric.ts';
import { shortestWays, toGraph } from '../way/shortest-ways.ts';

export type RoadNetwork = { readonly nodes: readonly MapNode[]; readonly edges: readonly MapEdge[] };

/** A network with what follows from it: worked out once, for it never changes while the product runs. */
export type MeasuredNetwork = RoadNetwork & {
  readonly graphVersion: string;
  readonly distancesMeters: readonly number[];
};

export type MapKnowledge = {
  readonly network: MeasuredNetwork;
  readonly parishes: readonly MapParish[];
  readonly outlineToleranceMeters: number;
  readonly places: readonly MapPlace[];
  readonly zones: readonly MapZone[];
  readonly closures: readonly MapClosure[];
};

const VERSION_HEX_DIGITS = 12;

/** Measures all ways of a network. */
export function measureNetwork(network: RoadNetwork): MeasuredNetwork {
  return { ...network, graphVersion: `skeleton-${fingerprint(network)}`, distancesMeters: distanceTable(network) };
}

/** The page of all this. */
export function buildMapPage(known: MapKnowledge): MapPage {
  const { network, parishes, outlineToleranceMeters } = known;
  const contents = {
    page: 'map' as const,
    attribution: MAP_ATTRIBUTION,
    outlineToleranceMeters,
    places: sortedById(known.places),
    parishes,
    zones: sortedById(known.zones),
    closures: sortedById(known.closures),
    ...network,
  };
  return { ...contents, mapVersion: `map-${fingerprint(contents)}` };
}

/** Degrees to the page's whole microdegrees. */
export function toMicrodegrees(degrees: number): number {
  return Math.round(degrees * MICRODEGREES_PER_DEGREE);
}

/** `13.1 -59.6, 13.2 -59.5` to the page's way of writing a line. @throws Error when it is not such a text. */
export function parseLine(text: string): FlatLine {
  return text.split(',').flatMap((corner) => {
    const [lat, lon] = corner.trim().split(' ').map(Number);
    if (!Number.isFinite(lat) || !Number.isFinite(lon)) throw new Error(`not a corner: ${corner}`);
    return [toMicrodegrees(lon ?? 0), toMicrodegrees(lat ?? 0)];
  });
}

function distanceTable(graph: RoadNetwork): number[] {
  const indexes = new Map(graph.nodes.map((node, index) => [node.id, index]));
  const index = (id: string): number => indexes.get(id) ?? fail(`no node ${id}`);
  const edges = graph.edges.map(({ from, to, meters }) => ({ a: index(from), b: index(to), meters }));
  const ways = toGraph(graph.nodes.length, edges);
  return graph.nodes.flatMap((_node, row) =>
    shortestWays(ways, [{ node: row, meters: 0 }], new Set()).meters.slice(row + 1),
  );
}

function fail(message: string): never {
  throw new Error(message);
}

function fingerprint(value: object): string {
  return sha256Hex(canonicalJson(value)).slice(0, VERSION_HEX_DIGITS);
}

function sortedById<T extends { readonly id: string }>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
}
