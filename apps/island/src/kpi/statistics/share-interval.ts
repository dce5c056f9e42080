import { probabilityOfAtMost } from './binomial.ts';
import { CONFIDENCE, CONFIDENCE_Z, type Interval } from './confidence.ts';

/** How many of how many. */
export interface Share {
  readonly events: number;
  readonly samples: number;
}

/** Halvings of [0, 1] until a bound is known to 15 digits. */
const BISECTIONS = 50;

/** Wilson's score interval (1927): good for shares like 95 %. No samples: all of [0, 1]. */
export function wilson({ events, samples }: Share, z = CONFIDENCE_Z): Interval {
  if (samples === 0) return { lower: 0, upper: 1 };
  const share = events / samples;
  const z2 = z * z;
  const centre = (share + z2 / (2 * samples)) / (1 + z2 / samples);
  const spread = (z / (1 + z2 / samples)) * Math.sqrt((share * (1 - share)) / samples + z2 / (4 * samples * samples));
  return {
    lower: events === 0 ? 0 : Math.max(0, centre - spread),
    upper: events === samples ? 1 : Math.min(1, centre + spread),
  };
}

/** Clopper and Pearson's exact interval (1934). For rare events: there Wilson's upper bound is too kind. */
export function clopperPearson({ events, samples }: Share, confidence = CONFIDENCE): Interval {
  const doubt = 1 - confidence;
  return {
    lower: events === 0 ? 0 : where((p) => 1 - probabilityOfAtMost(events - 1, { trials: samples, p }) >= doubt),
    upper: events === samples ? 1 : where((p) => probabilityOfAtMost(events, { trials: samples, p }) <= doubt),
  };
}

/** The smallest p in [0, 1] from which on `holds`. */
function where(holds: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
