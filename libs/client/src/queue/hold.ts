/** Setting a mutation aside that cannot be sent, so that it blocks nothing and is not lost. Pure. */
import type { OpenState } from '../device/device.ts';
import type { StateChange } from '../device/records.ts';
import type { HeldMutation, QueuedMutation } from './entry.ts';
import { renumber } from './renumber.ts';

/** Takes the entry out of the queue into what is held; what follows it in its stream goes on under fresh ids. */
export function holdEntry(state: OpenState, held: HeldMutation, newId: () => string): StateChange {
  const { entry } = held;
  const after = [...state.entries.values()].filter(({ clientID, id }) => clientID === entry.clientID && id > entry.id);
  const isCurrent = entry.clientID === state.head.streams[entry.stream].clientID;
  const moved =
    after.length > 0 ? renumber(state.head, after, newId) : isCurrent ? freshStream(state, entry, newId) : {};
  return {
    ...moved,
    entries: new Map([...(moved.entries ?? []), [entry.seq, null]]),
    held: new Map([[entry.seq, held]]),
  };
}

/**
 * Takes the entry out and leaves the ids of what follows: it may have left unnoted, and then the server goes on from it.
 * If it did not, the server misses it, and that answer moves the others (`offerAgain`).
 */
export function setAside(held: HeldMutation): StateChange {
  return { entries: new Map([[held.entry.seq, null]]), held: new Map([[held.entry.seq, held]]) };
}

/** Puts a held mutation back in its place, to hear from the server what became of it. */
export function backAsItWas(entry: QueuedMutation): StateChange {
  return { entries: new Map([[entry.seq, { ...entry, offered: true }]]), held: new Map([[entry.seq, null]]) };
}

/** Its id was never used up, so whatever is made next must not follow it. */
function freshStream({ head }: OpenState, { stream }: QueuedMutation, newId: () => string): StateChange {
  return { head: { ...head, streams: { ...head.streams, [stream]: { clientID: `${stream}-${newId()}`, nextId: 1 } } } };
}

/** Puts a held mutation back at the end of its stream, in its new form. */
export function releaseHeld(
  { head }: OpenState,
  entry: QueuedMutation,
  today: Pick<QueuedMutation, 'name' | 'args' | 'schemaVersion'>,
): StateChange {
  const { clientID, nextId } = head.streams[entry.stream];
  const back: QueuedMutation = {
    ...entry,
    ...today,
    groupID: head.groupID,
    clientID,
    id: nextId,
    seq: head.nextSeq,
    formerSeq: entry.seq,
    offered: false,
  };
  const streams = { ...head.streams, [entry.stream]: { clientID, nextId: nextId + 1 } };
  return {
    head: { ...head, nextSeq: head.nextSeq + 1, streams },
    entries: new Map([[back.seq, back]]),
    held: new Map([[entry.seq, null]]),
  };
}
