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
   * `reoffer`: it is there and waits for a yes, such as a late booking. `missed`: something was stored, and what was asked for did
   * not happen, as with a wrong PIN. `done`: it happened, and there is more to say of it. `overtook`: another person wanted it, and
   * what this one did stands.
   */
  readonly kind: 'rejected' | 'conflict' | 'expired' | 'parked' | 'reoffer' | 'missed' | 'done' | 'overtook';
  /** Whether it was done on this phone, since the app was installed. False: on another one of this person, or, where it `overtook`, by somebody else. */
  readonly ofThisDevice: boolean;
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
  /** The streams of this install, as far as it knows them. */
  readonly ownClientIDs: ReadonlySet<string>;
  /** The row that a mutation is about, as the person sees it now. */
  readonly rowOf: (definition: MutationDefinition, args: Json) => Json | undefined;
  readonly describeRow?: DescribeRow;
}

/** The key prefix of the rows by which the server tells of outcomes. */
export const OUTCOME_ROWS = 'outcome/';

/** The list, oldest first. What asked something of the person and is settled since is not in it any more. */
export function inboxOf({
  notes,
  rows,
  definitions,
  ownClientIDs,
  rowOf,
  describeRow = describePlainly,
}: InboxSources): readonly InboxItem[] {
  const items = new Map<string, InboxItem>();
  const own = new Set(ownClientIDs);
  const add = (told: Omit<Note, 'args'>, ofAnother = false): void => {
    const ref = `${told.clientID}/${told.id}`;
    const definition = definitions.get(told.name);
    const ofThisDevice = !ofAnother && own.has(told.clientID);
    const words = inWords(told, definition, { describeRow, onOtherPhone: !ofAnother && !ofThisDevice });
    const kind = ofAnother ? 'overtook' : kindOf(told.outcome, definition);
    items.set(ref, { ...told, ref, words, kind, ofThisDevice, ...sides(told.outcome) });
  };
  for (const note of notes) {
    own.add(note.clientID);
    const definition = definitions.get(note.name);
    const asks = definition?.stillAsks?.[note.outcome.code ?? ''];
    const row = definition && asks && rowOf(definition, note.args);
    if (asks === undefined || row === undefined || asks(row as never)) add(note);
  }
  for (const row of rows as Iterable<OutcomeRow & Json>) {
    const { clientId: clientID, mutationId: id, name, ofAnother, outcome, decidedAtMs: atMs } = row;
    add({ clientID, id, name, outcome, atMs }, ofAnother);
  }
  return [...items.values()].sort((left, right) => left.atMs - right.atMs);
}

function kindOf({ outcome, code = '' }: Outcome, definition: MutationDefinition | undefined): InboxItem['kind'] {
  if (outcome !== 'applied') return outcome;
  const meaning = definition?.appliedCodes?.[code] ?? 'done';
  return meaning === 'offered' ? 'reoffer' : meaning;
}

/** Whether the server keeps a row of it until the person has seen it: not of what took effect. */
export function isKeptByServer({ kind }: Pick<InboxItem, 'kind'>): boolean {
  return kind !== 'reoffer' && kind !== 'missed' && kind !== 'done';
}

function sides(outcome: Outcome): Pick<InboxItem, 'code' | 'yours' | 'theirs'> {
  return {
    code: outcome.code ?? null,
    yours: outcome.conflict?.yours ?? null,
    theirs: outcome.conflict?.theirs ?? {},
  };
}
