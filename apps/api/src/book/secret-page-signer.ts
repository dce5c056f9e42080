import { PAGE_ALGORITHM, PAGE_TYPE, PageSigner, type BookJwks, type SignedPage } from '#pricing';
import { Injectable } from '@nestjs/common';
import { CompactSign, importJWK } from 'jose';
import { Secrets } from '../secrets.ts';
import { BOOK_KEY_SECRET, createBookKey, parseBookKeys, type BookKeys } from './page-key.ts';

/** Signs pages with the key that is kept among the secrets. Asked anew each time: it may have been rotated. */
@Injectable()
export class SecretPageSigner extends PageSigner {
  readonly #secrets: Secrets;

  constructor(secrets: Secrets) {
    super();
    this.#secrets = secrets;
  }

  override async sign(text: string): Promise<SignedPage> {
    const { signing, keyId } = await this.#keys();
    const key = await importJWK(signing, PAGE_ALGORITHM);
    const jws = await new CompactSign(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: PAGE_ALGORITHM, typ: PAGE_TYPE, kid: keyId })
      .sign(key);
    return { jws, keyId };
  }

  override async publicKeys(): Promise<BookJwks> {
    return (await this.#keys()).published;
  }

  async #keys(): Promise<BookKeys> {
    return parseBookKeys(await this.#secrets.getOrMake(BOOK_KEY_SECRET, createBookKey));
  }
}
