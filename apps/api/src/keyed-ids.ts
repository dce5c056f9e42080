import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from './secrets.ts';

/** Under this name the secret is kept with which ids are made of other ids. To replace it makes all of them others. */
export const ID_KEY_SECRET = 'id-key';

const PSEUDONYM_HEX_DIGITS = 16;
const SALT_HEX_DIGITS = 32;

/** A write, named by who asks and by their key: nobody else can tell what comes of the two. */
export interface KeyedWrite {
  readonly subject: string;
  readonly key: string;
}

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

  /** The id of what a write makes, for callers who bring none: a UUID (version 8), the same each time they ask. @throws SecretUnavailable */
  async uuid(write: KeyedWrite): Promise<string> {
    const hex = await this.digest('bimride id 1', [write.subject, write.key]);
    const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `8${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  }

  /** The salt of a PIN that this server hashes for the caller: the same each time they ask. @throws SecretUnavailable */
  async salt(write: KeyedWrite): Promise<string> {
    return (await this.digest('bimride pin salt 1', [write.subject, write.key])).slice(0, SALT_HEX_DIGITS);
  }

  /** What stands for a person where who it is must not stand. @throws SecretUnavailable */
  async pseudonym(subject: string): Promise<string> {
    return (await this.digest('bimride pseudonym 1', [subject])).slice(0, PSEUDONYM_HEX_DIGITS);
  }
}
