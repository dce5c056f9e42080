/**
 * Drains: tells when the queue of an install has been decided to its end after an outage.
 *
 * Invariants: a push of which a part is missing, or of somebody else, ends nothing; nor does one that was decided before.
 */
import type { DrainEnd, Intent, StepResult } from './step.ts';

interface Seen {
  readonly isNew: boolean;
  readonly isWhole: boolean;
}

/** What became of the pushes of one group, as far as they belong to drains. */
export class DrainWatch {
  readonly #seen = new Map<string, Seen>();

  /** The end that this result brings about; null if none. Is to be told of every mutation of the group, in order. */
  endBy({ groupId, drainEpisode, drainEnd }: Intent, result: StepResult): DrainEnd | null {
    if (drainEpisode === null) return null;
    const key = `${groupId}\n${drainEpisode}`;
    const before = this.#seen.get(key) ?? { isNew: false, isWhole: true };
    const isDecided = result.kind === 'outcome';
    const seen = {
      isNew: before.isNew || (isDecided && !result.replayed),
      isWhole: before.isWhole && isDecided,
    };
    this.#seen.set(key, seen);
    return seen.isNew && seen.isWhole ? drainEnd : null;
  }
}
