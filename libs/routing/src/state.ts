/**
 * What routing knows, as plain values. Invariants: a property is never undefined; coordinates are whole microdegrees, times
 * milliseconds since 1970 by the server's clock; what has begun to be in force is never changed backwards, only ended.
 */
import type { FlatLine, MapArea, MapZoneKind } from './rules/map/map-page.ts';

export type MicroPoint = { readonly latMicrodegrees: number; readonly lonMicrodegrees: number };

/** A place with a name. */
export type Place = MicroPoint & {
  readonly placeId: string;
  readonly name: string;
  readonly kind: string;
  /** Code of its parish. */
  readonly parish: string;
  readonly approximate: boolean;
};

/** A dated area. */
export type Zone = {
  readonly zoneId: string;
  readonly kind: MapZoneKind;
  readonly name: string;
  readonly reason: string;
  readonly rings: readonly FlatLine[];
  readonly fromMs: number;
  readonly toMs: number | null;
  /** Nobody has confirmed it. */
  readonly assumed: boolean;
};

/** An area where nobody is picked up, as the list of all of them holds it. */
export type NoPickupZone = Pick<Zone, 'zoneId' | 'name' | 'reason' | 'rings' | 'fromMs' | 'toMs'>;

/** All areas where nobody is picked up, in force or to come, in one row: so that a booking can ask for them by key. */
export type NoPickupList = { readonly listId: string; readonly zones: readonly NoPickupZone[] };

/** What one zone (`zone/<id>`) or closure (`closure/<id>`) adds to the map page, in bytes as it is packed, and when it is on it. */
export type LoadedRow = {
  readonly id: string;
  readonly bytes: number;
  readonly fromMs: number;
  readonly toMs: number | null;
};

/** What all zones and closures, in force or to come, add to the map page, in one row: so that none is set that it has no room for. */
export type MapLoad = { readonly loadId: string; readonly rows: readonly LoadedRow[] };

/** Where cars drive, in one row: so that a booking can ask for it by key. */
export type AreaRow = MapArea & { readonly areaId: string };

/** Roads that are shut. */
export type Closure = {
  readonly closureId: string;
  readonly reason: string;
  readonly edges: readonly string[];
  readonly points: readonly MicroPoint[];
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly openedAtMs: number;
  readonly liftedAtMs: number | null;
};
