/** How far a trip is for its fare, to stand beside what the road engine says. */
import type { LatLon } from '../map/map-page.ts';
import type { RoadMap } from '../map/road-map.ts';
import { roadDistance } from './road-distance.ts';

export type FareDistance = {
  readonly fareDistanceMeters: number;
  /** The true way is within this, nine times in ten. */
  readonly fareToleranceMeters: number;
};

/** Sums the legs as quotes do, without closures. Points that are on no trip add nothing: who asks has refused them. */
export function fareDistance(map: RoadMap, points: readonly LatLon[]): FareDistance {
  let [fareDistanceMeters, fareToleranceMeters] = [0, 0];
  for (const [leg, to] of points.slice(1).entries()) {
    const answer = roadDistance(map, points[leg] ?? to, to);
    if (answer.kind === 'unanswered') continue;
    fareDistanceMeters += answer.distanceMeters;
    fareToleranceMeters += answer.toleranceMeters;
  }
  return { fareDistanceMeters, fareToleranceMeters };
}
