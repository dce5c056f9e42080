import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from './secrets.ts';

/** Under this name the secret is kept with which ids are made of other ids. To replace it makes all of them others. */
export const ID_KEY_SECRET = 'id-key';

const PSEUDONYM_HEX_DIGITS = 16;

/** Ids that are made of other ids: nobody without the secret can make them, or tell of what they were made. */
@Injectable()
export class KeyedIds {
  readonly #secrets: Secrets;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /** 64 hex digits, the same each time. `purpose` keeps ids of different uses apart. @throws SecretUnavailable */
  async digest(purpose: string, parts: readonly string[]): Promise<string> {
    const secret = await this.#secrets.get(ID_KEY_SECRET);
    return createHmac('sha256', secret)
      .update(JSON.stringify([purpose, ...parts]))
      .digest('hex');
  }

  /** What stands for a person where who it is must not stand. @throws SecretUnavailable */
  async pseudonym(subject: string): Promise<string> {
    return (await this.digest('bimride pseudonym 1', [subject])).slice(0, PSEUDONYM_HEX_DIGITS);
  }
}
