/** Outcomes in words for people: what they wanted, why it is not so, and how things stand instead. Pure. */
import type { Json, MutationDefinition, Outcome } from '#sync/client';

/** Says in a few words what a row is, such as `Ride to Bathsheba: accepted`. */
export type DescribeRow = (key: string, value: Json) => string;

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
  describeRow: DescribeRow,
): OutcomeWords {
  const known = outcome.code === undefined ? undefined : definition?.codes[outcome.code];
  const theirs = Object.entries(outcome.conflict?.theirs ?? {});
  return {
    wanted: definition?.summary ?? name,
    reason: outcome.message ?? known ?? outcome.code ?? 'It could not be done.',
    dropped: outcome.outcome === 'conflict' ? (definition?.contest?.aim ?? null) : null,
    instead: theirs.map(([key, value]) => describeRow(key, value as Json)),
  };
}

/** What can be said of any row: its kind, and its status if it has one. */
export function describePlainly(key: string, value: Json): string {
  const kind = key.split('/').at(-2) ?? key;
  const { status } = (value ?? {}) as { status?: unknown };
  return typeof status === 'string' ? `The ${kind} is now ${status}.` : `The ${kind} has changed.`;
}
