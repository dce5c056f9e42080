import { CREDENTIAL_TYPE, SIGNING_ALGORITHM, type Credential } from '#sync';
import { Injectable } from '@nestjs/common';
import { CompactSign, importJWK } from 'jose';
import { BOOK_KEY_SECRET, createBookKey, parseBookKeys } from '../book/page-key.ts';
import { Secrets } from '../secrets.ts';

/** Signs offline credentials, with the key of the book: phones hold its public half already. */
@Injectable()
export class CredentialSigner {
  readonly #secrets: Secrets;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /** The credential as a compact JWS. @throws SecretUnavailable */
  async sign(credential: Credential): Promise<string> {
    const { signing, keyId } = parseBookKeys(await this.#secrets.getOrMake(BOOK_KEY_SECRET, createBookKey));
    const key = await importJWK(signing, SIGNING_ALGORITHM);
    return new CompactSign(new TextEncoder().encode(JSON.stringify(credential)))
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: CREDENTIAL_TYPE, kid: keyId })
      .sign(key);
  }
}
