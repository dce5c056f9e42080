import type { OsmData, OsmNode, OsmTags, OsmWay } from '../src/graph/osm-pbf.ts';
import { withCountry } from '../src/graph/country.ts';

type StreetGrid = {
  /** South-west corner, in degrees. */
  readonly lat: number;
  readonly lon: number;
  /** Streets in each direction, at least 4. */
  readonly streets: number;
};

// About 110 m.
const BLOCK_DEGREES = 0.001;
const CARRIAGEWAY_DEGREES = 0.000_2;

/**
 * A made-up town in OpenStreetMap's terms: streets in a square grid, every third of them one-way, in turn; a dual
 * carriageway along its northern edge with a crossing at every second street; a bridge from corner to corner that meets
 * the streets at its ends alone; a roundabout in the south-east. The same corner and size give the same town.
 */
export function streetGrid({ lat, lon, streets }: StreetGrid): OsmData {
  const nodes: OsmNode[] = [];
  const ways: OsmWay[] = [];
  const nodeAt = (row: number, column: number, northDegrees = 0): number =>
    nodes.push({
      id: nodes.length + 1,
      lat: round(lat + row * BLOCK_DEGREES + northDegrees),
      lon: round(lon + column * BLOCK_DEGREES),
    });
  const road = (ids: readonly number[], tags: OsmTags): void => {
    ways.push({ id: ways.length + 1, nodes: ids, tags });
  };
  const rows = count(streets).map((row) => count(streets).map((column) => nodeAt(row, column)));
  const columns = count(streets).map((column) => rows.map((row) => row[column] ?? 0));
  for (const [at, ids] of rows.entries()) road(ids, { ...streetTags(at), name: `Street ${at}` });
  for (const [at, ids] of columns.entries()) road(ids, { ...streetTags(at + 1), name: `Avenue ${at}` });
  addDualCarriageway({ rows, nodeAt, road });
  const last = streets - 1;
  road([rows[0]?.[0] ?? 0, nodeAt(last / 2, last / 2 + 0.25), rows[last]?.[last] ?? 0], {
    highway: 'secondary',
    maxspeed: '60',
    bridge: 'yes',
    layer: '1',
    name: 'O\'Neal "High" Bridge',
  });
  const corner = rows[0]?.[last] ?? 0;
  const ring = [nodeAt(-0.3, last + 0.3), nodeAt(0, last + 0.6), nodeAt(0.3, last + 0.3)];
  road([corner, ...ring, corner], { highway: 'tertiary', junction: 'roundabout' });
  return withCountry({ nodes, ways });
}

function addDualCarriageway({
  rows,
  nodeAt,
  road,
}: {
  readonly rows: readonly (readonly number[])[];
  readonly nodeAt: (row: number, column: number, northDegrees?: number) => number;
  readonly road: (ids: readonly number[], tags: OsmTags) => void;
}): void {
  const north = rows.length - 1;
  const edge = rows[north] ?? [];
  const tags = { highway: 'trunk', maxspeed: '80', oneway: 'yes', ref: 'ABC', name: 'ABC Highway', lanes: '2' };
  // Traffic keeps left: eastbound on the northern side of westbound would be on the right.
  const eastbound = edge.map((_, column) => nodeAt(north + 1, column));
  const westbound = edge.map((_, column) => nodeAt(north + 1, column, -CARRIAGEWAY_DEGREES));
  road(eastbound, tags);
  // Drawn eastwards and driven westwards.
  road(westbound, { ...tags, oneway: '-1' });
  for (const [column, id] of edge.entries()) {
    if (column % 2 === 0) road([id, westbound[column] ?? 0, eastbound[column] ?? 0], { highway: 'trunk_link' });
  }
}

function streetTags(at: number): OsmTags {
  if (at % 3 !== 0) return { highway: 'residential', maxspeed: '40' };
  return { highway: 'tertiary', maxspeed: at % 2 === 0 ? '60' : '40', oneway: at % 2 === 0 ? 'yes' : '-1' };
}

function count(most: number): number[] {
  return [...Array.from({ length: most }).keys()];
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
