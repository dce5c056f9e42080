import { mayAct, type CredentialCode, type Json, type MutationDefinition } from '#sync/client';
import { unharmed } from './app-code.ts';
import type { ClientParts } from './client-parts.ts';

/** Why the server may hold it for staff, if it is done now without contact: as the app says, or the credential that is kept. Null: it will not. */
export function whyHeldOffline(
  { device, clock, onError, mayActOffline }: ClientParts,
  { name, roles, priority }: MutationDefinition,
  args: Json,
): CredentialCode | null {
  if (priority === 'emergency') return null;
  const act = { name, args, roles, priority };
  const nowMs = clock.nowMs();
  const terms = device.state.credential?.terms;
  const ask = () => (mayActOffline ? mayActOffline(act, nowMs) : terms ? mayAct(terms, act, nowMs) : null);
  return unharmed(ask, null, onError);
}
