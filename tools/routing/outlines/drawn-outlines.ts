/** Outlines as they ship: borders with few corners, in whole steps of a grid. */
import { fewestCorners } from './fewest-corners.ts';
import type { Border } from './parish-borders.ts';
import { cross, offSegment, toMetres, type Metres, type Position } from './plane.ts';

/** How far drawn borders may be off, before the corners go to the grid. */
export const DRAWN = {
  inlandMeters: 2,
  shoreMeters: 9.2,
  /**
   * The outline that bookings ask, of the shores alone. It may cross itself at a narrow spit: a point that comes out on the wrong side lies between
   * the shore and what was drawn of it, and so no farther from the latter than this.
   */
  areaMeters: 40,
  /** A grid of 10 microdegrees, about 1.1 m. */
  unitsPerDegree: 100_000,
} as const;

export type DrawnLine = { readonly name: string; readonly corners: readonly Position[]; readonly offMeters: number };
export type DrawnOutlines = { readonly borders: readonly DrawnLine[]; readonly shores: readonly DrawnLine[] };

/** Draws them. @throws Error when drawn borders cross: a smaller tolerance is needed */
export function drawOutlines(borders: readonly Border[]): DrawnOutlines {
  const drawn = borders.map(({ name, line, parishes }) =>
    drawLine(name, line, parishes.length === 2 ? DRAWN.inlandMeters : DRAWN.shoreMeters),
  );
  const shores = borders
    .filter(({ parishes }) => parishes.length === 1)
    .map(({ name, line }) => drawLine(name, line, DRAWN.areaMeters));
  refuseCrossing(drawn);
  return { borders: drawn, shores };
}

function drawLine(name: string, line: readonly Position[], toleranceMeters: number): DrawnLine {
  const corners = fewestCorners(line, toleranceMeters)
    .flatMap((at) => line.slice(at, at + 1))
    .map(onGrid)
    .filter((corner, at, all) => at === 0 || corner.join() !== all[at - 1]?.join());
  return { name, corners, offMeters: offLine(line.map(toMetres), corners.map(toMetres)) };
}

/** The farthest that a corner of one line is from the other. */
function offLine(line: readonly Metres[], drawn: readonly Metres[]): number {
  const off = (point: Metres): number =>
    Math.min(...drawn.slice(1).map((to, at) => offSegment(point, drawn[at] ?? to, to)));
  return Math.max(...line.map(off));
}

function onGrid([lon, lat]: Position): Position {
  const step = (degrees: number): number => Math.round(degrees * DRAWN.unitsPerDegree) / DRAWN.unitsPerDegree;
  return [step(lon), step(lat)];
}

function refuseCrossing(lines: readonly DrawnLine[]): void {
  const stretches = lines.flatMap(({ name, corners }) => {
    const points = corners.map(toMetres);
    return points.slice(1).map((to, at) => ({ name, ends: [points[at] ?? to, to] as const }));
  });
  for (const [at, a] of stretches.entries()) {
    const b = stretches.slice(at + 1).find((other) => cross(a.ends, other.ends));
    if (b) throw new Error(`drawn borders cross: ${a.name} and ${b.name}`);
  }
}
