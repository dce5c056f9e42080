/**
 * Roads in the shapes that common tools write them in. Each was held against the real tool once, on a made-up street grid:
 * osmium-tool 1.15, GDAL 3.6, OSMnx 2.1; QGIS writes by GDAL. Overpass, Overpass turbo, Geofabrik and HDX are after their
 * documentation.
 */
import type { OsmData, OsmTags, OsmWay } from '../src/graph/osm-pbf.ts';

type Position = readonly [number, number];
type Road = { readonly id: number; readonly nodes: readonly number[]; readonly tags: OsmTags };

/** Writes the roads of a network as a tool would. */
export type RoadWriter = (data: OsmData) => string;

/** What each tool writes, by the tool and its options. */
export const ROAD_WRITERS: Readonly<Record<string, RoadWriter>> = {
  'osmium export': (data) => osmiumCollection(roadsOf(data).flatMap((road) => osmiumFeatures(data, road))),
  'osmium export -a type,id,version -u type_id': (data) =>
    osmiumCollection(
      roadsOf(data).flatMap((road) =>
        osmiumFeatures(data, road).map((one) => ({
          ...one,
          id: `w${road.id}`,
          properties: { '@type': 'way', '@id': road.id, '@version': 0, ...one.properties },
        })),
      ),
    ),
  'osmium export -f geojsonseq': (data) =>
    sequence(
      roadsOf(data).flatMap((road) => osmiumFeatures(data, road)),
      '\u{1e}',
    ),
  'osmium export, saved by PowerShell': (data) =>
    `\u{feff}${osmiumCollection(roadsOf(data).flatMap((road) => osmiumFeatures(data, road))).replaceAll('\n', '\r\n')}`,
  ogr2ogr: (data) => ogrCollection(roadsOf(data).map((road) => ogrFeature(data, road, hstore))),
  'ogr2ogr --config OSM_TAGS_FORMAT JSON': (data) =>
    ogrCollection(roadsOf(data).map((road) => ogrFeature(data, road, JSON.stringify))),
  'ogr2ogr -f GeoJSONSeq': (data) =>
    sequence(
      roadsOf(data).map((road) => ogrFeature(data, road, hstore)),
      '',
    ),
  'QGIS, a QuickOSM layer': (data) => ogrCollection(roadsOf(data).map((road) => qgisFeature(data, road, lineString))),
  'QGIS, MultiLineString with heights': (data) =>
    ogrCollection(roadsOf(data).map((road) => qgisFeature(data, road, highLines))),
  'OSMnx, to_json': (data) =>
    JSON.stringify({
      type: 'FeatureCollection',
      features: osmnxEdges(data).map(({ key, ...one }) => ({ id: key, ...one })),
    }),
  'OSMnx, save_graph_geopackage and ogr2ogr': (data) =>
    ogrCollection(osmnxEdges(data).map(({ key: _key, ...one }) => ({ ...one, properties: asTable(one.properties) }))),
  'Overpass, out geom': (data) => overpass(roadsOf(data).map((road) => overpassWay(data, road, true))),
  'Overpass, out body and nodes': (data) =>
    overpass([
      ...roadsOf(data).map((road) => overpassWay(data, road, false)),
      ...data.nodes.map(({ id, lat, lon }) => ({ type: 'node', id, lat, lon })),
    ]),
  'Overpass turbo': (data) =>
    JSON.stringify(
      {
        type: 'FeatureCollection',
        generator: 'overpass-turbo',
        copyright: 'The data included in this document is from www.openstreetmap.org.',
        features: roadsOf(data).map((road) => {
          const properties = { '@id': `way/${road.id}`, ...road.tags };
          return { type: 'Feature', properties, geometry: lineString(lineOf(data, road)), id: `way/${road.id}` };
        }),
      },
      null,
      2,
    ),
  'HDX, tags in an object': (data) =>
    JSON.stringify({
      type: 'FeatureCollection',
      features: roadsOf(data).map((road) => ({
        type: 'Feature',
        geometry: lineString(lineOf(data, road)),
        properties: { osm_id: road.id, tags: road.tags, changeset: 1, timestamp: '2026-01-01T00:00:00' },
      })),
    }),
  'Geofabrik’s shapefile, ogr2ogr': (data) => ogrCollection(roadsOf(data).map((road) => geofabrikFeature(data, road))),
};

/** A network as stretches from position to position, each with what it says: the same whatever pieces it comes in. */
export function stretchesOf({ nodes, ways }: OsmData): ReadonlySet<string> {
  const at = new Map(nodes.map(({ id, lat, lon }) => [id, `${lat.toFixed(7)} ${lon.toFixed(7)}`]));
  return new Set(
    ways.filter(isRoad).flatMap(({ nodes: ids, tags }) => {
      const { highway, maxspeed = '', name = '', oneway = tags['junction'] === 'roundabout' ? 'yes' : 'no' } = tags;
      const directions = oneway === 'no' ? ['>', '<'] : oneway === '-1' ? ['<'] : ['>'];
      return ids.slice(1).flatMap((id, index) => {
        const [from, to] = [at.get(ids[index] ?? 0), at.get(id)];
        return directions.map((way) => [...(way === '>' ? [from, to] : [to, from]), highway, maxspeed, name].join('|'));
      });
    }),
  );
}

function isRoad({ tags }: OsmWay): boolean {
  return tags['highway'] !== undefined;
}

function roadsOf({ ways }: OsmData): readonly Road[] {
  return ways.filter(isRoad);
}

function lineOf({ nodes }: OsmData, road: Pick<Road, 'nodes'>): readonly Position[] {
  return road.nodes.map((id): Position => {
    const node = nodes[id - 1];
    if (node?.id !== id) throw new Error(`nodes are not numbered from 1 without a gap: ${id}`);
    return [node.lon, node.lat];
  });
}

function lineString(coordinates: readonly Position[]): object {
  return { type: 'LineString', coordinates };
}

function highLines(coordinates: readonly Position[]): object {
  const parts = [coordinates.slice(0, 2), coordinates.slice(1)].filter(({ length }) => length > 1);
  return { type: 'MultiLineString', coordinates: parts.map((part) => part.map((position) => [...position, 0])) };
}

function osmiumCollection(features: readonly object[]): string {
  return `{"type":"FeatureCollection","features":[\n${features.map((one) => JSON.stringify(one)).join(',\n')}\n]}\n`;
}

/** A way that ends where it began may be an area, too: osmium writes both. */
function osmiumFeatures(data: OsmData, road: Road) {
  const coordinates = lineOf(data, road);
  const line = { type: 'Feature', geometry: lineString(coordinates), properties: road.tags };
  const isClosed = road.nodes[0] === road.nodes.at(-1);
  return isClosed ? [line, { ...line, geometry: { type: 'MultiPolygon', coordinates: [[coordinates]] } }] : [line];
}

function sequence(features: readonly object[], before: string): string {
  return features.map((one) => `${before}${JSON.stringify(one)}\n`).join('');
}

function ogrCollection(features: readonly object[]): string {
  const crs = '{ "type": "name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } }';
  const lines = features.map((one) => JSON.stringify(one)).join(',\n');
  return `{\n"type": "FeatureCollection",\n"name": "lines",\n"crs": ${crs},\n"features": [\n${lines}\n]\n}\n`;
}

function ogrFeature(data: OsmData, road: Road, packed: (tags: OsmTags) => string): object {
  const { name, highway, ...others } = road.tags;
  const columns = { osm_id: String(road.id), ...(name === undefined ? {} : { name }), highway, z_order: 3 };
  const properties = Object.keys(others).length === 0 ? columns : { ...columns, other_tags: packed(others) };
  return { type: 'Feature', properties, geometry: lineString(lineOf(data, road)) };
}

function hstore(tags: OsmTags): string {
  const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return Object.entries(tags)
    .map(([key, value]) => `${quoted(key)}=>${quoted(value)}`)
    .join(',');
}

const COLUMNS = { name: null, ref: null, oneway: null, maxspeed: null, junction: null, bridge: null, surface: null };

function qgisFeature(data: OsmData, road: Road, shape: (line: readonly Position[]) => object): object {
  const ids = { full_id: `w${road.id}`, osm_id: String(road.id), osm_type: 'way' };
  return { type: 'Feature', properties: { ...ids, ...COLUMNS, ...road.tags }, geometry: shape(lineOf(data, road)) };
}

/** A directed graph: an edge from node to node for each direction that may be driven, drawn as it is driven. */
function osmnxEdges(data: OsmData) {
  return roadsOf(data).flatMap((road) => {
    const { oneway, ...tags } = road.tags;
    const isBackwards = oneway === '-1';
    const isOneWay = oneway === 'yes' || isBackwards || tags['junction'] === 'roundabout';
    const ids = isBackwards ? road.nodes.toReversed() : road.nodes;
    return ids.slice(1).flatMap((to, index) => {
      const edge = (ends: readonly number[], reversed: boolean) => ({
        key: `(${ends.join(', ')}, 0)`,
        type: 'Feature',
        properties: { osmid: road.id, ...COLUMNS, ...tags, oneway: isOneWay, reversed, length: 108.301_339_227_969_39 },
        geometry: lineString(lineOf(data, { nodes: ends })),
      });
      const ends = [ids[index] ?? 0, to];
      return isOneWay ? [edge(ends, false)] : [edge(ends, false), edge(ends.toReversed(), true)];
    });
  });
}

/** Texts for what is no number; lists as Python writes them, though of one. */
function asTable(properties: Readonly<Record<string, unknown>>): object {
  const cell = (name: string, value: unknown): unknown =>
    name === 'maxspeed' && typeof value === 'string' ? `['${value}']` : (value ?? '');
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, cell(name, value)]));
}

function overpass(elements: readonly object[]): string {
  const osm3s = { timestamp_osm_base: '2026-11-29T12:00:00Z', copyright: 'The data included in this document is …' };
  return JSON.stringify({ version: 0.6, generator: 'Overpass API 0.7.62.1 084b4234', osm3s, elements }, null, 2);
}

function overpassWay(data: OsmData, road: Road, withGeometry: boolean): object {
  const geometry = lineOf(data, road).map(([lon, lat]) => ({ lat, lon }));
  return { type: 'way', id: road.id, nodes: road.nodes, ...(withGeometry ? { geometry } : {}), tags: road.tags };
}

function geofabrikFeature(data: OsmData, road: Road): object {
  const { highway, oneway, maxspeed, name, ref, bridge } = road.tags;
  const direction = oneway === '-1' ? 'T' : oneway === 'yes' || road.tags['junction'] === 'roundabout' ? 'F' : 'B';
  const properties = {
    osm_id: String(road.id),
    code: 5115,
    fclass: highway,
    name: name ?? null,
    ref: ref ?? null,
    oneway: direction,
    maxspeed: Number(maxspeed ?? 0),
    layer: 0,
    bridge: bridge === undefined ? 'F' : 'T',
    tunnel: 'F',
  };
  return { type: 'Feature', properties, geometry: lineString(lineOf(data, road)) };
}
