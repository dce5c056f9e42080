import { problemKind } from '../http/problem-kind.ts';

/** Characters of an Idempotency-Key. */
export const IDEMPOTENCY_KEY_CHARS_MAX = 200;

/** Visible ASCII characters. */
export const IDEMPOTENCY_KEY_PATTERN = String.raw`^[\x21-\x7e]+$`;

const PRINTABLE = new RegExp(IDEMPOTENCY_KEY_PATTERN);

export const keyMissing = problemKind({
  status: 400,
  code: 'idempotency_key_missing',
  title: 'The header Idempotency-Key is missing',
  detail: 'Make one up for each thing you want done, and send the same one when you ask for it again.',
});

export const keyInvalid = problemKind({
  status: 400,
  code: 'idempotency_key_invalid',
  title: `An Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_CHARS_MAX} visible ASCII characters`,
});

/** The same key came with something else before. */
export const keyReused = problemKind({
  status: 422,
  code: 'idempotency_key_reused',
  title: 'This Idempotency-Key was used for something else',
  detail: 'What was asked for first stays. Use a new key.',
});

/** The caller's key of a write. @throws Problem when there is none, or none that can be one. */
export function idempotencyKey(header: string | undefined): string {
  if (header === undefined || header === '') throw keyMissing();
  if (header.length > IDEMPOTENCY_KEY_CHARS_MAX || !PRINTABLE.test(header)) throw keyInvalid();
  return header;
}
