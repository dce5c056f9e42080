/**
 * Sending without having saved: when the device has no room, and says so.
 *
 * Invariants: it succeeds only with the server's stored outcome; it uses a stream of its own, so that an id which was never
 * kept leaves no hole in a kept one.
 */
import type { Outcome } from '#sync/client';
import { toWire, type QueuedMutation } from '../queue/entry.ts';
import { exchange } from '../wire/exchange.ts';
import { readPushReply } from '../wire/read-reply.ts';
import { pushBody } from './push-body.ts';
import type { Leave, PushParts } from './push.ts';

const TRIES_MAX = 3;

/** Sends one mutation that is not kept. Null: there is no outcome, and the person must be told that nothing was done. */
export async function sendDirectly(parts: PushParts, entry: QueuedMutation, leave: Leave): Promise<Outcome | null> {
  const { groupID } = entry;
  const clientID = `direct-${parts.device.options.newId()}`;
  const mutations = [toWire({ ...entry, clientID, id: 1 })];
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    // A lost reply is no reason to say that nothing was done: the same id gets the same answer.
    const body = pushBody(parts, { groupID, mutations });
    const reading = await exchange(parts, { path: '/v1/sync/push', body, read: readPushReply, ...leave });
    const result = reading.kind === 'answer' ? reading.answer.results[0]?.result : undefined;
    if (result && 'outcome' in result) return result;
    if (reading.kind !== 'none' || (reading.why !== 'silent' && reading.why !== 'unreachable')) return null;
  }
  return null;
}
