/**
 * From a number and its interval to a word.
 *
 * `pass` and `fail` are only said when the whole interval lies on one side of the gate; everything else, and every number
 * of samples below the named one, is `inconclusive`. What must never happen fails at the first time it was seen.
 */
import type { Interval } from './statistics/confidence.ts';

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** Offline bookings that tell a floor of 95 % from a true 93 %, at 5 % one-sided and 80 % power. */
export const BOOKINGS_MIN = 821;

/** Mutations from offline of which none in conflict shows, with 95 % confidence, a share under 0.5 %. */
export const OFFLINE_MUTATIONS_MIN = 598;

/** Drains from which a 95th percentile has an upper bound with 95 % confidence. */
export const DRAINS_MIN = 59;

export interface Judged {
  readonly interval: Interval;
  readonly samples: number;
  readonly samplesMin: number;
}

/** Must lie above `floor`. */
export function judgeAbove(floor: number, { interval, samples, samplesMin }: Judged): Verdict {
  if (samples < samplesMin) return 'inconclusive';
  if (interval.lower > floor) return 'pass';
  return interval.upper <= floor ? 'fail' : 'inconclusive';
}

/** Must lie below `ceiling`. */
export function judgeBelow(ceiling: number, { interval, samples, samplesMin }: Judged): Verdict {
  if (samples < samplesMin) return 'inconclusive';
  if (interval.upper < ceiling) return 'pass';
  return interval.lower >= ceiling ? 'fail' : 'inconclusive';
}

/** Must never have been seen; nobody looked at, or something still open, proves nothing. */
export function judgeZero({ seen, samples, open = 0 }: { seen: number; samples: number; open?: number }): Verdict {
  if (seen > 0) return 'fail';
  return samples > 0 && open === 0 ? 'pass' : 'inconclusive';
}

/** Of all that decide: one failure fails, one doubt leaves the whole in doubt. */
export function overall(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.length === 0 || verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}

/** Exit code of a program that measured. */
export const EXIT_CODES: Readonly<Record<Verdict, number>> = { pass: 0, fail: 1, inconclusive: 2 };
