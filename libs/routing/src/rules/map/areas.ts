/** Areas of the plane: one or more rings, islets included. */
import type { FlatLine } from './map-page.ts';
import { footOn, lineToPlane, type PlanePoint } from './metric.ts';

export type Area = {
  readonly rings: readonly (readonly PlanePoint[])[];
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
};

/** Prepares rings for questions. */
export function prepareArea(flatRings: readonly FlatLine[]): Area {
  const rings = flatRings.map(lineToPlane);
  const all = rings.flat();
  const easts = all.map((point) => point.eastMeters);
  const norths = all.map((point) => point.northMeters);
  return {
    rings,
    west: Math.min(...easts),
    east: Math.max(...easts),
    south: Math.min(...norths),
    north: Math.max(...norths),
  };
}

/** Whether the point is in the area; its border belongs to it. */
export function isIn(area: Area, point: PlanePoint): boolean {
  const { eastMeters, northMeters } = point;
  if (eastMeters < area.west || eastMeters > area.east || northMeters < area.south || northMeters > area.north)
    return false;
  return area.rings.some((ring) => encloses(ring, point));
}

/**
 * Whether a ring encloses a point or the point lies on it: a line from the point to the west crosses it an odd number of times. Exact, for
 * all numbers are whole metres of one island, and their products below 2^53.
 */
function encloses(ring: readonly PlanePoint[], { eastMeters, northMeters }: PlanePoint): boolean {
  let isInside = false;
  let from = ring.at(-1);
  for (const to of ring) {
    if (from) {
      const fromNorth = from.northMeters - northMeters;
      const toNorth = to.northMeters - northMeters;
      // Most sides lie wholly to the north or to the south, and are neither crossed nor touched.
      if (fromNorth * toNorth <= 0) {
        const fromEast = from.eastMeters - eastMeters;
        const toEast = to.eastMeters - eastMeters;
        const turn = fromEast * toNorth - toEast * fromNorth;
        if (turn === 0 && fromEast * toEast <= 0) return true;
        if (fromNorth > 0 !== toNorth > 0 && turn > 0 === toNorth > fromNorth) isInside = !isInside;
      }
    }
    from = to;
  }
  return isInside;
}

/** The square of the distance from a point to the area's border, in square metres. */
export function offBorderSquaredMeters(area: Area, point: PlanePoint): number {
  let least = Number.MAX_SAFE_INTEGER;
  for (const ring of area.rings) {
    let from = ring.at(-1);
    for (const to of ring) {
      if (from) least = Math.min(least, footOn(point, from, to).offSquaredMeters);
      from = to;
    }
  }
  return least;
}
