/**
 * A line with as few of its corners as it takes for no part of it to be farther than a tolerance from where it was (Imai and Iri, 1988).
 * As the old line goes from one end of each new stretch to the other within the tolerance, no part of the new line is farther from the
 * old one either.
 */
import { offSegment, toMetres, type Metres, type Position } from './plane.ts';

// A stretch that fails for so many corners in a row has left the tolerance for good: a border turns, it does not come back.
const FAILURES_IN_A_ROW_MAX = 60;

/** Indexes of the corners to keep, the ends among them. A closed line keeps the corner farthest from its ends, too. */
export function fewestCorners(line: readonly Position[], toleranceMeters: number): readonly number[] {
  const points = line.map(toMetres);
  const [first, last] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]];
  if (first[0] !== last[0] || first[1] !== last[1]) return fewest(points, toleranceMeters);
  const away = points.map((point) => Math.hypot(point[0] - first[0], point[1] - first[1]));
  const farthest = away.indexOf(Math.max(...away));
  const there = fewest(points.slice(0, farthest + 1), toleranceMeters);
  const back = fewest(points.slice(farthest), toleranceMeters);
  return [...there, ...back.slice(1).map((at) => farthest + at)];
}

function fewest(points: readonly Metres[], toleranceMeters: number): number[] {
  const corners = points.map((_, at) => (at === 0 ? 0 : Number.MAX_SAFE_INTEGER));
  const before = points.map(() => 0);
  for (const from of points.keys()) {
    let failures = 0;
    for (let to = from + 1; to < points.length && failures < FAILURES_IN_A_ROW_MAX; to += 1) {
      if (!isWithin(points, { from, to, toleranceMeters })) failures += 1;
      else {
        failures = 0;
        if ((corners[from] ?? 0) + 1 < (corners[to] ?? 0)) {
          corners[to] = (corners[from] ?? 0) + 1;
          before[to] = from;
        }
      }
    }
  }
  const kept = [points.length - 1];
  while (kept[0] !== 0) kept.unshift(before[kept[0] ?? 0] ?? 0);
  return kept;
}

type Stretch = { readonly from: number; readonly to: number; readonly toleranceMeters: number };

function isWithin(points: readonly Metres[], { from, to, toleranceMeters }: Stretch): boolean {
  const [start, end] = [points[from], points[to]];
  if (!start || !end) return false;
  for (let at = from + 1; at < to; at += 1) {
    const point = points[at];
    if (point && offSegment(point, start, end) > toleranceMeters) return false;
  }
  return true;
}
