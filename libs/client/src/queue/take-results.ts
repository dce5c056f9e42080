/**
 * What the results of a push do to the queue. Pure.
 *
 * Invariants: only a stored outcome ends a mutation; a result for something that is not in the queue changes nothing.
 */
import type { Outcome, PushResult } from '#sync/client';
import type { Note, StateChange } from '../device/records.ts';
import type { OpenState } from '../device/device.ts';
import type { QueuedMutation } from './entry.ts';
import { offerAgain } from './offer-again.ts';
import { renumberFrom } from './renumber.ts';

export interface Results {
  readonly results: readonly PushResult[];
  readonly nowMs: number;
  readonly newId: () => string;
}

/** The change that the results of a push bring; null when they bring none. */
export function takeResults(state: OpenState, { results, nowMs, newId }: Results): StateChange | null {
  const byId = new Map([...state.entries.values()].map((entry) => [refOf(entry), entry]));
  const entries = new Map<number, QueuedMutation>();
  const notes = new Map<string, Note | null>();
  const expected: Record<string, number> = {};
  let reused: QueuedMutation | undefined;
  for (const { id, result } of results) {
    const entry = byId.get(refOf(id));
    if (!entry || entry.outcome !== null) continue;
    if ('outcome' in result) {
      entries.set(entry.seq, { ...entry, outcome: result, formerForms: [] });
      if (needsNote(result)) notes.set(refOf(entry), noteOf(entry, result, nowMs));
    } else if (result.error === 'gap') expected[entry.clientID] ??= result.expectedId - 1;
    else if (entry.formerForms?.length) entries.set(entry.seq, inFormerForm(entry));
    else reused ??= entry;
  }
  const decided = merge(state, { entries, notes });
  const healed = Object.keys(expected).length > 0 ? offerAgain(decided, expected, newId) : {};
  const change = { notes, ...withEntries(entries, healed) };
  // Its id was used by a copy of this device: it goes on under a stream of its own.
  const moved = reused ? renumberFrom(merge(state, change), reused, newId) : {};
  const all = { ...change, ...withEntries(change.entries, moved) };
  return all.entries.size === 0 && !all.view ? null : all;
}

/** The server knows it in the words of before an update: so it left, and so it stands. */
function inFormerForm({ formerForms = [], ...entry }: QueuedMutation): QueuedMutation {
  return { ...entry, ...formerForms.at(-1), formerForms: formerForms.slice(0, -1), offered: true };
}

/** Names a mutation: its stream and its number. */
export function refOf({ clientID, id }: { readonly clientID: string; readonly id: number }): string {
  return `${clientID}/${id}`;
}

/** A refusal, something held, or an effect that is not the one hoped for. */
function needsNote({ outcome, code }: Outcome): boolean {
  return outcome !== 'applied' || code !== undefined;
}

function noteOf({ clientID, id, name, args }: QueuedMutation, outcome: Outcome, atMs: number): Note {
  return { clientID, id, name, args, outcome, atMs };
}

function merge(state: OpenState, { entries, head, view }: StateChange): OpenState {
  const next = new Map(state.entries);
  for (const [seq, entry] of entries ?? []) if (entry) next.set(seq, entry);
  return { ...state, entries: next, head: head ?? state.head, view: view ?? state.view };
}

function withEntries(entries: ReadonlyMap<number, QueuedMutation>, more: StateChange) {
  return { ...more, entries: new Map([...entries, ...(more.entries ?? [])]) as Map<number, QueuedMutation> };
}
