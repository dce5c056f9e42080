/** Barbados as a country, a box around the island: by it the engine knows that traffic keeps left. */
import type { OsmData, OsmNode, OsmWay } from './osm-pbf.ts';

const COUNTRY_TAGS = {
  type: 'boundary',
  boundary: 'administrative',
  admin_level: '2',
  name: 'Barbados',
  'ISO3166-1': 'BB',
};
const COUNTRY_BOX = { south: 12.9, west: -59.8, north: 13.5, east: -59.3 };

/** Adds the country. Ids of nodes and ways are expected to count from 1 without a gap. */
export function withCountry({ nodes, ways }: Pick<OsmData, 'nodes' | 'ways'>): OsmData {
  const { south, west, north, east } = COUNTRY_BOX;
  const corners = [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
  ] as const;
  const box = corners.map(([lat, lon], at): OsmNode => ({ id: nodes.length + at + 1, lat, lon }));
  const ring = [...box, ...box.slice(0, 1)].map(({ id }) => id);
  const border: OsmWay = { id: ways.length + 1, nodes: ring, tags: { boundary: 'administrative', admin_level: '2' } };
  const country = { id: 1, outerWays: [border.id], tags: COUNTRY_TAGS };
  return { nodes: [...nodes, ...box], ways: [...ways, border], relations: [country] };
}
