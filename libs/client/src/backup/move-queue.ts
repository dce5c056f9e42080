/** Handing the queue to another device, and taking it over there. Pure. */
import type { OpenState } from '../device/device.ts';
import type { DeviceState, StateChange } from '../device/records.ts';
import type { HeldMutation, QueuedMutation } from '../queue/entry.ts';
import { refOf } from '../queue/take-results.ts';
import type { QueueExport } from './queue-file.ts';

/** All that waits. */
export function queueContents(
  { entries, held }: DeviceState,
  of: Pick<QueueExport, 'subject' | 'exportedAtMs'>,
): QueueExport {
  const waiting = [...entries.values()].filter(({ outcome }) => outcome === null);
  return { ...of, entries: waiting, held: [...held.values()] };
}

/** The change that takes in what is not here yet, under the ids it has, in the order it has. */
export function takeImport(state: OpenState, file: QueueExport): StateChange {
  const here = new Set([...state.entries.values()].map(refOf));
  const heldHere = new Set([...state.held.values()].map(({ entry }) => refOf(entry)));
  let seq = state.head.nextSeq;
  const entries = new Map<number, QueuedMutation>();
  for (const entry of file.entries) {
    if (here.has(refOf(entry))) continue;
    // The other device may send it too: from now on its contents may not change.
    entries.set(seq, { ...entry, seq, formerSeq: null, offered: true });
    seq += 1;
  }
  const held = new Map<number, HeldMutation>();
  for (const { entry, ...why } of file.held) {
    if (heldHere.has(refOf(entry))) continue;
    held.set(seq, { ...why, entry: { ...entry, seq } });
    seq += 1;
  }
  return { entries, held, head: { ...state.head, nextSeq: seq } };
}
