/**
 * Intake: bounds and addresses each mutation of a push, before any lock is taken.
 */
import { canonicalJson, type Json } from '../wire/canonical-json.ts';
import { sha256 } from '../native-hash.ts';
import type { DrainEnd, Intent } from '../decide/step.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { Actor } from '../define/mutation.ts';
import type { PushRequest, WireMutation } from '../wire/protocol.ts';
import { madeAtMs } from '../decide/device-clock.ts';

/** A push that is refused whole, with a stable code: nothing of it was applied. */
export interface IntakeRefusal {
  readonly code: 'client_id_reserved' | 'role_missing';
  readonly detail: string;
}

/** Ids with these beginnings name the streams of REST callers and event handlers. */
const RESERVED = /^(rest|event):/;

/** The intents of a push, or why it is refused. */
export function admit(push: PushRequest, actor: Actor, receivedAtMs: number): readonly Intent[] | IntakeRefusal {
  if (actor.roles.length === 0) return { code: 'role_missing', detail: 'The token names no role.' };
  const names = [push.clientGroupID, ...push.mutations.map((mutation) => mutation.clientID)];
  const reserved = names.find((name) => RESERVED.test(name));
  if (reserved !== undefined) return { code: 'client_id_reserved', detail: 'Ids must not begin with rest: or event:.' };
  const device = { ...actor, device: push.clientGroupID };
  const intents = push.mutations.map((mutation) => toIntent({ mutation, push, actor: device, receivedAtMs }));
  return intents.map((intent, index) =>
    index === intents.length - 1 ? { ...intent, drainEnd: drainEnd(push) } : intent,
  );
}

/** The hash that tells a replay from a reused id: over the name and the canonical arguments. */
export function argsHash(name: string, canonicalArgs: string): string {
  return sha256(`${name}\n${canonicalArgs}`);
}

/** What is kept of a mutation's arguments: of those that are too large only their hash, by which a replay is known. */
function keptArgs(name: string, args: Json): Pick<Intent, 'args' | 'argsHash' | 'tooLarge'> {
  const text = canonicalJson(args);
  const hash = argsHash(name, text);
  return isTooLarge(text) ? { args: null, argsHash: hash, tooLarge: true } : { args, argsHash: hash };
}

/** Whether canonical arguments have more bytes than any mutation may have. */
export function isTooLarge(canonicalArgs: string): boolean {
  return Buffer.byteLength(canonicalArgs) > SYNC_LIMITS.mutationArgsBytesMax;
}

/** A stream of one mutation: the way of REST writes (the key is the caller's) and of event handlers (the key is the event's). */
export function singleIntent(request: {
  readonly actor: Actor;
  readonly key: string;
  readonly name: string;
  readonly args: Json;
  readonly validUntilMs: number | null;
  readonly receivedAtMs: number;
}): Intent {
  const { actor, key, name, args } = request;
  const origin = actor.roles.includes('system') ? 'event' : 'rest';
  return {
    groupId: `${origin}:${actor.subject}`,
    clientId: `${origin}:${sha256(`${actor.subject}\n${key}`)}`,
    mutationId: 1,
    single: true,
    actor,
    name,
    // What Bimride writes itself, such as the map of the island, is bounded by who writes it.
    ...(origin === 'event' ? { args, argsHash: argsHash(name, canonicalJson(args)) } : keptArgs(name, args)),
    base: null,
    claimedAtMs: null,
    validUntilMs: request.validUntilMs,
    offline: false,
    wireLane: null,
    receivedAtMs: request.receivedAtMs,
    sentAtMs: null,
    drainEpisode: null,
    drainEnd: null,
  };
}

interface Addressed {
  readonly mutation: WireMutation;
  readonly push: PushRequest;
  readonly actor: Actor;
  readonly receivedAtMs: number;
}

function toIntent({ mutation, push, actor, receivedAtMs }: Addressed): Intent {
  const claimedAtMs = mutation.claimedAt ?? null;
  const sentAtMs = push.sentAt ?? null;
  return {
    groupId: push.clientGroupID,
    clientId: mutation.clientID,
    mutationId: mutation.id,
    single: false,
    actor,
    name: mutation.name,
    ...keptArgs(mutation.name, mutation.args as Json),
    base: mutation.base ?? null,
    claimedAtMs,
    validUntilMs: mutation.validUntil ?? null,
    offline: mutation.offline ?? wasLate({ claimedAtMs, sentAtMs, receivedAtMs }),
    wireLane: mutation.lane ?? null,
    receivedAtMs,
    sentAtMs,
    drainEpisode: push.drain?.episode ?? null,
    drainEnd: null,
  };
}

function drainEnd({ drain, mutations }: PushRequest): DrainEnd | null {
  return drain?.remaining === 0 ? { elapsedMs: drain.elapsedMs, mutations: mutations.length } : null;
}

/** A phone that does not say whether it had contact is taken to have had none if the mutation is old on arrival. */
function wasLate(work: Pick<Intent, 'claimedAtMs' | 'sentAtMs' | 'receivedAtMs'>): boolean {
  return work.receivedAtMs - (madeAtMs(work) ?? work.receivedAtMs) > SYNC_LIMITS.onlineLatenessMsMax;
}
