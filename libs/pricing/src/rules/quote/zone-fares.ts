/** Fares from one area to another: which row of the table speaks of a trip. */
import type { Tariff, TariffArea, ZoneFare } from '../tariff.ts';
import type { Point, Trip } from './trip.ts';

// A flat island: the scale of 13.19° N, its middle. Off by less than 0.1 %, and exact arithmetic on every engine.
const METERS_PER_LAT_DEGREE = 110_632;
const METERS_PER_LON_DEGREE = 108_402;
const MICRODEGREES = 1_000_000;

/** The rows of the table that speak of a trip's first leg. */
export interface ZoneFares {
  /** What it costs instead of what the lines say. */
  readonly fare: ZoneFare | null;
  /** The most it may cost. */
  readonly cap: ZoneFare | null;
}

const NONE: ZoneFares = { fare: null, cap: null };

/** The rows for a trip; the cheapest where areas overlap, then the first by id. */
export function zoneFaresOf(tariff: Tariff, trip: Pick<Trip, 'pickup' | 'dropoff'>): ZoneFares {
  if (tariff.zoneFares.length === 0) return NONE;
  const from = areasAt(tariff.areas, trip.pickup);
  if (from.length === 0) return NONE;
  const to = areasAt(tariff.areas, trip.dropoff);
  if (to.length === 0) return NONE;
  const rows = tariff.zoneFares.filter((row) => speaksOf(row, from, to));
  return { fare: cheapest(rows, 'fare'), cap: cheapest(rows, 'cap') };
}

function cheapest(rows: readonly ZoneFare[], use: ZoneFare['use']): ZoneFare | null {
  let best: ZoneFare | null = null;
  for (const row of rows) if (row.use === use && (best === null || isBefore(row, best))) best = row;
  return best;
}

function speaksOf(row: ZoneFare, from: readonly string[], to: readonly string[]): boolean {
  if (from.includes(row.from) && to.includes(row.to)) return true;
  return row.bothWays && from.includes(row.to) && to.includes(row.from);
}

function isBefore(a: ZoneFare, b: ZoneFare): boolean {
  return a.cents < b.cents || (a.cents === b.cents && a.rowId < b.rowId);
}

const NOWHERE: readonly string[] = [];

function areasAt(areas: readonly TariffArea[], point: Point): readonly string[] {
  let found: string[] | null = null;
  for (const area of areas) if (isIn(area, point)) (found ??= []).push(area.areaId);
  return found ?? NOWHERE;
}

function isIn(area: TariffArea, point: Point): boolean {
  const north = metersOf(point.lat - area.lat, METERS_PER_LAT_DEGREE);
  const east = metersOf(point.lon - area.lon, METERS_PER_LON_DEGREE);
  return north * north + east * east <= area.radiusMeters * area.radiusMeters;
}

function metersOf(degrees: number, scale: number): number {
  return Math.round((Math.round(degrees * MICRODEGREES) * scale) / MICRODEGREES);
}
