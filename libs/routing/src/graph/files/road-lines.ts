/** The lines of a record: positions in degrees, longitude first, in one or several parts. */
import { ROUTING_LIMITS } from '../../limits.ts';
import type { LeftOutReason } from './road-report.ts';

export type Position = readonly [lon: number, lat: number];
export type Lines = { readonly lines: readonly (readonly Position[])[]; readonly brokenParts: number };

const NOT_LINES = new Set(['Point', 'MultiPoint', 'Polygon', 'MultiPolygon']);

/** The lines of a GeoJSON geometry, or why there is none. A broken part of several costs itself alone. */
export function linesOf(geometry: unknown): Lines | LeftOutReason {
  if (!isRecord(geometry) || typeof geometry['type'] !== 'string') return 'no_geometry';
  const { type, coordinates, geometries } = geometry;
  if (type === 'GeometryCollection' && Array.isArray(geometries)) return joined(geometries.map(linesOf));
  if (NOT_LINES.has(type)) return 'not_a_line';
  if (!Array.isArray(coordinates) || coordinates.length === 0) return 'no_geometry';
  if (type === 'LineString') return joined([lineOf(coordinates)]);
  return type === 'MultiLineString' ? joined(coordinates.map(lineOf)) : 'not_a_line';
}

/** The line through these positions, or why there is none. */
export function lineOf(positions: unknown): Lines | LeftOutReason {
  if (!Array.isArray(positions)) return 'position_invalid';
  const line: Position[] = [];
  for (const position of positions as readonly unknown[]) {
    const [lon, lat] = Array.isArray(position) ? (position as readonly unknown[]) : [];
    if (!isDegrees(lon) || !isDegrees(lat)) return 'position_invalid';
    const last = line.at(-1);
    if (last?.[0] !== lon || last[1] !== lat) line.push([lon, lat]);
  }
  if (line.length < 2) return 'line_too_short';
  if (line.some(isInBarbados)) return { lines: [line], brokenParts: 0 };
  if (line.some(([lon, lat]) => isInBarbados([lat, lon]))) return 'positions_swapped';
  return line.every(([, lat]) => Math.abs(lat) <= 90) ? 'not_in_barbados' : 'position_invalid';
}

function joined(parts: readonly (Lines | LeftOutReason)[]): Lines | LeftOutReason {
  const whole = parts.filter((part) => typeof part !== 'string');
  const reasons = parts.filter((part) => typeof part === 'string');
  if (whole.length === 0) return reasons.find((reason) => reason !== 'not_a_line') ?? reasons[0] ?? 'no_geometry';
  const brokenParts = whole.reduce((sum, part) => sum + part.brokenParts, reasons.length);
  return { lines: whole.flatMap(({ lines }) => lines), brokenParts };
}

function isDegrees(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 180;
}

function isInBarbados([lon, lat]: Position): boolean {
  const { latDegreesMin, latDegreesMax, lonDegreesMin, lonDegreesMax } = ROUTING_LIMITS;
  return lat >= latDegreesMin && lat <= latDegreesMax && lon >= lonDegreesMin && lon <= lonDegreesMax;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
