/** What waits on the device, for a person to look at. Pure. */
import { PRIORITIES, type Json, type Priority } from '#sync/client';
import type { DeviceState } from '../device/records.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import { isUndecided, type HeldMutation } from './entry.ts';

export interface StreamInspection {
  readonly stream: Priority;
  /** Mutations without a stored outcome. */
  readonly waiting: number;
  readonly bytes: number;
  /** Age of the oldest one, in milliseconds; null when none waits. */
  readonly oldestAgeMs: number | null;
  /** How many more the device would keep. */
  readonly roomFor: number;
}

export interface QueueInspection {
  readonly streams: readonly StreamInspection[];
  readonly waiting: number;
  readonly bytes: number;
  /** Received by Bimride, not yet shown by the views. */
  readonly received: number;
  /** Set aside because they cannot be sent in their form. They are kept, and go into an export. */
  readonly held: readonly {
    readonly ref: number;
    readonly name: string;
    readonly args: Json;
    readonly why: HeldMutation['why'];
    readonly detail: string;
  }[];
  /** What the device kept and cannot read any more, as it stands, by its key. It is not sent. */
  readonly unreadable: readonly (readonly [key: string, text: string])[];
}

/** Looks at the queue. */
export function inspectQueue({ entries, held, unreadable }: DeviceState, nowMs: number): QueueInspection {
  const all = [...entries.values()];
  const waiting = all.filter(isUndecided);
  const streams = PRIORITIES.map((stream): StreamInspection => {
    const own = waiting.filter((entry) => entry.stream === stream);
    return {
      stream,
      waiting: own.length,
      bytes: sum(own.map(({ bytes }) => bytes)),
      oldestAgeMs:
        own.length === 0 ? null : Math.max(0, nowMs - Math.min(...own.map(({ claimedAtMs }) => claimedAtMs))),
      roomFor: Math.max(0, CLIENT_LIMITS.queuedMutationsMax[stream] - own.length),
    };
  });
  return {
    streams,
    waiting: waiting.length,
    bytes: sum(waiting.map(({ bytes }) => bytes)),
    received: all.filter(({ outcome, confirmedAtMs }) => outcome !== null && confirmedAtMs === null).length,
    held: [...held.values()].map(({ entry, why, detail }) => ({
      ref: entry.seq,
      name: entry.name,
      args: entry.args,
      why,
      detail,
    })),
    unreadable: [...unreadable],
  };
}

/** Whether nothing in the queue moved between two states. */
export function isSameQueue(left: DeviceState, right: DeviceState): boolean {
  return left.entries === right.entries && left.held === right.held && left.unreadable === right.unreadable;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
