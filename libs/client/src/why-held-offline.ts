import { mayAct, type CredentialCode, type Json, type MutationDefinition } from '#sync/client';
import { unharmed } from './app-code.ts';
import type { ClientParts } from './client-parts.ts';
import { cashOf, takenCashCents } from './device/offline-cash.ts';

/** Why the server may hold it for staff, if it is done now without contact: as the app says, or the credential that is kept. Null: it will not. */
export function whyHeldOffline(
  { device, clock, onError, mayActOffline }: ClientParts,
  definition: MutationDefinition,
  args: Json,
): CredentialCode | null {
  const { name, roles, priority } = definition;
  if (priority === 'emergency') return null;
  const nowMs = clock.nowMs();
  const terms = device.state.credential?.terms;
  const ask = () => {
    const cashCents = cashOf(definition, args);
    const act = {
      name,
      args,
      roles,
      priority,
      ...(cashCents > 0 && { cashCents: cashCents + takenCashCents(device) }),
    };
    return mayActOffline ? mayActOffline(act, nowMs) : terms ? mayAct(terms, act, nowMs) : null;
  };
  return unharmed(ask, null, onError);
}

/** Cash that may still be taken without contact, in cents, by the credential that is kept; null: there is none. */
export function cashLeftOffline({ device }: ClientParts): number | null {
  const terms = device.state.credential?.terms;
  return terms ? Math.max(0, terms.cashLimitCents - takenCashCents(device)) : null;
}
