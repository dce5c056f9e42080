/** The head of a person's queue on one install: the ids of its streams, and the next number in each. */
import { PRIORITIES, type Priority } from '#sync/client';

export interface StreamHead {
  readonly clientID: string;
  readonly nextId: number;
}

export interface Head {
  /** This install, for this person. A fresh one each time the app is installed. */
  readonly groupID: string;
  readonly nextSeq: number;
  readonly streams: Readonly<Record<Priority, StreamHead>>;
}

/** The head of an install that has done nothing yet. `newId` gives a fresh id each time. */
export function freshHead(newId: () => string): Head {
  const streams = PRIORITIES.map((stream) => [stream, { clientID: `${stream}-${newId()}`, nextId: 1 }] as const);
  return { groupID: `install-${newId()}`, nextSeq: 1, streams: Object.fromEntries(streams) as Head['streams'] };
}
