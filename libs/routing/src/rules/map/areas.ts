/** Areas of the plane: one or more rings, islets included. */
import pointInPolygon from 'point-in-polygon-hao';
import type { FlatLine } from './map-page.ts';
import { footOn, lineToPlane, type PlanePoint } from './metric.ts';

export type Area = {
  readonly rings: readonly (readonly PlanePoint[])[];
  /** Each ring as the polygon library wants it: closed, east before north. */
  readonly polygons: readonly (readonly [number, number][][])[];
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
    polygons: rings.map((ring) => [closed(ring)]),
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
  return area.polygons.some(
    (polygon) => pointInPolygon([eastMeters, northMeters], polygon as [number, number][][]) !== false,
  );
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

function closed(ring: readonly PlanePoint[]): [number, number][] {
  const corners = ring.map(({ eastMeters, northMeters }): [number, number] => [eastMeters, northMeters]);
  return corners[0] ? [...corners, corners[0]] : corners;
}
