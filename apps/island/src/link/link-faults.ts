import type { Random } from '../random.ts';

/** What becomes of an exchange on a link that looks as if it worked. */
export type Fate = 'through' | 'request_lost' | 'reply_lost' | 'hangs';

/** Shares of all exchanges. */
export interface LinkFaults {
  /**
   * Connected, but dead: the request never arrives, the answer never does, or the request hangs somewhere and arrives when
   * the phone has long given up on it, and perhaps sent newer ones; a third each.
   */
  readonly halfOpenShare: number;
  /** The same request is delivered once more, later. */
  readonly duplicateShare: number;
}

/** The shares that are swept: each phone is on one of these links. */
export const HALF_OPEN_SHARES = [0, 0.05, 0.2] as const;
/** How many phones are on which: assumed. */
export const HALF_OPEN_WEIGHTS = [0.7, 0.25, 0.05] as const;
export const DUPLICATE_SHARE = 0.02;

/** How long a request hangs: longer than any phone waits for its answer, in milliseconds. */
export const HANG_MS_MIN = 20_000;
export const HANG_MS_MAX = 180_000;

export function drawFate({ halfOpenShare }: LinkFaults, random: Random): Fate {
  if (!random.chance(halfOpenShare)) return 'through';
  return random.pick(['request_lost', 'reply_lost', 'hangs'] as const);
}
