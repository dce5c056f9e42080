import { Random } from '../../random.ts';
import { CONFIDENCE, type Interval } from './confidence.ts';
import { quantileOf } from './quantile-interval.ts';
import type { Share } from './share-interval.ts';

/** Printed with the interval: the same samples give the same one. */
export const BOOTSTRAP = { resamples: 1_000, seed: 1 } as const;

/**
 * The interval of a share whose samples come in clusters that are not independent within (Efron and Tibshirani 1993, with
 * whole clusters drawn again): each end one-sided. Without clusters, all of [0, 1].
 */
export function clusterBootstrap(clusters: readonly Share[]): Interval {
  if (clusters.length === 0) return { lower: 0, upper: 1 };
  const random = new Random(BOOTSTRAP.seed);
  const events = Int32Array.from(clusters, (cluster) => cluster.events);
  const samples = Int32Array.from(clusters, (cluster) => cluster.samples);
  const shares = Array.from({ length: BOOTSTRAP.resamples }, () => shareOfResample({ events, samples }, random));
  shares.sort((one, other) => one - other);
  return { lower: quantileOf(shares, 1 - CONFIDENCE) ?? 0, upper: quantileOf(shares, CONFIDENCE) ?? 1 };
}

// Millions of draws: plain arrays of numbers.
function shareOfResample(clusters: Readonly<Record<keyof Share, Int32Array>>, random: Random): number {
  let [events, samples] = [0, 0];
  for (let drawn = 0; drawn < clusters.events.length; drawn += 1) {
    const at = random.int(clusters.events.length);
    events += clusters.events[at] ?? 0;
    samples += clusters.samples[at] ?? 0;
  }
  return samples === 0 ? 0 : events / samples;
}

/** An interval that holds both. */
export function wider(one: Interval, other: Interval): Interval {
  return { lower: Math.min(one.lower, other.lower), upper: Math.max(one.upper, other.upper) };
}
