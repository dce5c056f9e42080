import type { LatLon } from '../rules/map/map-page.ts';

/** Who answers, over which roads. */
export type EngineAbout = {
  /** `valhalla`: the road engine. `matrix`: the table of distances that phones have too. */
  readonly method: 'valhalla' | 'matrix';
  readonly graphVersion: string;
  /** By how much nine distances of ten on its roads may be off, in percent. */
  readonly tolerancePercent: number;
  /** The line on a map is not the road's true shape. */
  readonly schematic: boolean;
};

/** Roads that are shut: stretches of the skeleton, and points on the road for an engine that knows more roads. */
export type ClosedRoads = {
  readonly edges: readonly string[];
  readonly points: readonly LatLon[];
};

/** An area that a way keeps out of, as a ring of corners. */
export type AvoidedArea = readonly LatLon[];

export const NOTHING_CLOSED: ClosedRoads = { edges: [], points: [] };

export type EngineRoute = {
  readonly about: EngineAbout;
  readonly distanceMeters: number;
  readonly durationSeconds: number;
  /** By how much nine distances of ten may be off. */
  readonly toleranceMeters: number;
  /** From point to point. */
  readonly line: readonly LatLon[];
};

/** One cell of a matrix; null where there is no way. */
export type EngineLeg = { readonly distanceMeters: number; readonly durationSeconds: number } | null;

export type EngineMatrix = {
  readonly about: EngineAbout;
  /** A row for each source, in it a cell for each target. */
  readonly legs: readonly (readonly EngineLeg[])[];
};

type Polygon = readonly (readonly LatLon[])[];

export type EngineIsochrone = {
  readonly about: EngineAbout;
  /** Each a number of polygons: an outer ring, and rings of what cannot be reached within it. */
  readonly contours: readonly { readonly minutes: number; readonly polygons: readonly Polygon[] }[];
};

export type EngineMatch = {
  readonly about: EngineAbout;
  readonly distanceMeters: number;
  readonly line: readonly LatLon[];
  /** Names and numbers of the roads, in the order driven. */
  readonly roads: readonly string[];
  /** Points of the trail that lie on no road. */
  readonly unmatchedPoints: number;
  /** From each point of the trail to the next; null beside a point that lies on no road. */
  readonly legMeters: readonly (number | null)[];
};

/** Why an engine has no answer. */
export const ENGINE_CODES = {
  no_way: 'There is no way between these points.',
  trail_off_roads: 'The trail does not follow any road.',
  engine_cannot: 'The road engine does not run on this server; only distances are answered.',
} as const;

export type EngineRefusal = { readonly refused: keyof typeof ENGINE_CODES };

export type MatrixRequest = {
  readonly sources: readonly LatLon[];
  readonly targets: readonly LatLon[];
  readonly closed: ClosedRoads;
};

/** Answers about roads. Points are on the island: callers have looked. */
export abstract class RoadEngine {
  abstract about(): Promise<EngineAbout>;
  /** The way through all points, in their order, outside of `avoid`. */
  abstract route(
    points: readonly LatLon[],
    closed: ClosedRoads,
    avoid?: readonly AvoidedArea[],
  ): Promise<EngineRoute | EngineRefusal>;
  /** Distance and time from each source to each target. */
  abstract matrix(request: MatrixRequest): Promise<EngineMatrix>;
  /** How far a car gets in so many minutes. */
  abstract isochrone(
    from: LatLon,
    minutes: readonly number[],
    closed: ClosedRoads,
  ): Promise<EngineIsochrone | EngineRefusal>;
  /** The roads under a trail without gaps. */
  abstract match(trail: readonly LatLon[]): Promise<EngineMatch | EngineRefusal>;
  /** Which of these stretches of the skeleton it cannot find among its own roads, so that closing them closes nothing. */
  abstract unplaced(edges: readonly string[]): Promise<readonly string[]>;
  /** Lets go of what it runs. It may be asked again. */
  abstract close(): Promise<void>;
}
