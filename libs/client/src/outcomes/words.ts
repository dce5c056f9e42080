/** Outcomes in words for people: what they wanted, why it is not so, and how things stand instead. Pure. */
import type { Json, MutationDefinition, Outcome } from '#sync/client';

/** Says in a sentence how a row stands, such as `Your ride to Bathsheba is accepted.`; null where that tells a person nothing. */
export type DescribeRow = (key: string, value: Json) => string | null;

export interface Wording {
  readonly describeRow: DescribeRow;
  /** It was done on another phone of the reader: what was answered is true of that one. */
  readonly onOtherPhone: boolean;
}

export interface OutcomeWords {
  /** What they asked for. */
  readonly wanted: string;
  /** Why it came out differently. */
  readonly reason: string;
  /** In a conflict: what does not come about, as a sentence; null where nothing can be said but `wanted`. */
  readonly dropped: string | null;
  /** In a conflict, what is kept: how things stand instead, one sentence for each row that changed. */
  readonly instead: readonly string[];
}

export interface WordedOutcome {
  readonly name: string;
  readonly outcome: Outcome;
}

/** Puts an outcome into words. */
export function inWords(
  { name, outcome }: WordedOutcome,
  definition: MutationDefinition | undefined,
  { describeRow, onOtherPhone }: Wording,
): OutcomeWords {
  const known = outcome.code === undefined ? undefined : definition?.codes[outcome.code];
  const theirs = Object.entries(outcome.conflict?.theirs ?? {});
  const answer = outcome.message ?? known ?? outcome.code ?? 'It could not be done.';
  return {
    wanted: definition?.summary ?? name,
    // An install that was made anew does not know its former self.
    reason: onOtherPhone ? `Your other phone, or this one before a new installation, was told: “${answer}”` : answer,
    dropped: outcome.outcome === 'conflict' ? (definition?.contest?.aim ?? null) : null,
    instead: theirs.map(([key, value]) => describeRow(key, value as Json)).filter((words) => words !== null),
  };
}

/** What can be said of any row: its kind and its status. Of one without a status, nothing: that it changed tells nobody anything. */
export function describePlainly(key: string, value: Json): string | null {
  const kind = key.split('/').at(-2) ?? key;
  const { status } = (value ?? {}) as { status?: unknown };
  return typeof status === 'string' ? `The ${kind} is now ${status}.` : null;
}
