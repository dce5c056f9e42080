/**
 * A GPS trail as a phone recorded it: thinned, and cut at its gaps. Invariant: a gap stays a gap; nothing is made up
 * between two points that are far apart in time or space.
 */
import type { LatLon } from '../map/map-page.ts';
import { crowMeters, pointToPlane } from '../map/metric.ts';

export type TrailPoint = LatLon & { readonly atMs?: number | undefined };

export type TrailGap = {
  /** Indexes of the points around it, in the trail as it came. */
  readonly afterPoint: number;
  readonly beforePoint: number;
  readonly crowMeters: number;
  /** Null where the points carry no times. */
  readonly ms: number | null;
  /** Fixes between them that were left out, because no car can have been there. */
  readonly offIslandPoints: number;
};

export type CutTrail = {
  /** Stretches without gaps, each of two points or more. */
  readonly stretches: readonly (readonly TrailPoint[])[];
  readonly gaps: readonly TrailGap[];
  /** Points left out because they repeat the one before. */
  readonly repeated: number;
  /** Fixes left out because no car can have been there, before, between and after the stretches. */
  readonly offIslandPoints: number;
};

type IsOff = (point: TrailPoint) => boolean;
const NOBODY_IS_OFF: IsOff = () => false;

export const TRAIL_LIMITS = {
  /** Two points farther apart than this have a gap between them: half a minute at 120 km/h. */
  gapMetersMin: 1_000,
  /** So have two points more than this apart in time. */
  gapMsMin: 60_000,
  /** A point nearer than this to the one kept before it repeats it. */
  repeatMetersMax: 2,
} as const;

/** Cuts a trail into stretches that roads can be laid under. A fix that is off the island is left out, and leaves a gap. */
export function cutTrail(trail: readonly TrailPoint[], isOff: IsOff = NOBODY_IS_OFF): CutTrail {
  const { stretches, ...rest } = thinTrail(trail, isOff);
  return { ...rest, stretches: stretches.filter(({ length }) => length > 1) };
}

/** Leaves out repeats, and cuts at gaps; a point between two gaps is a stretch of its own. */
export function thinTrail<P extends TrailPoint>(
  trail: readonly P[],
  isOff: IsOff = NOBODY_IS_OFF,
): Omit<CutTrail, 'stretches'> & { readonly stretches: readonly (readonly P[])[] } {
  const stretches: P[][] = [];
  const gaps: TrailGap[] = [];
  let [repeated, offIslandPoints, offSinceKept] = [0, 0, 0];
  let kept = -1;
  for (const [index, point] of trail.entries()) {
    if (isOff(point)) {
      offIslandPoints += 1;
      offSinceKept += 1;
      continue;
    }
    const before = trail[kept];
    const step = before ? crowMeters(pointToPlane(before), pointToPlane(point)) : 0;
    const gap = before ? gapBetween({ before, point, step, offIslandPoints: offSinceKept }) : undefined;
    if (before && !gap && step <= TRAIL_LIMITS.repeatMetersMax && !isMissed(before, trail[index + 1])) {
      repeated += 1;
      continue;
    }
    if (gap) gaps.push({ afterPoint: kept, beforePoint: index, ...gap });
    if (!before || gap) stretches.push([point]);
    else stretches.at(-1)?.push(point);
    kept = index;
    offSinceKept = 0;
  }
  return { stretches, gaps, repeated, offIslandPoints };
}

/** Whether there would be a gap without the points between: somebody who stands for long is heard of all the while. */
function isMissed(kept: TrailPoint, next: TrailPoint | undefined): boolean {
  if (kept.atMs === undefined || next?.atMs === undefined) return false;
  return next.atMs - kept.atMs > TRAIL_LIMITS.gapMsMin;
}

function gapBetween({
  before,
  point,
  step,
  offIslandPoints,
}: {
  before: TrailPoint;
  point: TrailPoint;
  step: number;
  offIslandPoints: number;
}) {
  const ms = before.atMs === undefined || point.atMs === undefined ? null : point.atMs - before.atMs;
  const isGap = step >= TRAIL_LIMITS.gapMetersMin || (ms ?? 0) > TRAIL_LIMITS.gapMsMin || offIslandPoints > 0;
  return isGap ? { crowMeters: step, ms, offIslandPoints } : undefined;
}

/** Whether two lengths are within 5 % of each other: else one of them is flagged. */
export function lengthsAgree(aMeters: number, bMeters: number): boolean {
  return Math.abs(aMeters - bMeters) * 20 <= Math.max(aMeters, bMeters);
}
