/** Samples for the specs that read road files. */
import { RoadFileRefused } from '../src/graph/files/road-file-refused.ts';
import type { RoadFileReport } from '../src/graph/files/road-report.ts';
import { roadsFromTexts } from '../src/graph/files/roads-from-files.ts';
import { ROAD_WRITERS } from './road-writers.ts';
import { streetGrid } from './street-grid.ts';

export type Position = readonly number[];

/** Four corners that follow each other. */
export const CORNERS: readonly [Position, Position, Position, Position] = [
  [-59.6, 13.1],
  [-59.59, 13.1],
  [-59.58, 13.1],
  [-59.58, 13.11],
];

/** A feature, whatever is in it. */
export function feature(coordinates: unknown, properties: unknown = { highway: 'residential' }, type = 'LineString') {
  return { type: 'Feature', properties, geometry: { type, coordinates } };
}

/** A collection of them, as text. */
export function fileOf(...features: readonly unknown[]): string {
  return JSON.stringify({ type: 'FeatureCollection', features });
}

/** Reads texts as one import. */
export function read(...texts: readonly string[]) {
  return roadsFromTexts(texts.map((text, at) => ({ name: `file-${at}`, text })));
}

/** Why something was refused. @throws Error when it was not */
export function refusalOf(reading: () => unknown): RoadFileRefused {
  try {
    reading();
  } catch (error) {
    if (error instanceof RoadFileRefused) return error;
    throw error;
  }
  throw new Error('it was taken');
}

/** Records accounted for. */
export function sumOf({ taken, leftOut }: RoadFileReport): number {
  return leftOut.reduce((sum, { count }) => sum + count, taken.records);
}

export const TOWN = streetGrid({ lat: 13.1, lon: -59.59, streets: 9 });

/** The town as a tool writes it. */
export function town(tool: string): string {
  const write = ROAD_WRITERS[tool];
  if (!write) throw new Error(`nobody writes as ${tool}`);
  return write(TOWN);
}
