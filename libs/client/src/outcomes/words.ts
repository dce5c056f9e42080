/** Outcomes in words for people: what they wanted, why it is not so, what to do, and how things stand instead. Pure. */
import type { Json, MutationDefinition, Outcome } from '#sync/client';
import type { InboxItem, OutcomeWords, Unworded } from './item.ts';

const WAITING: Partial<Readonly<Record<InboxItem['kind'], string>>> = {
  overdue: 'The time until which it was wanted is over, and it has not reached us.',
  held: 'It cannot be sent as it is. It is kept on this device.',
};

/** The words that stand with the mutation itself: English, and no next step. */
export function inWords(item: Unworded, definition: MutationDefinition | undefined): OutcomeWords {
  const { name, outcome, code, kind } = item;
  const known = code === null ? undefined : definition?.codes[code];
  const answer = outcome?.message ?? WAITING[kind] ?? known ?? code ?? 'It could not be done.';
  const isHere = item.ofThisDevice || kind === 'overtook';
  return {
    wanted: definition?.summary ?? name,
    // An install that was made anew does not know its former self.
    reason: isHere ? answer : `Your other phone, or this one before a new installation, was told: “${answer}”`,
    next: null,
    ...(outcome ? conflictWords(outcome, item, definition) : { dropped: null, instead: [] }),
  };
}

function conflictWords(outcome: Outcome, { theirs }: Unworded, definition: MutationDefinition | undefined) {
  return {
    dropped: outcome.outcome === 'conflict' ? (definition?.contest?.aim ?? null) : null,
    instead: Object.entries(theirs).flatMap(([key, value]) => describePlainly(key, value) ?? []),
  };
}

/** What can be said of any row that has a status. That another one has changed means nothing to anybody: null. */
function describePlainly(key: string, value: Json): string | null {
  const { status } = (value ?? {}) as { status?: unknown };
  return typeof status === 'string' ? `The ${key.split('/').at(-2) ?? key} is now ${status}.` : null;
}
