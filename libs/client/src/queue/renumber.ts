/**
 * Moving waiting mutations to a fresh stream: when the ids they have can never be taken. Pure.
 *
 * Only mutations that the server cannot have decided may be moved: they come after an id that it refuses or misses.
 */
import type { OpenState } from '../device/device.ts';
import type { StateChange } from '../device/records.ts';
import type { Head } from './head.ts';
import type { QueuedMutation } from './entry.ts';

/** Gives `first`, and all undecided ones that follow it in its stream, ids from 1 under a fresh client id. */
export function renumberFrom(state: OpenState, first: QueuedMutation, newId: () => string): StateChange {
  const follows = ({ clientID, id, outcome }: QueuedMutation) =>
    clientID === first.clientID && id >= first.id && outcome === null;
  return renumber(state.head, [...state.entries.values()].filter(follows), newId);
}

/** Gives the entries (of one stream, in order) ids from 1 under a fresh client id; what is made next follows them. */
export function renumber(head: Head, moved: readonly QueuedMutation[], newId: () => string): StateChange {
  const [first] = moved;
  if (!first) return {};
  const { stream } = first;
  const clientID = `${stream}-${newId()}`;
  const entries = moved.map((entry, index): readonly [number, QueuedMutation] => [
    entry.seq,
    { ...entry, groupID: head.groupID, clientID, id: index + 1, offered: false },
  ]);
  // An older stream, left at an earlier move, has no successors to number.
  const isCurrent = first.clientID === head.streams[stream].clientID;
  const streams = { ...head.streams, [stream]: { clientID, nextId: moved.length + 1 } };
  return { entries: new Map(entries), ...(isCurrent ? { head: { ...head, streams } } : {}) };
}
