/**
 * A mutation in the queue, from the moment it is durable until it is confirmed, and for a while after.
 *
 * Invariants: `seq` is its place in the order in which things were done on this device and never changes; within one
 * `clientID` ids are 1, 2, 3 … without a hole and ascend with `seq`; an entry goes only when the server's stored outcome
 * for it is confirmed by a pull.
 */
import type { Json, Outcome, Priority, WireMutation } from '#sync/client';

/** What a mutation says, in the words of one version of the app. */
export interface MutationForm {
  readonly name: string;
  readonly args: Json;
  readonly schemaVersion: string;
}

export interface QueuedMutation extends MutationForm {
  readonly seq: number;
  readonly stream: Priority;
  /** The install it was made under; another one than this install's for work that came from an exported queue. */
  readonly groupID: string;
  readonly clientID: string;
  readonly id: number;
  /** The app's version of the mutations when it was made, or brought up. */
  readonly schemaVersion: string;
  readonly claimedAtMs: number;
  readonly validUntilMs: number | null;
  readonly base: Readonly<Record<string, number>>;
  readonly lane: string | null;
  /** There was no contact when it was made; null: the device did not know. */
  readonly offline: boolean | null;
  /** It may have left the device: from now on its contents may not change. */
  readonly offered: boolean;
  /**
   * The forms it had before updates of the app, oldest first: a device without room could not note that it left under one.
   * If the server knows it so, that one stands.
   */
  readonly formerForms?: readonly MutationForm[];
  /** The server's stored outcome. */
  readonly outcome: Outcome | null;
  /** When a pull showed its effects; null until then. */
  readonly confirmedAtMs: number | null;
  /** Its number before it was held and released. */
  readonly formerSeq: number | null;
  /** Bytes it takes in a push. */
  readonly bytes: number;
}

/** A mutation that cannot be sent as it is. It is kept until an update of the app can, or a person exports it. */
export interface HeldMutation {
  readonly entry: QueuedMutation;
  readonly why: 'no_upcaster' | 'refused_by_server';
  readonly detail: string;
}

/** Where a mutation stands, in three words that are true. */
export type MutationStage = 'saved' | 'received' | 'confirmed';

/** What a view knows of the server: the commit it stands for, and the last id of each stream in it. */
export interface Progress {
  readonly lastIds: Readonly<Record<string, number>>;
  readonly commit: number;
}

/** Whether the confirmed rows show what became of it. */
export function isVisible(entry: QueuedMutation, { lastIds, commit }: Progress): boolean {
  const lastId = lastIds[entry.clientID];
  // The server tells last ids of the own install only.
  if (lastId === undefined) return entry.outcome !== null && entry.outcome.commit <= commit && commit > 0;
  return entry.id <= lastId;
}

/** Saved on this phone, received by Bimride, or confirmed with its outcome. */
export function stageOf(entry: QueuedMutation, progress: Progress): MutationStage {
  if (entry.confirmedAtMs !== null) return 'confirmed';
  return entry.outcome !== null || isVisible(entry, progress) ? 'received' : 'saved';
}

/** Whether the server has still to say what became of it. */
export function isUndecided(entry: QueuedMutation): boolean {
  return entry.outcome === null;
}

/** Whether it is an emergency. */
export function isUrgent({ stream }: Pick<QueuedMutation, 'stream'>): boolean {
  return stream === 'emergency';
}

/** Whether the outcome is the last word. A parked mutation is decided later, under the same id. */
export function isFinal<T extends { readonly outcome: string }>(outcome: T | null): outcome is T {
  return outcome !== null && outcome.outcome !== 'parked';
}

/** The mutation as it goes over the wire. */
export function toWire(entry: QueuedMutation): WireMutation {
  return {
    clientID: entry.clientID,
    id: entry.id,
    name: entry.name,
    args: entry.args,
    timestamp: 0,
    claimedAt: entry.claimedAtMs,
    ...(entry.offline === null ? {} : { offline: entry.offline }),
    ...(Object.keys(entry.base).length === 0 ? {} : { base: { ...entry.base } }),
    ...(entry.validUntilMs === null ? {} : { validUntil: entry.validUntilMs }),
    ...(entry.lane === null ? {} : { lane: entry.lane }),
  };
}
