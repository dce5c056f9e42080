/**
 * Where Bimride drives: all of Barbados, and a little beyond its shores, for piers and beaches. Phones and servers ask the same
 * outline, by the map page for a quote and by a row of its own for a booking. Invariant: it holds exactly the points that `locate` finds.
 */
import { isIn, offBorderSquaredMeters, prepareArea, type Area } from './areas.ts';
import { pointFault } from './point-fault.ts';
import type { MapPage, LatLon, MapArea } from './map-page.ts';
import { pointToPlane, type PlanePoint } from './metric.ts';
import { ringsOf } from './step-line.ts';

/** An operating area, ready for questions. */
export type OperatingArea = {
  readonly name: string;
  readonly outline: Area;
  /** Metres beyond the outline up to which points belong to it, too. */
  readonly shoreToleranceMeters: number;
};

// The first pages had the outlines of the parishes alone, up to 450 m off.
const FIRST_SHORE_TOLERANCE_METERS = 500;

/** The operating area of a page. */
export function operatingAreaOf(page: MapPage): OperatingArea {
  if (page.format !== undefined) return prepareOperatingArea(page.area);
  const outline = prepareArea(page.parishes.flatMap(({ rings }) => rings));
  return { name: 'Barbados', outline, shoreToleranceMeters: FIRST_SHORE_TOLERANCE_METERS };
}

/** Makes an area ready. @throws Error when its shores do not join */
export function prepareOperatingArea({ name, shores, shoreToleranceMeters }: MapArea): OperatingArea {
  return { name, outline: prepareArea(ringsOf(shores)), shoreToleranceMeters };
}

/** Whether a car may come or go here, zones aside. */
export function isInOperatingArea(area: OperatingArea, point: LatLon): boolean {
  return pointFault(point) === null && holds(area, pointToPlane(point));
}

/** The same for a point that is near Barbados. */
export function holds({ outline, shoreToleranceMeters }: OperatingArea, point: PlanePoint): boolean {
  return isIn(outline, point) || offBorderSquaredMeters(outline, point) <= shoreToleranceMeters * shoreToleranceMeters;
}
