/**
 * How a person's part of the device is kept: one key for each thing, all under a prefix of their own, so that nobody's
 * queue or views are ever read by somebody who signs in after them.
 */
import type { Cookie, Json, Outcome } from '#sync/client';
import type { HeldMutation, QueuedMutation } from '../queue/entry.ts';
import type { Head } from '../queue/head.ts';
import type { KeptCredential } from './kept-credential.ts';
import type { StoredWrite } from '../storage/storage.ts';
import { confirmedRow, type ConfirmedRow } from '../views/confirmed-rows.ts';

/** Up to where the views go. */
export interface ViewMark {
  readonly cookie: Cookie | null;
  readonly lastIds: Readonly<Record<string, number>>;
}

/** An outcome that its person must hear of. Kept until they say that they have. */
export interface Note {
  readonly clientID: string;
  readonly id: number;
  readonly name: string;
  readonly args: Json;
  readonly outcome: Outcome;
  readonly atMs: number;
}

/** Everything kept for one person. Entries and held ones by `seq`, notes by `clientID/id`. */
export interface DeviceState {
  readonly head: Head | null;
  readonly view: ViewMark;
  readonly entries: ReadonlyMap<number, QueuedMutation>;
  readonly held: ReadonlyMap<number, HeldMutation>;
  readonly notes: ReadonlyMap<string, Note>;
  readonly rows: ReadonlyMap<string, ConfirmedRow>;
  readonly credential: KeptCredential | null;
  /** What could not be read and is no mere copy of the server's, as it stood: by its key. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** A change of it: null takes a thing away, absent leaves it. */
export interface StateChange {
  readonly head?: Head;
  readonly view?: ViewMark;
  readonly entries?: ReadonlyMap<number, QueuedMutation | null>;
  readonly held?: ReadonlyMap<number, HeldMutation | null>;
  readonly notes?: ReadonlyMap<string, Note | null>;
  readonly rows?: ReadonlyMap<string, ConfirmedRow | null>;
  readonly credential?: KeptCredential;
}

const SEQ_DIGITS = 12;
const NO_VIEW: ViewMark = { cookie: null, lastIds: {} };

/** The prefix of one person's keys. */
export function personPrefix(subject: string): string {
  return `person/${encodeURIComponent(subject)}/`;
}

const seqText = (seq: number): string => String(seq).padStart(SEQ_DIGITS, '0');

/** The key of the head, which guards against two tabs giving out the same id. */
export function headKey(prefix: string): string {
  return `${prefix}head`;
}

/** The key of the mark: who changes anything but the end of the queue leaves another one, so that other tabs see whether they missed it. */
export function markKey(prefix: string): string {
  return `${prefix}mark`;
}

/** The place of a waiting mutation, without the person's prefix. */
export function queuePlace(seq: number): string {
  return `queue/${seqText(seq)}`;
}

/** A head as it is stored. */
export function headText(head: Head | null): string | null {
  return head === null ? null : JSON.stringify(head);
}

/** What was read, and what of it was broken: its key within the prefix, and its text. */
export interface Decoded extends DeviceState {
  readonly broken: ReadonlyMap<string, string>;
}

/**
 * Reads what a scan of the person's prefix gave. What is broken is left out, and shuts nobody out: rows and the mark of the
 * view are copies of what the server has, and come again; the rest is kept as unreadable.
 */
export function decodeState(prefix: string, stored: Iterable<readonly [string, string]>): Decoded {
  const state = {
    head: null as Head | null,
    view: NO_VIEW,
    entries: new Map<number, QueuedMutation>(),
    held: new Map<number, HeldMutation>(),
    notes: new Map<string, Note>(),
    rows: new Map<string, ConfirmedRow>(),
    credential: null as KeptCredential | null,
    unreadable: new Map<string, string>(),
    broken: new Map<string, string>(),
  };
  for (const [key, text] of stored) {
    const place = key.slice(prefix.length);
    const [, kind = '', rest = ''] = /^([^/]+)\/?(.*)$/s.exec(place) ?? [];
    if (kind === 'unreadable') {
      state.unreadable.set(rest, text);
      continue;
    }
    const value = wellFormed(kind, rest, text);
    if (value === undefined) state.broken.set(place, text);
    else if (kind === 'head') state.head = value as Head;
    else if (kind === 'view') state.view = value as ViewMark;
    else if (kind === 'queue') state.entries.set(Number(rest), value as QueuedMutation);
    else if (kind === 'held') state.held.set(Number(rest), value as HeldMutation);
    else if (kind === 'note') state.notes.set(rest, value as Note);
    else if (kind === 'credential') state.credential = value as KeptCredential;
    else if (kind === 'row') state.rows.set(rest, confirmedRow(rest, value as Json));
  }
  return state;
}

/** The value, if it is what stands under such a key; undefined: it is broken. */
function wellFormed(kind: string, rest: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (kind === 'row') return value;
    const members = FORMS[kind];
    if (!members) return null;
    const object = (kind === 'held' ? (value as HeldMutation).entry : value) as Readonly<Record<string, unknown>>;
    const fits = Object.entries(members).every(([name, type]) => typeof object[name] === type);
    const isInPlace = (kind !== 'queue' && kind !== 'held') || object['seq'] === Number(rest);
    return fits && isInPlace ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Members without which a record is of no use. */
const QUEUED = { seq: 'number', id: 'number', clientID: 'string', groupID: 'string', name: 'string', stream: 'string' };
const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  head: { groupID: 'string', nextSeq: 'number', streams: 'object' },
  view: { lastIds: 'object' },
  credential: { credential: 'string', terms: 'object' },
  queue: QUEUED,
  held: QUEUED,
  note: { clientID: 'string', id: 'number', name: 'string', outcome: 'object' },
};

/** What the server has, too: when it is broken it is taken anew. */
const COPIES = /^(?:row\/|view$|credential$)/;

/** The writes that put aside what is broken: copies go, the rest is kept under another key. */
export function asideWrites(prefix: string, broken: Decoded['broken']): readonly StoredWrite[] {
  const gone = [...broken.keys()].map((place) => ({ key: prefix + place, value: null }));
  return [...gone, ...keptAside(broken).map(([place, value]) => ({ key: `${prefix}unreadable/${place}`, value }))];
}

/** What is broken and no copy: it is kept as it stands. */
export function keptAside(broken: Decoded['broken']): readonly (readonly [string, string])[] {
  return [...broken].filter(([place]) => !COPIES.test(place));
}

/** The writes that make a change durable. */
export function encodeChange(prefix: string, change: StateChange): readonly StoredWrite[] {
  const write = (key: string, value: unknown): StoredWrite => ({
    key: prefix + key,
    value: value === null ? null : JSON.stringify(value),
  });
  return [
    ...[...(change.entries ?? [])].map(([seq, entry]) => write(`queue/${seqText(seq)}`, entry)),
    ...[...(change.held ?? [])].map(([seq, held]) => write(`held/${seqText(seq)}`, held)),
    ...[...(change.notes ?? [])].map(([ref, note]) => write(`note/${ref}`, note)),
    // The value `null` of a row is a row; a row that is gone is no row.
    ...[...(change.rows ?? [])].map(([key, row]) =>
      row === null ? write(`row/${key}`, null) : rowWrite(prefix, key, row),
    ),
    ...(change.view ? [write('view', change.view)] : []),
    ...(change.credential ? [write('credential', change.credential)] : []),
    ...(change.head ? [write('head', change.head)] : []),
  ];
}

/** The keys that a change writes, without the person's prefix. */
export function placesOf(change: StateChange): readonly string[] {
  return encodeChange('', change).map(({ key }) => key);
}

/** The change that these places are, as they were read: what is not there any more is gone. */
export function changeOf(places: readonly string[], read: DeviceState): StateChange {
  const change: { -readonly [Part in keyof StateChange]: StateChange[Part] } = {};
  for (const place of places) {
    const [, kind = '', rest = ''] = /^([^/]+)\/?(.*)$/s.exec(place) ?? [];
    const seq = Number(rest);
    if (kind === 'queue') change.entries = new Map([...(change.entries ?? []), [seq, read.entries.get(seq) ?? null]]);
    else if (kind === 'held') change.held = new Map([...(change.held ?? []), [seq, read.held.get(seq) ?? null]]);
    else if (kind === 'note') change.notes = new Map([...(change.notes ?? []), [rest, read.notes.get(rest) ?? null]]);
    else if (kind === 'row') change.rows = new Map([...(change.rows ?? []), [rest, read.rows.get(rest) ?? null]]);
    else if (kind === 'view') change.view = read.view;
    else if (kind === 'head' && read.head) change.head = read.head;
    else if (kind === 'credential' && read.credential) change.credential = read.credential;
  }
  return change;
}

function rowWrite(prefix: string, key: string, { value }: ConfirmedRow): StoredWrite {
  return { key: `${prefix}row/${key}`, value: JSON.stringify(value) };
}

/** The state after a change. */
export function applyChange(state: DeviceState, change: StateChange): DeviceState {
  return {
    head: change.head ?? state.head,
    view: change.view ?? state.view,
    entries: sorted(merged(state.entries, change.entries)),
    held: merged(state.held, change.held),
    notes: merged(state.notes, change.notes),
    rows: merged(state.rows, change.rows),
    credential: change.credential ?? state.credential,
    unreadable: state.unreadable,
  };
}

function merged<K, V>(map: ReadonlyMap<K, V>, changes: ReadonlyMap<K, V | null> | undefined): ReadonlyMap<K, V> {
  if (!changes || changes.size === 0) return map;
  const next = new Map(map);
  for (const [key, value] of changes) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  return next;
}

/** Imported and held work comes back under numbers of before. */
function sorted(entries: ReadonlyMap<number, QueuedMutation>): ReadonlyMap<number, QueuedMutation> {
  let last = 0;
  for (const seq of entries.keys()) {
    if (seq < last) return new Map([...entries].sort(([left], [right]) => left - right));
    last = seq;
  }
  return entries;
}
