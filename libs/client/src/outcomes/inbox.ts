/**
 * The inbox: every outcome a person must hear of, until they say that they have. Pure.
 *
 * Two sources, one list: what pushes of this device were answered with (kept at once), and the rows by which the server
 * tells any device of the person, after a reinstall too.
 */
import type { Json, MutationDefinition, Outcome } from '#sync/client';
import type { Note } from '../device/records.ts';
import { describePlainly, inWords, type DescribeRow, type OutcomeWords } from './words.ts';

export interface InboxItem {
  /** Names the mutation: `<clientID>/<id>`. */
  readonly ref: string;
  readonly clientID: string;
  readonly id: number;
  readonly name: string;
  /**
   * `reoffer`: it took effect, but not the one hoped for, such as a late booking that is offered again. `overtook`: another
   * person wanted it, and what this one did stands.
   */
  readonly kind: 'rejected' | 'conflict' | 'expired' | 'parked' | 'reoffer' | 'overtook';
  readonly code: string | null;
  readonly words: OutcomeWords;
  /** In a conflict: what was wanted. */
  readonly yours: Json | null;
  /** In a conflict: the rows as they stand instead. */
  readonly theirs: Readonly<Record<string, Json>>;
  readonly atMs: number;
  readonly outcome: Outcome;
}

interface OutcomeRow {
  readonly clientId: string;
  readonly mutationId: number;
  readonly name: string;
  readonly ofAnother?: true;
  readonly outcome: Outcome;
  readonly decidedAtMs: number;
}

export interface InboxSources {
  readonly notes: Iterable<Note>;
  /** Rows under `outcome/`, optimistic: what was acknowledged is gone at once. */
  readonly rows: Iterable<Json>;
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
  readonly describeRow?: DescribeRow;
}

/** The key prefix of the rows by which the server tells of outcomes. */
export const OUTCOME_ROWS = 'outcome/';

/** The list, oldest first. */
export function inboxOf({
  notes,
  rows,
  definitions,
  describeRow = describePlainly,
}: InboxSources): readonly InboxItem[] {
  const items = new Map<string, InboxItem>();
  const add = (told: Omit<Note, 'args'>, ofAnother = false): void => {
    const ref = `${told.clientID}/${told.id}`;
    const words = inWords(told, definitions.get(told.name), describeRow);
    items.set(ref, { ...told, ref, words, ...sides(told.outcome), ...(ofAnother ? { kind: 'overtook' } : {}) });
  };
  for (const note of notes) add(note);
  for (const row of rows as Iterable<OutcomeRow & Json>) {
    const { clientId: clientID, mutationId: id, name, ofAnother, outcome, decidedAtMs: atMs } = row;
    add({ clientID, id, name, outcome, atMs }, ofAnother);
  }
  return [...items.values()].sort((left, right) => left.atMs - right.atMs);
}

function sides(outcome: Outcome): Pick<InboxItem, 'kind' | 'code' | 'yours' | 'theirs'> {
  return {
    kind: outcome.outcome === 'applied' ? 'reoffer' : outcome.outcome,
    code: outcome.code ?? null,
    yours: outcome.conflict?.yours ?? null,
    theirs: outcome.conflict?.theirs ?? {},
  };
}
