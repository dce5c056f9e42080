/** Pages of the book with a signature that nobody checks: decisions read what a page says, whoever signed it. */
import { DAY_MS, NOW_MS } from './samples.ts';

export const PAGE_PAYLOAD = {
  page: 'tariff',
  version: 'v2023-01-07.1',
  contentVersion: 'v2023-01-07',
  validFromMs: NOW_MS,
  validToMs: NOW_MS + DAY_MS,
  honouredUntilMs: NOW_MS + 2 * DAY_MS,
  content: { some: 'thing' },
};

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A page with this payload. */
export function jwsOf(payload: object): string {
  return `${encoded({ alg: 'ES256' })}.${encoded(payload)}.sig`;
}

/** What publishes PAGE_PAYLOAD. */
export const PAGE_ARGS = {
  page: PAGE_PAYLOAD.page,
  version: PAGE_PAYLOAD.version,
  contentVersion: PAGE_PAYLOAD.contentVersion,
  keyId: 'signing-key-1',
  jws: jwsOf(PAGE_PAYLOAD),
};
