/**
 * Texts locked in boxes: AES-256-GCM, by WebCrypto where there is one, else by @noble/ciphers, which needs nothing of its engine. Both
 * read what the other wrote.
 *
 * A box opens only in the place that it was made for (its additional data): one that was moved is as broken as one that was changed.
 */
import { gcm } from '@noble/ciphers/aes.js';
import { fromBase64url, toBase64url, utf8Text } from '#sync/client';
import type { RandomBytes } from '../ids.ts';

export interface Boxes {
  lock(text: string, place: string): Promise<string>;
  /** Null: it was changed or moved, or is of another key. */
  open(box: string, place: string): Promise<string | null>;
}

const NONCE_BYTES = 12;

type Bytes = Uint8Array<ArrayBuffer>;
interface Cipher {
  encrypt(nonce: Bytes, plain: Bytes, place: Bytes): Promise<Uint8Array>;
  /** @throws when it does not fit */
  decrypt(nonce: Bytes, sealed: Bytes, place: Bytes): Promise<Uint8Array>;
}

/** What of WebCrypto it takes. */
export type Subtle = Pick<typeof crypto.subtle, 'importKey' | 'encrypt' | 'decrypt'>;

/** Boxes under a key of 32 bytes. */
export async function boxesOf(
  key: Uint8Array,
  { subtle, randomBytes }: { readonly subtle: Subtle | undefined; readonly randomBytes: RandomBytes },
): Promise<Boxes> {
  const cipher = subtle ? await byWebCrypto(subtle, Uint8Array.from(key)) : byLibrary(key);
  return {
    async lock(text, place) {
      const nonce = Uint8Array.from(randomBytes(NONCE_BYTES));
      const sealed = await cipher.encrypt(nonce, bytesOf(text), bytesOf(place));
      return toBase64url(Uint8Array.of(...nonce)) + toBase64url(sealed);
    },
    async open(box, place) {
      const nonce = fromBase64url(box.slice(0, NONCE_CHARS));
      const sealed = fromBase64url(box.slice(NONCE_CHARS));
      if (nonce?.length !== NONCE_BYTES || !sealed) return null;
      try {
        return utf8Text(await cipher.decrypt(Uint8Array.from(nonce), Uint8Array.from(sealed), bytesOf(place)));
      } catch {
        return null;
      }
    },
  };
}

/** Base64url of 12 bytes has no half characters, so that the rest begins at one. */
const NONCE_CHARS = (NONCE_BYTES * 4) / 3;

const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);

async function byWebCrypto(subtle: Subtle, key: Bytes): Promise<Cipher> {
  const held = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const how = (iv: Bytes, additionalData: Bytes) => ({ name: 'AES-GCM', iv, additionalData });
  return {
    encrypt: async (nonce, plain, place) => new Uint8Array(await subtle.encrypt(how(nonce, place), held, plain)),
    decrypt: async (nonce, sealed, place) => new Uint8Array(await subtle.decrypt(how(nonce, place), held, sealed)),
  };
}

function byLibrary(key: Uint8Array): Cipher {
  return {
    encrypt: async (nonce, plain, place) => gcm(key, nonce, place).encrypt(plain),
    decrypt: async (nonce, sealed, place) => gcm(key, nonce, place).decrypt(sealed),
  };
}
