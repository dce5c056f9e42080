/**
 * Doing something: it counts as done when it is durable on the device.
 */
import { canonicalJson, keyText, utf8Length, type Actor, type Json, type MutationDefinition } from '#sync/client';
import type { z } from 'zod';
import type { Device, OpenState } from './device/device.ts';
import { CLIENT_LIMITS } from './limits.ts';
import type { Answer } from './outcomes/answer.ts';
import { isUndecided, toWire, type QueuedMutation } from './queue/entry.ts';
import type { StateChange } from './device/records.ts';
import type { LocalAttempt } from './views/overlay.ts';

/** A mutation with the types of its arguments. */
export type TypedMutation<Z extends z.ZodType> = MutationDefinition & { readonly args: Z };

/** The arguments do not have the form the mutation asks for: a defect of the app. Nothing was kept. */
export class ArgsInvalid extends Error {
  override readonly name = 'ArgsInvalid';
  constructor(mutation: string, issues: string) {
    super(`${mutation}: ${issues}`);
  }
}

/** What a person wants, beside the arguments. */
export interface MutateOptions {
  /** After this time (ms since 1970) they no longer want it. */
  readonly validUntilMs?: number;
}

export interface Wish {
  readonly definition: MutationDefinition;
  readonly args: Json;
  readonly options: MutateOptions;
  readonly nowMs: number;
  readonly offline: boolean | null;
  readonly schemaVersion: string;
}

/** Checks the arguments. @throws ArgsInvalid */
export function checkedArgs(definition: MutationDefinition, args: unknown): Json {
  const parsed = definition.args.safeParse(args);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new ArgsInvalid(definition.name, issues.join('; '));
  }
  const text = canonicalJson(args);
  if (bytesOf(text) > CLIENT_LIMITS.mutationArgsBytesMax) {
    throw new ArgsInvalid(definition.name, `more than ${CLIENT_LIMITS.mutationArgsBytesMax} bytes`);
  }
  // A copy: what the app does to its object afterwards is not what the person asked for.
  return JSON.parse(text) as Json;
}

/** The entry that a wish becomes at the end of its stream. */
export function newEntry(device: Device, state: OpenState, wish: Wish): QueuedMutation {
  const { definition, args, options } = wish;
  const { head } = state;
  const { clientID, nextId } = head.streams[definition.priority];
  const draft: QueuedMutation = {
    seq: head.nextSeq,
    stream: definition.priority,
    groupID: head.groupID,
    clientID,
    id: nextId,
    name: definition.name,
    args,
    schemaVersion: wish.schemaVersion,
    claimedAtMs: wish.nowMs,
    validUntilMs: options.validUntilMs ?? null,
    base: device.overlay.baseOf({ name: definition.name, args }),
    lane: laneOf(definition, args, device.options.person),
    offline: wish.offline,
    offered: false,
    outcome: null,
    confirmedAtMs: null,
    formerSeq: null,
    bytes: 0,
  };
  return { ...draft, bytes: bytesOf(JSON.stringify(toWire(draft))) };
}

/** What is decided on the phone before it is kept. */
export function attemptOf(
  { head }: OpenState,
  { definition, args, options, nowMs, offline }: Omit<Wish, 'schemaVersion'>,
): LocalAttempt {
  const validUntilMs = options.validUntilMs ?? null;
  return { name: definition.name, args, claimedAtMs: nowMs, validUntilMs, offline, groupID: head.groupID };
}

/** The change that puts an entry at the end of its stream. */
export function enqueue({ head }: OpenState, entry: QueuedMutation): StateChange {
  const streams = { ...head.streams, [entry.stream]: { clientID: entry.clientID, nextId: entry.id + 1 } };
  return { entries: new Map([[entry.seq, entry]]), head: { ...head, nextSeq: entry.seq + 1, streams } };
}

/** Whether one more would go beyond what the device may keep. */
export function isQueueFull({ entries }: OpenState, entry: QueuedMutation): boolean {
  let bytes = entry.bytes;
  let inStream = 1;
  for (const other of entries.values()) {
    if (!isUndecided(other)) continue;
    bytes += other.bytes;
    if (other.stream === entry.stream) inStream += 1;
  }
  return bytes > CLIENT_LIMITS.queuedBytesMax || inStream > CLIENT_LIMITS.queuedMutationsMax[entry.stream];
}

/** What it is about, as `kind/id`; null where its arguments do not tell. */
export function laneOf(definition: MutationDefinition, args: Json, actor: Actor): string | null {
  try {
    return keyText(definition.lane(args as never, actor));
  } catch {
    return null;
  }
}

function bytesOf(text: string): number {
  return utf8Length(text);
}

/** How a mutation stands, in words that are true. */
export type MutationState =
  | { readonly stage: 'saved' }
  /** Bimride has it durably. It is decided when there is an outcome; `parked` is decided later. */
  | { readonly stage: 'received'; readonly outcome: Answer | null }
  /** The views show what became of it. */
  | { readonly stage: 'confirmed'; readonly outcome: Answer }
  /** It could not be kept, and was sent: Bimride has it or not. */
  | { readonly stage: 'unsure' }
  /** It cannot be sent in this form, and is kept; see `queue()`. */
  | { readonly stage: 'held' }
  /** Confirmed so long ago that the device no longer keeps it. */
  | { readonly stage: 'past' };
