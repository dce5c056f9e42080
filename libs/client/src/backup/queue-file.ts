/**
 * The queue as an encrypted file: the last resort of a person whose phone dies or is handed in.
 *
 * The file holds the mutations under the ids they have, so that the same one sent by both devices is still done once.
 * AES-256-GCM under a key from the passphrase (PBKDF2, SHA-256). Needs WebCrypto.
 */
import type { HeldMutation, QueuedMutation } from '../queue/entry.ts';

/** What is in the file. */
export interface QueueExport {
  readonly subject: string;
  readonly exportedAtMs: number;
  readonly entries: readonly QueuedMutation[];
  readonly held: readonly HeldMutation[];
}

/** The passphrase is wrong, or the file was changed or is not one of ours. Nothing was imported. */
export class QueueFileUnreadable extends Error {
  override readonly name = 'QueueFileUnreadable';
}

const FORMAT = 'bimride-queue';
const VERSION = 1;
const ITERATIONS = 600_000;
const ITERATIONS_MAX = 10_000_000;
const PASSPHRASE_CHARS_MIN = 8;

interface Envelope {
  readonly format: string;
  readonly version: number;
  readonly iterations: number;
  readonly salt: string;
  readonly iv: string;
  readonly data: string;
}

/** Encrypts. @throws RangeError for a passphrase shorter than 8 characters, TypeError where there is no WebCrypto */
export async function sealQueue(contents: QueueExport, passphrase: string): Promise<string> {
  if (passphrase.length < PASSPHRASE_CHARS_MIN) {
    throw new RangeError(`a passphrase has at least ${PASSPHRASE_CHARS_MIN} characters`);
  }
  needWebCrypto();
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyFrom(passphrase, salt, ITERATIONS);
  const plain = new TextEncoder().encode(JSON.stringify(contents));
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain);
  const envelope: Envelope = {
    format: FORMAT,
    version: VERSION,
    iterations: ITERATIONS,
    salt: toBase64(salt),
    iv: toBase64(iv),
    data: toBase64(new Uint8Array(data)),
  };
  return JSON.stringify(envelope);
}

/** Decrypts. @throws QueueFileUnreadable, TypeError where there is no WebCrypto */
export async function openQueueFile(file: string, passphrase: string): Promise<QueueExport> {
  needWebCrypto();
  try {
    const { format, version, iterations, salt, iv, data } = JSON.parse(file) as Envelope;
    if (format !== FORMAT || version !== VERSION || iterations > ITERATIONS_MAX) throw new Error('not this format');
    const key = await keyFrom(passphrase, fromBase64(salt), iterations);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: fromBase64(iv) }, key, fromBase64(data));
    return JSON.parse(new TextDecoder().decode(plain)) as QueueExport;
  } catch (cause) {
    throw new QueueFileUnreadable('the passphrase is wrong, or this is not a queue file', { cause });
  }
}

function needWebCrypto(): void {
  if (!(globalThis as { crypto?: { subtle?: unknown } }).crypto?.subtle)
    throw new TypeError('a queue file needs WebCrypto, which this engine has not');
}

async function keyFrom(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number) {
  const bytes = new TextEncoder().encode(passphrase);
  const material = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
