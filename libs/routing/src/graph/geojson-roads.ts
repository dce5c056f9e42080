/**
 * Reads roads from GeoJSON as OpenStreetMap exports give them (HDX, QGIS): a LineString or MultiLineString with `highway`.
 * Invariants: where two pieces have a coordinate in common there is one junction; a piece that comes twice counts once; what
 * is no road is passed over; the same input gives the same data.
 */
import { z } from 'zod';
import { withCountry } from './country.ts';
import type { OsmData, OsmNode, OsmTags, OsmWay } from './osm-pbf.ts';

/** Why a GeoJSON file is not taken. */
export const GEOJSON_FAULTS = {
  geojson_not_json: 'The file is not JSON.',
  geojson_not_features: 'The file is not a GeoJSON FeatureCollection.',
  geojson_road_invalid: 'A road has no usable line: positions are numbers, longitude before latitude, in degrees.',
  geojson_no_roads: 'The file holds no road: none of its lines has a `highway`.',
} as const;

/** The file is not roads in GeoJSON. */
export class GeoJsonRefused extends Error {
  readonly code: keyof typeof GEOJSON_FAULTS;
  /** Number of the feature at fault, from 0; -1 where it is the whole file. */
  readonly feature: number;

  constructor(code: keyof typeof GEOJSON_FAULTS, feature = -1) {
    super(`${code}: ${GEOJSON_FAULTS[code]}${feature === -1 ? '' : ` Feature ${feature}, from 0.`}`);
    this.name = 'GeoJsonRefused';
    this.code = code;
    this.feature = feature;
  }
}

const collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) });
const properties = z.record(z.string(), z.unknown());
const roadLike = z.object({ type: z.literal('Feature'), properties: properties.nullable(), geometry: z.unknown() });
const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)], z.number());
const line = z.array(position).min(2);
const lines = z.union([
  z.object({ type: z.literal('LineString'), coordinates: line }).transform(({ coordinates }) => [coordinates]),
  z
    .object({ type: z.literal('MultiLineString'), coordinates: z.array(line).min(1) })
    .transform(({ coordinates }) => coordinates),
]);
const drawn = z.object({ type: z.string() });

/** What of a road matters to the engine. */
const ROAD_TAGS = [
  'highway',
  'maxspeed',
  'oneway',
  'name',
  'ref',
  'junction',
  'access',
  'motor_vehicle',
  'surface',
  'bridge',
  'tunnel',
  'layer',
  'lanes',
  'service',
];
const UNITS_PER_DEGREE = 1e7;

type Piece = { readonly tags: OsmTags; readonly lines: readonly (readonly (readonly [number, number])[])[] };

/** The roads of one or more files, joined. @throws GeoJsonRefused */
export function roadsFromGeoJson(files: readonly string[]): OsmData {
  const seen = new Set<string>();
  const pieces = files.flatMap(piecesOf).filter((piece) => {
    const key = JSON.stringify(piece);
    return !seen.has(key) && seen.add(key);
  });
  if (pieces.length === 0) throw new GeoJsonRefused('geojson_no_roads');
  return withCountry(join(pieces));
}

function piecesOf(text: string): Piece[] {
  const parsed = collection.safeParse(toJson(text));
  if (!parsed.success) throw new GeoJsonRefused('geojson_not_features');
  return parsed.data.features.flatMap((feature, at) => pieceOf(feature, at));
}

function pieceOf(feature: unknown, at: number): Piece[] {
  const parsed = roadLike.safeParse(feature);
  if (!parsed.success) throw new GeoJsonRefused('geojson_not_features', at);
  const { properties: all, geometry } = parsed.data;
  if (typeof all?.['highway'] !== 'string') return [];
  const kind = drawn.safeParse(geometry);
  // A bus stop, a square: tagged as a highway, and no road to drive along.
  if (kind.success && ['Point', 'MultiPoint', 'Polygon', 'MultiPolygon'].includes(kind.data.type)) return [];
  const shape = lines.safeParse(geometry);
  if (!shape.success) throw new GeoJsonRefused('geojson_road_invalid', at);
  const tags = Object.fromEntries(ROAD_TAGS.flatMap((name) => tagOf(name, all[name])));
  return [{ tags, lines: shape.data.map((positions) => positions.map(([lon, lat]) => [lon, lat] as const)) }];
}

function tagOf(name: string, value: unknown): [string, string][] {
  const isTag = (typeof value === 'string' && value !== '') || typeof value === 'number';
  return isTag ? [[name, String(value)]] : [];
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GeoJsonRefused('geojson_not_json');
  }
}

function join(pieces: readonly Piece[]): Pick<OsmData, 'nodes' | 'ways'> {
  const nodes: OsmNode[] = [];
  const ids = new Map<string, number>();
  const nodeAt = ([lon, lat]: readonly [number, number]): number => {
    const key = [lon, lat].map((degrees) => Math.round(degrees * UNITS_PER_DEGREE)).join();
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = nodes.length + 1;
    nodes.push({ id, lat, lon });
    ids.set(key, id);
    return id;
  };
  const ways: OsmWay[] = [];
  for (const { tags, lines: parts } of pieces) {
    for (const part of parts) {
      const way = part.map(nodeAt).filter((id, at, all) => id !== all[at - 1]);
      if (way.length > 1) ways.push({ id: ways.length + 1, nodes: way, tags });
    }
  }
  return { nodes, ways };
}
