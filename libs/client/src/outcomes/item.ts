/** An item of the inbox, and its words. */
import type { Json, Outcome } from '#sync/client';

export interface InboxItem {
  /** Names the mutation: `<clientID>/<id>`. */
  readonly ref: string;
  readonly clientID: string;
  readonly id: number;
  readonly name: string;
  /**
   * `done`: it happened, and there is more to say of it (a driver had accepted). `missed`: something else was stored (a wrong PIN is
   * counted). `reoffer`: it waits for the person to confirm it, such as a booking that came too late. `overtook`: another person
   * wanted it, and what this one did stands. `overdue`: it still waits on this device, and the time until which it was wanted is
   * over. `held`: it cannot be sent as it is, and is kept.
   */
  readonly kind:
    'rejected' | 'conflict' | 'expired' | 'parked' | 'done' | 'missed' | 'reoffer' | 'overtook' | 'overdue' | 'held';
  readonly code: string | null;
  /** Done on this device; of another one of the same person, or (`overtook`) of another person, false. */
  readonly ofThisDevice: boolean;
  /** Stays until it is over: `acknowledge` does not take it away. */
  readonly stays: boolean;
  readonly words: OutcomeWords;
  /** What was asked for, as far as it is known. */
  readonly yours: Json | null;
  /** In a conflict: the rows as they stand instead. */
  readonly theirs: Readonly<Record<string, Json>>;
  readonly atMs: number;
  /** Null: there is none yet. */
  readonly outcome: Outcome | null;
}

export interface OutcomeWords {
  /** What was asked for, and on which device where it was not this one. */
  readonly wanted: string;
  /** Why it came out differently. */
  readonly reason: string;
  /** What to do now; null: there is nothing to do, or these words do not say. */
  readonly next: string | null;
  /** In a conflict: what does not come about, as a sentence; null where nothing can be said but `wanted`. */
  readonly dropped: string | null;
  /** In a conflict, what is kept: how things stand instead, one sentence for each row of which that can be said. */
  readonly instead: readonly string[];
}

/** What there is to put into words. */
export type Unworded = Omit<InboxItem, 'words'>;

/** Puts an item of the inbox into words, by a language: `tell(english)` of `@bimride/client/words`. */
export type TellOutcome = (item: Unworded) => OutcomeWords;
