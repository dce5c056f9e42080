import type { OsmData } from '../src/graph/osm-pbf.ts';
import { skeletonOsm } from '../src/graph/skeleton-osm.ts';

type Feature = {
  readonly type: 'Feature';
  readonly properties: Readonly<Record<string, string | null>>;
  readonly geometry: { readonly type: 'LineString'; readonly coordinates: readonly (readonly [number, number])[] };
};

/** Roads as the Humanitarian Data Exchange exports them: a line for each piece, with nulls for tags it has not. */
export function geoJsonOf({ nodes, ways }: Pick<OsmData, 'nodes' | 'ways'> = skeletonOsm()): {
  readonly type: 'FeatureCollection';
  readonly features: readonly Feature[];
} {
  const at = new Map(nodes.map(({ id, lat, lon }) => [id, [lon, lat] as const]));
  const roads = ways.filter(({ tags }) => tags['highway'] !== undefined);
  return {
    type: 'FeatureCollection',
    features: roads.map(({ id, nodes: ids, tags }) => ({
      type: 'Feature',
      properties: { full_id: `w${id}`, name: null, ref: null, oneway: null, ...tags },
      geometry: { type: 'LineString', coordinates: ids.flatMap((node) => [at.get(node) ?? ([0, 0] as const)]) },
    })),
  };
}
