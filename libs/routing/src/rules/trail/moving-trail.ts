/**
 * What of a trail tells of movement: fixes of a car that stands jump about by the noise of the receiver, for as long as it stands, and
 * would add up to kilometres.
 *
 * A follower is drawn along on a leash: it stays where it is while fixes lie within the leash, and is drawn after one that does not until
 * it does again. Be every fix off by no more than a third of the leash: then the follower stands still once it has settled
 * beside a car that stands, however long, and its way is at most 1.061 times the car's, for the pull never leads more than
 * asin(1/3) aside. Where it has been drawn for some length, the mean of the last fixes stands for them, which takes most of their
 * noise away.
 *
 * Invariants: the first fix is kept as it is, and so is the last where it is apart from the place before by more than two fixes' noise; no time is needed; + − × ÷ and whole roots only.
 */
import type { LatLon } from '../map/map-page.ts';
import { crowMeters, planeToPoint, pointToPlane, squaredMeters, wholeRoot, type PlanePoint } from '../map/metric.ts';

export const MOVING_LIMITS = {
  /** Metres by which a fix may be off, for all this to hold: a phone in the open is off by 5 to 10. */
  noiseMetersMax: 15,
  /** Three times that: how far the follower may be behind. */
  leashMeters: 45,
  /** Metres by which it is drawn from one place of the answer to the next. */
  stepMeters: 40,
  /** Metres between two places of the answer, below which the second tells nothing. */
  apartMetersMin: 20,
} as const;

/** The places where a car has been that left these fixes, in their order: one alone if it never moved beyond the noise. */
export function movingTrail(fixes: readonly LatLon[]): readonly LatLon[] {
  const [first, ...others] = fixes;
  if (!first) return [];
  const places: LatLon[] = [first];
  let follower = pointToPlane(first);
  let since: PlanePoint[] = [];
  let drawnMeters = 0;
  for (const fix of others) {
    const point = pointToPlane(fix);
    since.push(point);
    const aheadMeters = crowMeters(follower, point) - MOVING_LIMITS.leashMeters;
    if (aheadMeters <= 0) continue;
    follower = drawn(follower, point, aheadMeters);
    drawnMeters += aheadMeters;
    if (drawnMeters < MOVING_LIMITS.stepMeters) continue;
    addApart(places, planeToPoint(meanAbout(point, since)), MOVING_LIMITS.apartMetersMin);
    since = [];
    drawnMeters = 0;
  }
  const last = fixes.at(-1);
  if (last) addApart(places, last, 2 * MOVING_LIMITS.noiseMetersMax);
  return places;
}

/** Metres from place to place. */
export function metersAlong(places: readonly LatLon[]): number {
  const points = places.map(pointToPlane);
  const squares = points.slice(1).map((point, at) => squaredMeters(points[at] ?? point, point));
  // In tenths, so that rounding down does not add up.
  return Math.round(squares.reduce((sum, square) => sum + wholeRoot(square * 100), 0) / 10);
}

function addApart(places: LatLon[], place: LatLon, metersMin: number): void {
  const before = places.at(-1);
  if (before && crowMeters(pointToPlane(before), pointToPlane(place)) >= metersMin) places.push(place);
}

function drawn(from: PlanePoint, to: PlanePoint, meters: number): PlanePoint {
  const whole = meters + MOVING_LIMITS.leashMeters;
  return {
    eastMeters: from.eastMeters + Math.round(((to.eastMeters - from.eastMeters) * meters) / whole),
    northMeters: from.northMeters + Math.round(((to.northMeters - from.northMeters) * meters) / whole),
  };
}

/** The middle of the fixes near one of them; those of a place that was left long ago do not draw it back there. */
function meanAbout(point: PlanePoint, fixes: readonly PlanePoint[]): PlanePoint {
  const near = fixes.filter((fix) => crowMeters(fix, point) <= MOVING_LIMITS.leashMeters);
  const mean = (of: (fix: PlanePoint) => number): number =>
    Math.round(near.reduce((sum, fix) => sum + of(fix), 0) / near.length);
  return { eastMeters: mean(({ eastMeters }) => eastMeters), northMeters: mean(({ northMeters }) => northMeters) };
}
