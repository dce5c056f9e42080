/**
 * Makes the map page from what is known. Invariants: the same knowledge gives the same page, byte for byte; both
 * versions are fingerprints of what they name, so that two servers need not agree on a number.
 */
import { canonicalJson, sha256Hex } from '#sync/client';
import {
  MAP_ATTRIBUTION,
  type FlatLine,
  type MapEdge,
  type CurrentMapPage,
  type MapNode,
  type MapRuler,
} from './map-page.ts';
import { MICRODEGREES_PER_DEGREE } from './metric.ts';

export type RoadNetwork = { readonly nodes: readonly MapNode[]; readonly edges: readonly MapEdge[] };

/** A network with its name: worked out once, for it never changes while the product runs. */
export type NamedNetwork = RoadNetwork & { readonly ruler: MapRuler; readonly graphVersion: string };

export type MapKnowledge = Pick<
  CurrentMapPage,
  'area' | 'borders' | 'parishes' | 'outlineToleranceMeters' | 'places' | 'zones' | 'closures'
> & { readonly network: NamedNetwork };

const VERSION_HEX_DIGITS = 12;

/** Names a network after its contents. */
export function nameNetwork(network: RoadNetwork & { readonly ruler: MapRuler }): NamedNetwork {
  return { ...network, graphVersion: `skeleton-${fingerprint(network)}` };
}

/** The page of all this. */
export function buildMapPage({ network, ...known }: MapKnowledge): CurrentMapPage {
  const contents = {
    page: 'map' as const,
    format: 2 as const,
    attribution: MAP_ATTRIBUTION,
    ...known,
    places: sortedById(known.places),
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

function fingerprint(value: object): string {
  return sha256Hex(canonicalJson(value)).slice(0, VERSION_HEX_DIGITS);
}

function sortedById<T extends { readonly id: string }>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
}
