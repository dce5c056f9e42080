import { createHash } from 'node:crypto';
import { Problem } from '../http/problem.ts';

/** Characters of an Idempotency-Key. */
export const IDEMPOTENCY_KEY_CHARS_MAX = 200;

const PRINTABLE = /^[\x21-\x7e]+$/;
const SALT_HEX_DIGITS = 32;

/** The caller's key of a write. @throws Problem when there is none, or none that can be one. */
export function idempotencyKey(header: string | undefined): string {
  if (header === undefined || header === '') {
    throw new Problem({
      status: 400,
      code: 'idempotency_key_missing',
      title: 'The header Idempotency-Key is missing',
      detail: 'Make one up for each thing you want done, and send the same one when you ask for it again.',
    });
  }
  if (header.length > IDEMPOTENCY_KEY_CHARS_MAX || !PRINTABLE.test(header)) {
    throw new Problem({
      status: 400,
      code: 'idempotency_key_invalid',
      title: `An Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_CHARS_MAX} visible ASCII characters`,
    });
  }
  return header;
}

/** The same key came with something else before. */
export function keyReusedProblem(): Problem {
  return new Problem({
    status: 422,
    code: 'idempotency_key_reused',
    title: 'This Idempotency-Key was used for something else',
    detail: 'What was asked for first stays. Use a new key.',
  });
}

/** A write, named by who asks and by their key. */
export interface KeyedWrite {
  readonly subject: string;
  readonly key: string;
}

/** The id of what a write makes, for callers who bring none: a UUID (version 8), the same each time they ask. */
export function stableUuid(write: KeyedWrite): string {
  const hex = digestOf('ride', write);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The salt of a PIN that this server hashes for the caller: the same each time they ask. */
export function stableSalt(write: KeyedWrite): string {
  return digestOf('pin salt', write).slice(0, SALT_HEX_DIGITS);
}

function digestOf(purpose: string, { subject, key }: KeyedWrite): string {
  return createHash('sha256').update(`${purpose}\n${subject}\n${key}`).digest('hex');
}
