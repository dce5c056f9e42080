/**
 * Where Bimride drives: an object of its own, made of the map page alone and as old as it (`mapVersion`). Invariant: it holds
 * exactly the points that `locate` finds.
 */
import { ROUTING_LIMITS } from '../../limits.ts';
import { locate } from './locate.ts';
import type { FlatLine, LatLon, MapPage } from './map-page.ts';
import type { RoadMap } from './road-map.ts';

export type OperatingArea = {
  readonly name: string;
  readonly mapVersion: string;
  /** The land, parish by parish: they touch and do not overlap. Their borders belong to the area. */
  readonly rings: readonly FlatLine[];
  /** Metres beyond a drawn shore up to which points belong to it, too. */
  readonly shoreToleranceMeters: number;
};

/** The operating area of a page: all of Barbados. */
export function operatingAreaOf({ mapVersion, parishes }: MapPage): OperatingArea {
  const rings = parishes.flatMap((parish) => parish.rings);
  return { name: 'Barbados', mapVersion, rings, shoreToleranceMeters: ROUTING_LIMITS.shoreToleranceMeters };
}

/** Whether a car may come or go here, zones aside. */
export function isInOperatingArea(map: RoadMap, point: LatLon): boolean {
  return locate(map, point).kind === 'located';
}
