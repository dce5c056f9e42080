/**
 * The offline credential: a signed promise of what a device may do without contact, until when and for how much cash.
 *
 * Invariants: pure, checked on the phone without a network; an emergency is never refused. It binds an honest phone. What a
 * modified one does anyway meets the server's own gate (`whyHeld`) and the pipeline's roles.
 */
import { z } from 'zod';
import { type Priority } from '../../define/mutation.ts';
import { ANY_ROLE } from '../../define/role.ts';
import { readJson, readSigned, type Jwks, type SignedRefusal } from './signed-text.ts';

/** What a credential's header says it is. */
export const CREDENTIAL_TYPE = 'bimride-credential+jws';

const CREDENTIAL_CHARS_MAX = 2_048;
/** A clock this far behind the server's is still believed. */
const CLOCK_BEHIND_MS_MAX = 300_000;

const ms = z.int().min(0);

export const credentialSchema = z.strictObject({
  /** Whose, and the install it was issued to: it is worth nothing on another. */
  subject: z.string().min(1),
  groupId: z.string().min(1),
  roles: z.array(z.string()).min(1),
  issuedAtMs: ms,
  expiresAtMs: ms,
  /** Cash that may be taken without contact under it, in cents of a Barbados dollar. */
  cashLimitCents: z.int().min(0),
  policyVersion: z.string(),
});
export type Credential = z.infer<typeof credentialSchema>;

/** Why a device may not act, and what that says to its person. */
export const CREDENTIAL_CODES = {
  credential_malformed: 'This is not a credential.',
  credential_algorithm_wrong: 'The credential is not signed in the way that credentials are.',
  credential_key_unknown: 'The credential is signed by a key that is not ours.',
  credential_signature_wrong: 'The credential was changed, or was not signed by us.',
  credential_of_another: 'The credential is of another person or another device.',
  credential_expired: 'This phone has been without contact for too long. Find coverage to go on.',
  clock_behind: 'The clock of this phone is wrong. Find coverage to go on.',
  power_missing: 'Your role does not allow this.',
  cash_limit_reached: 'You have taken as much cash as you may without contact. Find coverage to go on.',
} as const;
export type CredentialCode = keyof typeof CREDENTIAL_CODES;

/** Reads a credential and checks who signed it, and that it is of this person and this install. */
export function verifyCredential(
  jws: string,
  jwks: Jwks,
  holder: { readonly subject: string; readonly groupId: string },
): { readonly credential: Credential } | { readonly code: CredentialCode } {
  const read = readSigned(jws, jwks, { type: CREDENTIAL_TYPE, charsMax: CREDENTIAL_CHARS_MAX });
  if ('refusal' in read) return { code: `credential_${read.refusal satisfies SignedRefusal}` };
  const parsed = credentialSchema.safeParse(readJson(read.payload));
  if (!parsed.success) return { code: 'credential_malformed' };
  const { subject, groupId } = parsed.data;
  const isTheirs = subject === holder.subject && groupId === holder.groupId;
  return isTheirs ? { credential: parsed.data } : { code: 'credential_of_another' };
}

/** What somebody is about to do without contact. */
export interface OfflineAct {
  /** Of the mutation's definition. */
  readonly roles: readonly string[];
  readonly priority: Priority;
  /** Cash taken without contact under the credential, this act's included, in cents. Absent: it takes none. */
  readonly cashCents?: number;
}

/**
 * Whether a device may do this without contact.
 *
 * @param nowMs the device's clock; on a device that was put back it is before the credential's issue, and refused
 * @returns null: it may. Otherwise the code of why not.
 */
export function mayAct(credential: Credential, act: OfflineAct, nowMs: number): CredentialCode | null {
  if (act.priority === 'emergency') return null;
  if (!(nowMs >= credential.issuedAtMs - CLOCK_BEHIND_MS_MAX)) return 'clock_behind';
  if (!(nowMs <= credential.expiresAtMs)) return 'credential_expired';
  const held = act.roles.includes(ANY_ROLE) || act.roles.some((role) => credential.roles.includes(role));
  if (!held) return 'power_missing';
  return (act.cashCents ?? 0) <= credential.cashLimitCents ? null : 'cash_limit_reached';
}
