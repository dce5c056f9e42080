/**
 * The map page: all a phone needs to know of the roads and places of Barbados without a network.
 *
 * Invariants: a plain JSON document; every coordinate is an integer in microdegrees (WGS 84), every length an integer in
 * metres, every time in milliseconds since 1970; a page never changes once it is published: other contents are another
 * `mapVersion`. What nobody has confirmed carries `assumed: true`, and is shown so.
 */

/** Where the coordinates come from: shown wherever they are shown. */
export const MAP_ATTRIBUTION = '© OpenStreetMap contributors';

/** A ring or line: longitude, latitude, longitude, latitude, … in microdegrees. A ring ends where it began, unsaid. */
export type FlatLine = readonly number[];

export type MapPlace = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** Code of the parish, `BB-01` to `BB-11`. */
  readonly parish: string;
  readonly latMicrodegrees: number;
  readonly lonMicrodegrees: number;
  /** Known to about 300 m only, and from no free file. */
  readonly approximate: boolean;
};

/**
 * A line as steps: longitude and latitude of its first corner, then from each corner to the next, in units of ten microdegrees (1.1 m). One
 * that ends where it began is a ring by itself.
 */
export type StepLine = readonly number[];

/** A parish. */
export type MapParish = {
  /** `BB-01` to `BB-11`. */
  readonly code: string;
  readonly name: string;
};

/** Where cars drive: what is enclosed by these shores, and what lies no farther from them than the tolerance. */
export type MapArea = {
  readonly name: string;
  /** Lines that join to rings, with fewer corners than the borders have. */
  readonly shores: readonly StepLine[];
  readonly shoreToleranceMeters: number;
};

/** An area with a meaning for routing: `weak_coverage` is where phones are often out of contact, `slow` where cars creep. */
export type MapZoneKind = 'no_pickup' | 'weak_coverage' | 'slow';

/** A dated area. In force from `fromMs` on, and before `toMs` (null: no end is known). */
export type MapZone = {
  readonly id: string;
  readonly kind: MapZoneKind;
  readonly name: string;
  readonly reason: string;
  readonly rings: readonly FlatLine[];
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly assumed: boolean;
};

/**
 * Roads shut: stretches of the skeleton (`BATH-CATT`), and points on the road for a road engine that knows more roads.
 * In force from `fromMs` on, and before `toMs` (null: until lifted).
 */
export type MapClosure = {
  readonly id: string;
  readonly reason: string;
  readonly edges: readonly string[];
  readonly points: readonly { readonly latMicrodegrees: number; readonly lonMicrodegrees: number }[];
  readonly fromMs: number;
  readonly toMs: number | null;
};

export type MapNode = {
  readonly id: string;
  readonly name: string;
  readonly latMicrodegrees: number;
  readonly lonMicrodegrees: number;
};

/** A stretch of road between two nodes, driven both ways. Its id is `<from>-<to>`. */
export type MapEdge = {
  readonly from: string;
  readonly to: string;
  readonly meters: number;
};

/** What every form of the page has. */
type MapContents = {
  readonly page: 'map';
  readonly mapVersion: string;
  readonly graphVersion: string;
  readonly attribution: string;
  /** How far an outline may be from the true border or shore, in metres. */
  readonly outlineToleranceMeters: number;
  readonly places: readonly MapPlace[];
  readonly zones: readonly MapZone[];
  readonly closures: readonly MapClosure[];
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
};

/** How the ruler measures that fares stand on. */
export type MapRuler = {
  /** What a metre of crow counts off the stretches, in percent. */
  readonly offRoadPercent: number;
  /** By how much nine distances of ten may be off, in percent of their metres on stretches, and of their others. */
  readonly roadTolerancePercent: number;
  readonly offRoadTolerancePercent: number;
};

/** The page as it is published. */
export type CurrentMapPage = MapContents & {
  readonly format: 2;
  readonly ruler: MapRuler;
  readonly area: MapArea;
  /** Each border once: of two parishes, or of one where it meets the sea. */
  readonly borders: readonly StepLine[];
  /** Around each parish the borders that join to its rings, by their index. */
  readonly parishes: readonly (MapParish & { readonly borders: readonly number[] })[];
};

/**
 * The page as it was published in November 2026. Fares that were made with one are run again with it, and must come out as they
 * did: nothing that is asked of it may change.
 */
export type FirstMapPage = MapContents & {
  readonly format?: undefined;
  /** A ring for each piece of land. */
  readonly parishes: readonly (MapParish & { readonly rings: readonly FlatLine[] })[];
  /**
   * Metres by road between every two nodes, without closures: the triangle above the diagonal, row by row in the order
   * of `nodes` (0–1, 0–2, …, 1–2, …). The way back is as long.
   */
  readonly distancesMeters: readonly number[];
};

/** A page of any time. */
export type MapPage = CurrentMapPage | FirstMapPage;

/** Whether something is a page of a form that is known here. A newer one is not: who cannot read it is to say so. */
export function isMapPage(content: object): content is MapPage {
  const { page, format, distancesMeters, ruler } = content as Partial<
    Record<keyof CurrentMapPage | keyof FirstMapPage, unknown>
  >;
  return page === 'map' && (format === undefined ? distancesMeters !== undefined : format === 2 && ruler !== undefined);
}

/** A point as people and devices give it: degrees. */
export type LatLon = { readonly lat: number; readonly lon: number };

/** Why a point or a trip is not answered, and what each means to a person. */
export const ROUTING_CODES = {
  point_invalid: 'This is not a point on Earth.',
  lat_lon_swapped: 'Latitude and longitude are swapped.',
  point_outside_island: 'This point is not in Barbados.',
  point_at_sea: 'This point is at sea.',
  trip_zero_length: 'The trip ends where it begins.',
  no_way: 'With the roads that are closed there is no way.',
} as const;
export type RoutingCode = keyof typeof ROUTING_CODES;

/**
 * How a distance was found: by the ruler; around closures; and on a first page, looked up in its table, or as a short way within a neighbourhood.
 */
export type DistanceMethod = 'ruler' | 'detour' | 'matrix' | 'neighbourhood';

export type RoadDistance = {
  readonly distanceMeters: number;
  /** The true way is within this of `distanceMeters`, nine times in ten. */
  readonly toleranceMeters: number;
  readonly graphVersion: string;
  readonly mapVersion: string;
  readonly method: DistanceMethod;
};
