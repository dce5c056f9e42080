/**
 * Drain episodes: from the first exchange that succeeds after an outage until nothing waits any more. Each push of an episode
 * says so, which lets the server measure how long the queue took.
 *
 * Invariants: losing contact ends an episode, and what follows is another one; only the monotonic clock is read. What
 * waits and was made without contact is proof of an outage, also after a restart and in another tab.
 */
import type { Drain } from '#sync/client';
import type { Clock } from '../clock.ts';
import type { QueuedMutation } from '../queue/entry.ts';
import { isNoContact, type NoAnswer } from '../wire/read-reply.ts';

export interface EpisodeParts {
  readonly clock: Clock;
  readonly newId: () => string;
}

/** A push that is about to leave. */
export interface Leaving {
  /** Everything that waits, what is sent now included. */
  readonly waiting: readonly QueuedMutation[];
  readonly sending: number;
}

/** What came back; null: an answer. */
export type Ending = NoAnswer | 'deadline' | 'storage_full' | 'storage_broken' | null;

interface Episode {
  readonly id: string;
  readonly beganAtMs: number;
}

export class DrainEpisodes {
  readonly #parts: EpisodeParts;
  #afterOutage = false;
  #current: Episode | null = null;
  /** Becomes the current one if the exchange succeeds. */
  #candidate: Episode | null = null;

  constructor(parts: EpisodeParts) {
    this.#parts = parts;
  }

  /** What a push says of itself; undefined outside of an episode. */
  report({ waiting, sending }: Leaving): Drain | undefined {
    const { clock, newId } = this.#parts;
    const atMs = clock.monotonicMs();
    const begins = this.#afterOutage || waiting.some(({ offline }) => offline === true);
    this.#candidate = this.#current ?? (begins ? { id: newId(), beganAtMs: atMs } : null);
    if (!this.#candidate) return undefined;
    const { id: episode, beganAtMs } = this.#candidate;
    return { episode, elapsedMs: Math.round(atMs - beganAtMs), remaining: waiting.length - sending };
  }

  /** The server's "later" counts as contact: its own slowness is part of what is measured. */
  observe(why: Ending): void {
    if (isNoContact(why)) {
      this.#current = null;
      this.#afterOutage = true;
    } else if (why === null || why === 'busy') {
      this.#current = this.#candidate;
      this.#afterOutage = false;
    }
  }

  /** Nothing waits any more. */
  end(): void {
    this.#current = null;
    this.#candidate = null;
    this.#afterOutage = false;
  }
}
