/** Replies of the scripted server that look at nothing. */
import { REVOKED_SCOPES, type Json, type PullResponse } from '#sync/client';

export interface ScriptedReply {
  readonly status: number;
  readonly body: Json;
}

/** All that a device out of service is told. */
export function forgetAll(order: number): PullResponse {
  const cookie = { order, scopes: REVOKED_SCOPES };
  return { cookie, lastMutationIDChanges: {}, patch: [{ op: 'clear' }], more: false, scopes: {} };
}

/** A problem document. */
export function problem(status: number, code: string): ScriptedReply {
  return { status, body: { type: 'about:blank', status, code, title: code } };
}
