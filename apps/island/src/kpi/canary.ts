/**
 * Who tries a release first, and what the numbers of those then say.
 *
 * Invariants: whoever is in a small canary is in every larger one of the same release; drivers are chosen, not rides, so
 * that a driver's day is all of one release; every parish has its share, at least one driver, or a canary of 10 % would
 * hold almost nobody who works without coverage.
 */
import { createHash } from 'node:crypto';
import type { Verdict } from './verdict.ts';

/** A driver, and the parish in which they mostly work. */
export interface CanaryCandidate {
  readonly driverId: string;
  readonly parish: string;
}

/** The drivers of a canary of `share` (0 to 1). Another `release` chooses others. */
export function canaryDrivers(
  candidates: readonly CanaryCandidate[],
  { release, share }: { readonly release: string; readonly share: number },
): ReadonlySet<string> {
  const parishes = Map.groupBy(candidates, ({ parish }) => parish);
  const chosen = [...parishes.values()].flatMap((drivers) =>
    drivers
      .map(({ driverId }) => ({ driverId, rank: rankOf(driverId, release) }))
      .sort((one, other) => (one.rank < other.rank ? -1 : 1))
      .slice(0, Math.ceil(drivers.length * share)),
  );
  return new Set(chosen.map(({ driverId }) => driverId));
}

// As good as random, the same everywhere, and without a tie.
function rankOf(driverId: string, release: string): string {
  return createHash('sha256').update(`${release}\n${driverId}`).digest('hex');
}

/** `hold`: the targets hold, go on to the next share. */
export type ReleaseWord = 'hold' | 'roll back' | 'inconclusive';

/** What a release gate does with a verdict. */
export const RELEASE_WORDS: Readonly<Record<Verdict, ReleaseWord>> = {
  pass: 'hold',
  fail: 'roll back',
  inconclusive: 'inconclusive',
};
