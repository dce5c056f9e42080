/**
 * What a server that was restored from backup may have lost, and how it is offered again. Pure.
 *
 * Invariants: only what the server says it does not have is offered; ids stay as they are where the server can take them,
 * so that what it does have is recognised.
 */
import type { StateChange } from '../device/records.ts';
import type { OpenState } from '../device/device.ts';
import type { QueuedMutation } from './entry.ts';
import { renumberFrom } from './renumber.ts';

type LastIds = Readonly<Record<string, number>>;

/** The change that offers again what comes after the server's last ids. Streams it does not name are left alone. */
export function offerAgain(state: OpenState, lastIds: LastIds, newId: () => string): StateChange {
  let next: OpenState = { ...state, view: { ...state.view, lastIds: { ...state.view.lastIds, ...lastIds } } };
  const changed = new Map<number, QueuedMutation>();
  const take = ({ entries, head }: StateChange): void => {
    const all = new Map(next.entries);
    for (const [seq, entry] of entries ?? []) {
      if (!entry) continue;
      all.set(seq, entry);
      changed.set(seq, entry);
    }
    next = { ...next, entries: all, head: head ?? next.head };
  };
  take({ entries: new Map(lostEntries(state.entries.values(), lastIds).map((entry) => [entry.seq, entry])) });
  for (const first of brokenStreams(next.entries.values(), lastIds)) take(renumberFrom(next, first, newId));
  const head = next.head === state.head ? {} : { head: next.head };
  return { entries: changed, view: next.view, ...head };
}

/** Decided entries that the server does not have: undecided again. */
export function lostEntries(entries: Iterable<QueuedMutation>, lastIds: LastIds): readonly QueuedMutation[] {
  const lost: QueuedMutation[] = [];
  for (const entry of entries) {
    const lastId = lastIds[entry.clientID];
    const wasDecided = entry.outcome !== null || entry.confirmedAtMs !== null;
    if (lastId !== undefined && entry.id > lastId && wasDecided)
      lost.push({ ...entry, outcome: null, confirmedAtMs: null });
  }
  return lost;
}

/** The first entries of streams that cannot go on under their ids: the server waits for one that is no longer kept here. */
export function brokenStreams(entries: Iterable<QueuedMutation>, lastIds: LastIds): readonly QueuedMutation[] {
  const seen = new Set<string>();
  const broken: QueuedMutation[] = [];
  for (const entry of entries) {
    const lastId = lastIds[entry.clientID];
    if (lastId === undefined || entry.id <= lastId || seen.has(entry.clientID)) continue;
    seen.add(entry.clientID);
    if (entry.id > lastId + 1) broken.push(entry);
  }
  return broken;
}
