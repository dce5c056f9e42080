/**
 * The inbox: everything a person must hear of, until they say that they have, or a later act settles it. Pure.
 *
 * Three sources, one list: what pushes of this device were answered with (kept at once), the rows by which the server tells
 * any device of the person, after a reinstall too, and what of the queue does not go as it was meant to.
 */
import type { Json, MutationDefinition, Outcome } from '#sync/client';
import type { DeviceState, Note } from '../device/records.ts';
import { isUndecided, type QueuedMutation } from '../queue/entry.ts';
import { refOf } from '../queue/take-results.ts';
import { effectOf } from './answer.ts';
import type { InboxItem, TellOutcome, Unworded } from './item.ts';
import { inWords } from './words.ts';

interface OutcomeRow {
  readonly clientId: string;
  readonly mutationId: number;
  readonly name: string;
  readonly ofAnother?: true;
  readonly outcome: Outcome;
  readonly decidedAtMs: number;
}

export interface InboxSources {
  readonly state: DeviceState;
  /** Rows under `outcome/`, optimistic: what was acknowledged is gone at once. */
  readonly rows: Iterable<Json>;
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
  /** The streams of this install, as far as it knows them. */
  readonly ownClientIDs: ReadonlySet<string>;
  /** The row that a mutation is about, as the person sees it now. */
  readonly rowOf: (definition: MutationDefinition, args: Json) => Json | undefined;
  /** Whether the time until which it was wanted is over. */
  readonly isOverdue: (entry: QueuedMutation) => boolean;
  readonly tell?: TellOutcome | undefined;
}

/** The key prefix of the rows by which the server tells of outcomes. */
export const OUTCOME_ROWS = 'outcome/';

/** Whether the server keeps a row of it until it is acknowledged: not of what took effect, nor of what it never decided. */
export function isKeptByServer(kind: InboxItem['kind']): boolean {
  return !['done', 'missed', 'reoffer', 'overdue', 'held'].includes(kind);
}

/** The list, oldest first. */
export function inboxOf(sources: InboxSources): readonly InboxItem[] {
  const { definitions, tell } = sources;
  const items = new Map<string, Unworded>();
  for (const item of [...answered(sources), ...notAsMeant(sources)]) items.set(item.ref, item);
  return [...items.values()]
    .sort((left, right) => left.atMs - right.atMs)
    .map((item) => ({ ...item, words: tell?.(item) ?? inWords(item, definitions.get(item.name)) }));
}

/** What was answered, by this device and then by the server's rows, which know less of it. */
function* answered(sources: InboxSources): Iterable<Unworded> {
  const { state, rows, definitions, ownClientIDs } = sources;
  for (const note of state.notes.values())
    if (stillAsks(note, sources)) yield itemOf(note, { definitions, ofThisDevice: true, ofAnother: false });
  const own = new Map([...state.entries.values()].map((entry) => [refOf(entry), entry]));
  for (const row of rows as Iterable<OutcomeRow & Json>) {
    const { clientId: clientID, mutationId: id, name, ofAnother = false, outcome, decidedAtMs: atMs } = row;
    const entry = own.get(refOf({ clientID, id }));
    const args = entry?.args ?? outcome.conflict?.yours ?? null;
    const ofThisDevice = entry !== undefined || ownClientIDs.has(clientID);
    yield itemOf({ clientID, id, name, args, outcome, atMs }, { definitions, ofThisDevice, ofAnother });
  }
}

/** What asked something of the person and is settled since need not be read any more. */
function stillAsks({ name, args, outcome }: Note, { definitions, rowOf }: InboxSources): boolean {
  const definition = definitions.get(name);
  const asks = definition?.stillAsks?.[outcome.code ?? ''];
  const row = definition && asks && rowOf(definition, args);
  return asks === undefined || row === undefined || asks(row as never);
}

interface Source {
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
  readonly ofThisDevice: boolean;
  readonly ofAnother: boolean;
}

function itemOf({ args, ...told }: Note, { definitions, ofThisDevice, ofAnother }: Source): Unworded {
  const { outcome } = told;
  return {
    ...told,
    ref: refOf(told),
    ofThisDevice,
    stays: false,
    kind: ofAnother ? 'overtook' : kindOf(outcome, definitions.get(told.name)),
    code: outcome.code ?? null,
    yours: args,
    theirs: outcome.conflict?.theirs ?? {},
  };
}

const EFFECTS = { done: 'done', missed: 'missed', offered: 'reoffer' } as const;

function kindOf(outcome: Outcome, definition: MutationDefinition | undefined): InboxItem['kind'] {
  return outcome.outcome === 'applied' ? EFFECTS[effectOf(outcome, definition)] : outcome.outcome;
}

/** What waits on this device and does not go as it was meant to. */
function* notAsMeant({ state, isOverdue }: InboxSources): Iterable<Unworded> {
  for (const entry of state.entries.values())
    if (isUndecided(entry) && isOverdue(entry)) yield waiting(entry, 'overdue', 'valid_until_passed');
  for (const { entry, why } of state.held.values()) yield waiting(entry, 'held', why);
}

function waiting(entry: QueuedMutation, kind: 'overdue' | 'held', code: string): Unworded {
  const { clientID, id, name, args, claimedAtMs } = entry;
  const said = { kind, code, yours: args, theirs: {}, atMs: claimedAtMs, outcome: null };
  return { ref: refOf(entry), clientID, id, name, ofThisDevice: true, stays: true, ...said };
}
