import { randomUUID } from 'node:crypto';
import { credentialSchema, SyncRuntime, toBase64url, type Credential, type DeviceItem, type Json } from '#sync';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.ts';
import { outcomeProblem } from '../rest/outcome-problem.ts';
import { Writes } from '../rest/writes.service.ts';
import { SmsKeys } from '../sms/sms-keys.ts';
import { CredentialSigner } from './credential-signer.ts';

/** A credential as signed, and what it says. */
export interface IssuedCredential {
  readonly credential: string;
  readonly terms: Credential;
  /** The key with which this install signs its SMS, as base64url; only where it named a stream for them. */
  readonly smsKey?: string;
}

/** Who asks for a credential. */
export interface Install {
  readonly groupId: string;
  /** Its stream whose mutations may come by SMS too. */
  readonly smsStream?: string | undefined;
}

/** Devices: given a credential, listed, taken out of service. */
@Injectable()
export class Devices {
  readonly #writes: Writes;
  readonly #signer: CredentialSigner;
  readonly #sync: SyncRuntime;
  readonly #smsKeys: SmsKeys;

  constructor(writes: Writes, signer: CredentialSigner, sync: SyncRuntime, smsKeys: SmsKeys) {
    this.#writes = writes;
    this.#signer = signer;
    this.#sync = sync;
    this.#smsKeys = smsKeys;
  }

  /** @throws Problem when the install is another person's, or was taken out of service */
  async issue(principal: Principal, { groupId, smsStream }: Install): Promise<IssuedCredential> {
    const details = await this.#perform(principal, 'sync.issueCredential', {
      groupId,
      ...(smsStream === undefined ? {} : { smsStream }),
    });
    const terms = credentialSchema.parse({ ...(details as object), subject: principal.subject, groupId });
    const credential = await this.#signer.sign(terms);
    if (smsStream === undefined) return { credential, terms };
    return { credential, terms, smsKey: toBase64url(await this.#smsKeys.keyOf(terms)) };
  }

  /** Takes an install of `subject` out of service. To do so again changes nothing. @throws Problem when there is none */
  async revoke(principal: Principal, groupId: string, subject: string): Promise<void> {
    await this.#perform(principal, 'sync.revokeDevice', { groupId, subject });
  }

  list(subject: string): Promise<readonly DeviceItem[]> {
    return this.#sync.devices.of(subject);
  }

  async #perform(principal: Principal, name: string, args: Json): Promise<Json | undefined> {
    // Both may be asked for as often as one likes: no key of the caller's is needed to keep them from doubling.
    const { outcome } = await this.#writes.perform({ principal, key: randomUUID(), name, args });
    if (outcome.outcome === 'parked') throw outcomeProblem(outcome);
    return outcome.details;
  }
}
