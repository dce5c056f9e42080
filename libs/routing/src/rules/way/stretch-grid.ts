/**
 * Which stretches of road can be among the nearest to a point, by square of the plane: so that a distance does not ask
 * all of them. Invariant: for every point of a square, its `snapEdgesMax` nearest stretches are in the square's list.
 */
import { ROUTING_LIMITS } from '../../limits.ts';
import { footOn, wholeRoot, type PlanePoint } from '../map/metric.ts';

const SQUARE_METERS = 1_000;
// Nobody in a square is farther than this from its middle: half its diagonal, and some for rounding to whole metres.
const REACH_METERS = 720;
const MARGIN_SQUARES = 2;

export type StretchEnds = { readonly aPoint: PlanePoint; readonly bPoint: PlanePoint };

export type StretchGrid = {
  readonly westMeters: number;
  readonly southMeters: number;
  readonly columns: number;
  /** Indexes of stretches, square by square, row by row from the south-west. */
  readonly squares: readonly (readonly number[])[];
};

/** Lays squares over the stretches. */
export function layGrid(stretches: readonly StretchEnds[]): StretchGrid {
  const ends = stretches.flatMap(({ aPoint, bPoint }) => [aPoint, bPoint]);
  const east = span(ends.map((point) => point.eastMeters));
  const north = span(ends.map((point) => point.northMeters));
  const squares = Array.from({ length: east.squares * north.squares }, (_, index) =>
    nearMiddle(stretches, {
      eastMeters: east.leastMeters + ((index % east.squares) + 0.5) * SQUARE_METERS,
      northMeters: north.leastMeters + (Math.floor(index / east.squares) + 0.5) * SQUARE_METERS,
    }),
  );
  return { westMeters: east.leastMeters, southMeters: north.leastMeters, columns: east.squares, squares };
}

/** The stretches to ask about a point, in the order of the page; null where the grid does not reach. */
export function candidates(grid: StretchGrid, point: PlanePoint): readonly number[] | null {
  const column = Math.floor((point.eastMeters - grid.westMeters) / SQUARE_METERS);
  const row = Math.floor((point.northMeters - grid.southMeters) / SQUARE_METERS);
  if (column < 0 || column >= grid.columns || row < 0) return null;
  return grid.squares[row * grid.columns + column] ?? null;
}

function nearMiddle(stretches: readonly StretchEnds[], middle: PlanePoint): number[] {
  const offMeters = stretches.map(({ aPoint, bPoint }) => wholeRoot(footOn(middle, aPoint, bPoint).offSquaredMeters));
  const sorted = [...offMeters].sort((a, b) => a - b);
  const most = (sorted[ROUTING_LIMITS.snapEdgesMax - 1] ?? Number.MAX_SAFE_INTEGER) + 2 * REACH_METERS;
  return [...offMeters.keys()].filter((index) => (offMeters[index] ?? 0) <= most);
}

function span(values: readonly number[]): { leastMeters: number; squares: number } {
  const least = Math.min(...values) - MARGIN_SQUARES * SQUARE_METERS;
  const most = Math.max(...values) + MARGIN_SQUARES * SQUARE_METERS;
  return { leastMeters: least, squares: Math.ceil((most - least) / SQUARE_METERS) };
}
