/**
 * Which mutations go into the next push.
 *
 * Invariants: while an emergency waits, nothing else goes; within a stream the oldest goes first and none is left out;
 * a push is of one install; it has at least one mutation if any waits, and otherwise stays within the bounds.
 */
import { PRIORITIES } from '#sync/client';
import { isUndecided, type QueuedMutation } from './entry.ts';

export interface BatchBounds {
  readonly mutationsMax: number;
  readonly bytesMax: number;
}

/** Plans the next push from the queue, in the order of `seq`. Empty: nothing waits for an answer. */
export function planBatch(entries: Iterable<QueuedMutation>, bounds: BatchBounds): readonly QueuedMutation[] {
  const waiting = [...entries].filter(isUndecided);
  const first = mostUrgent(waiting)[0];
  if (!first) return [];
  const ofOneInstall = waiting.filter(({ groupID }) => groupID === first.groupID);
  const emergencies = ofOneInstall.filter(({ stream }) => stream === 'emergency');
  return within(emergencies.length > 0 ? emergencies : mostUrgent(ofOneInstall), bounds);
}

function mostUrgent(waiting: readonly QueuedMutation[]): readonly QueuedMutation[] {
  return PRIORITIES.flatMap((stream) => waiting.filter((entry) => entry.stream === stream));
}

function within(
  entries: readonly QueuedMutation[],
  { mutationsMax, bytesMax }: BatchBounds,
): readonly QueuedMutation[] {
  let bytes = 0;
  const end = entries.findIndex((entry, index) => {
    bytes += entry.bytes;
    return index >= mutationsMax || (index > 0 && bytes > bytesMax);
  });
  return end === -1 ? entries : entries.slice(0, end);
}
