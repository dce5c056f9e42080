/**
 * The borders between areas that touch: every stretch of border once, whoever it belongs to. Invariant: neighbours have the same corners along
 * their border, as OpenStreetMap's areas have; else a border would come twice, and the input is refused.
 */
import { z } from 'zod';
import type { Position } from './plane.ts';

const closedLine = z
  .array(z.tuple([z.number(), z.number()], z.number()).transform(([lon, lat]): Position => [lon, lat]))
  .min(4);
const polygons = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(closedLine) }).transform((one) => [one.coordinates]),
  z
    .object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(closedLine)) })
    .transform((one) => one.coordinates),
]);
const file = z.object({
  features: z.array(
    z.object({ properties: z.object({ name: z.string(), 'ISO3166-2': z.string() }), geometry: polygons }),
  ),
});

export type Parish = {
  readonly code: string;
  readonly name: string;
  /** Closed rings: an area each. Holes are not expected. */
  readonly rings: readonly (readonly Position[])[];
};

export type Border = {
  /** `shore-lucy`, `lucy-peter`, `islet-peter`. */
  readonly name: string;
  /** Codes of one parish, where it meets the sea, or of two. */
  readonly parishes: readonly string[];
  /** A closed line where it is the whole outline of an islet. */
  readonly line: readonly Position[];
};

/** Reads parishes from GeoJSON, sorted by code. @throws ZodError, and Error for an area with a hole */
export function readParishes(text: string): readonly Parish[] {
  const { features } = file.parse(JSON.parse(text));
  const parishes = features.map(({ properties, geometry }) => {
    if (geometry.some((polygon) => polygon.length !== 1)) throw new Error(`${properties.name} has a hole`);
    return { code: properties['ISO3166-2'], name: properties.name, rings: geometry.flat() };
  });
  return parishes.toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** The borders of all of them, sorted by name. @throws Error where a border belongs to more than two */
export function bordersOf(parishes: readonly Parish[]): readonly Border[] {
  const junctions = junctionsOf(parishes);
  const owners = new Map<string, { line: readonly Position[]; codes: string[] }>();
  for (const { code, rings } of parishes) {
    for (const line of rings.flatMap((corners) => splitAt(corners.slice(0, -1), junctions))) {
      const key = keyOfLine(line);
      const known = owners.get(key) ?? { line, codes: [] };
      known.codes.push(code);
      owners.set(key, known);
    }
  }
  const names = namesOf(parishes, owners);
  const borders = [...owners].map(([key, { line, codes }]) => ({ name: names.get(key) ?? key, parishes: codes, line }));
  return borders.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Corners where three borders meet, or more. */
function junctionsOf(parishes: readonly Parish[]): ReadonlySet<string> {
  const neighbours = new Map<string, Set<string>>();
  for (const corners of parishes.flatMap(({ rings }) => rings)) {
    for (const [at, corner] of corners.slice(1).entries()) {
      const [a, b] = [keyOf(corners[at] ?? corner), keyOf(corner)];
      neighbours.set(a, (neighbours.get(a) ?? new Set()).add(b));
      neighbours.set(b, (neighbours.get(b) ?? new Set()).add(a));
    }
  }
  return new Set([...neighbours].filter(([, others]) => others.size > 2).map(([key]) => key));
}

/** A ring, cut at its junctions; the whole of it, closed, where it has none. */
function splitAt(corners: readonly Position[], junctions: ReadonlySet<string>): Position[][] {
  const first = corners.findIndex((corner) => junctions.has(keyOf(corner)));
  const start = first === -1 ? startOf(corners) : first;
  const ring = [...corners.slice(start), ...corners.slice(0, start)];
  const lines: Position[][] = [];
  for (const [at, corner] of [...ring, ...ring.slice(0, 1)].entries()) {
    lines.at(-1)?.push(corner);
    if (at < ring.length && (at === 0 || junctions.has(keyOf(corner)))) lines.push([corner]);
  }
  return lines;
}

/** A ring without a junction begins at its southernmost corner, wherever the file began it. */
function startOf(corners: readonly Position[]): number {
  const lats = corners.map(([, lat]) => lat);
  return lats.indexOf(Math.min(...lats));
}

function keyOf(position: Position): string {
  return position.join(' ');
}

function keyOfLine(line: readonly Position[]): string {
  const [there, back] = [line, line.toReversed()].map((some) => some.map(keyOf).join());
  return (there ?? '') < (back ?? '') ? (there ?? '') : (back ?? '');
}

function namesOf(
  parishes: readonly Parish[],
  owners: ReadonlyMap<string, { readonly line: readonly Position[]; readonly codes: readonly string[] }>,
): ReadonlyMap<string, string> {
  const slugs = new Map(parishes.map(({ code, name }) => [code, slug(name)]));
  const counts = new Map<string, number>();
  const named = [...owners].map(([key, { line, codes }]) => {
    if (codes.length > 2) throw new Error(`a border belongs to ${codes.join(', ')}`);
    const isIslet = keyOf(line[0] ?? [0, 0]) === keyOf(line.at(-1) ?? [0, 0]);
    const sides = codes.map((code) => slugs.get(code) ?? code).toSorted();
    const name = codes.length === 2 ? sides.join('-') : `${isIslet ? 'islet' : 'shore'}-${sides.join('-')}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [key, count === 1 ? name : `${name}-${count}`] as const;
  });
  return new Map(named);
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/^saint /, '')
    .replaceAll(' ', '-');
}
