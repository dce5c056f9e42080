import type { Credential } from '#sync/client';

/** A credential as the server gave it, for `verifyCredential` and for SMS. */
export interface KeptCredential {
  /** The signed text. */
  readonly credential: string;
  /** What it says: until when, for what, for how much cash. */
  readonly terms: Credential;
  /** With what this install signs its SMS, as base64url. */
  readonly smsKey?: string;
}
