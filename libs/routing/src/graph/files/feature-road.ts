/** A feature of GeoJSON as a piece of road. */
import type { OsmTags } from '../osm-pbf.ts';
import { BROKEN } from './json-records.ts';
import { isRecord, linesOf, type Position } from './road-lines.ts';
import type { Ignored, NoRoad } from './road-report.ts';
import { roadTagsOf } from './road-tags.ts';

/** A record that is a road: one or several lines with the same tags. */
export type RoadPiece = {
  readonly kind: 'piece';
  readonly tags: OsmTags;
  readonly lines: readonly (readonly Position[])[];
  readonly ignored: readonly Ignored[];
};

/** Reads a feature. */
export function featureRoad(feature: unknown): RoadPiece | NoRoad {
  if (feature === BROKEN) return { kind: 'left_out', reason: 'broken' };
  if (!isRecord(feature) || feature['type'] !== 'Feature') return { kind: 'left_out', reason: 'not_a_feature' };
  const { properties, geometry } = feature;
  return roadPiece(isRecord(properties) ? properties : {}, () => linesOf(geometry));
}

/** A piece of road with these properties and lines, or why it is none: its class decides first. */
export function roadPiece(
  properties: Readonly<Record<string, unknown>>,
  lines: () => ReturnType<typeof linesOf>,
): RoadPiece | NoRoad {
  const road = roadTagsOf(properties);
  if (road.kind === 'left_out') return road;
  const found = lines();
  if (typeof found === 'string') return { kind: 'left_out', reason: found };
  const broken = Array.from({ length: found.brokenParts }, (): Ignored => ({ part: 'part_broken' }));
  return { kind: 'piece', tags: road.tags, lines: found.lines, ignored: [...road.ignored, ...broken] };
}

/** What the file calls a feature: an id of its own, or its number from 1. */
export function nameOf(feature: unknown, index: number): string {
  const number = `number ${index + 1}`;
  if (!isRecord(feature)) return number;
  const properties = isRecord(feature['properties']) ? feature['properties'] : {};
  const ids = [feature['id'], ...['full_id', '@id', 'osm_id', 'osmid'].map((name) => properties[name])];
  const id = ids.find((one) => typeof one === 'string' || typeof one === 'number');
  return id === undefined ? number : String(id);
}
