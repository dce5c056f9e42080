/**
 * The roads under a trail, laid piece by piece. An engine that takes the next fix for a place a little farther back leads to the end of the
 * road and round again, kilometres that nobody drove. So a leg that no car can have driven between two places is
 * cut out, its ends are matched by themselves, and the leg counts with the straight line: a car drove at least that.
 *
 * Invariant: no leg of the answer is longer than what `isDrivable` allows.
 */
import type { LatLon } from '../rules/map/map-page.ts';
import { metersAlong } from '../rules/trail/moving-trail.ts';
import type { EngineMatch, EngineRefusal, RoadEngine } from './road-engine.ts';

export const LEG_LIMITS = {
  /** A road between two places of a trail is at most so many times the straight line, and some metres: a bend, the other carriageway. */
  timesCrowMax: 3,
  extraMetersMax: 100,
  /** How often pieces are cut again. What cannot be laid then lies on no road. */
  cutsMax: 3,
} as const;

export type LaidTrail = {
  readonly matches: readonly EngineMatch[];
  /** Along roads, and straight over what was cut. */
  readonly distanceMeters: number;
  /** Places that lie on no road. */
  readonly offRoadPoints: number;
};

/** Lays a trail of two places or more. */
export async function trailOnRoads(
  engine: RoadEngine,
  places: readonly LatLon[],
  cutsLeft: number = LEG_LIMITS.cutsMax,
): Promise<LaidTrail | EngineRefusal> {
  const match = await engine.match(places);
  if ('refused' in match) return match;
  const legs = match.legMeters.map((meters, at) => ({ meters, crow: metersAlong(places.slice(at, at + 2)) }));
  const cuts = legs.flatMap((leg, at) => (isDrivable(leg) ? [] : [at + 1]));
  if (cuts.length === 0) {
    return { matches: [match], distanceMeters: match.distanceMeters, offRoadPoints: match.unmatchedPoints };
  }
  if (cutsLeft === 0) return offRoads(places);
  const pieces = [0, ...cuts].map((from, at) => places.slice(from, cuts[at] ?? places.length));
  const laid = await Promise.all(pieces.map((piece) => layPiece(engine, piece, cutsLeft - 1)));
  const straightMeters = cuts.reduce((sum, at) => sum + (legs[at - 1]?.crow ?? 0), 0);
  return {
    matches: laid.flatMap(({ matches }) => matches),
    distanceMeters: laid.reduce((sum, { distanceMeters }) => sum + distanceMeters, straightMeters),
    offRoadPoints: laid.reduce((sum, { offRoadPoints }) => sum + offRoadPoints, 0),
  };
}

/** A place on no road breaks the engine's way in two, of which it tells one alone: both sides are matched by themselves. */
function isDrivable({ meters, crow }: { readonly meters: number | null; readonly crow: number }): boolean {
  if (meters === null) return false;
  const { timesCrowMax, extraMetersMax } = LEG_LIMITS;
  return meters <= timesCrowMax * crow + extraMetersMax && meters >= crow - extraMetersMax;
}

async function layPiece(engine: RoadEngine, piece: readonly LatLon[], cutsLeft: number): Promise<LaidTrail> {
  if (piece.length === 1) return offRoads(piece);
  const laid = await trailOnRoads(engine, piece, cutsLeft);
  return 'refused' in laid ? offRoads(piece) : laid;
}

function offRoads(places: readonly LatLon[]): LaidTrail {
  return { matches: [], distanceMeters: metersAlong(places), offRoadPoints: places.length };
}
