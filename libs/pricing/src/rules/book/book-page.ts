/**
 * A page of the offline book: a signed, dated document that a phone checks and uses without a network.
 *
 * Invariants: synchronous and without a platform, so that it runs where there is no WebCrypto; the signature is checked
 * before anything of the page is believed; whoever is refused is told why.
 */
import { fromBase64url, readJson, readSigned, SIGNING_ALGORITHM, timeMsSchema, type Jwks } from '#sync/client';
import { z } from 'zod';
import { PRICING_LIMITS } from '../../limits.ts';

/** What a page's header says it is: it is not mistaken for a token. */
export const PAGE_TYPE = 'bimride-page+jws';
export const PAGE_ALGORITHM = SIGNING_ALGORITHM;

/** A page's name, as a module of the server gave it. */
export const pageNameSchema = z
  .string()
  .max(PRICING_LIMITS.idCharsMax)
  .regex(/^[a-z]+(-[a-z]+)*$/);

export const pagePayloadSchema = z.strictObject({
  page: pageNameSchema,
  /** Names this page: other contents or other dates are another version. */
  version: z.string().max(2 * PRICING_LIMITS.idCharsMax),
  /** Names what it says: `tariffVersion` and `mapVersion` of a quote. */
  contentVersion: z.string().max(2 * PRICING_LIMITS.idCharsMax),
  validFromMs: timeMsSchema,
  /** No quote is made from it at or after this. */
  validToMs: timeMsSchema,
  /** A booking with a quote from it stands until this. */
  honouredUntilMs: timeMsSchema,
  content: z.json(),
});
export type PagePayload = z.infer<typeof pagePayloadSchema>;

/** Why a page is not believed, and what that means to a person. */
export const PAGE_CODES = {
  page_malformed: 'This is not a signed page.',
  page_algorithm_wrong: 'The page is not signed in the way that pages are.',
  page_key_unknown: 'The page is signed by a key that is not ours.',
  page_signature_wrong: 'The page was changed, or was not signed by us.',
  page_not_yet_valid: 'The page is not valid yet.',
  page_expired: 'The page is no longer valid.',
} as const;
export type PageCode = keyof typeof PAGE_CODES;

/** Public keys as `GET /v1/book/jwks.json` gives them. */
export type BookJwks = Jwks;

export type VerifiedPage = { readonly page: PagePayload };
export type PageRefusal = { readonly code: PageCode };

/**
 * Checks a page without a network: its signature, its name and its dates.
 *
 * @param nowMs the device's clock, in milliseconds since 1970
 * @returns the page, or the code of why it is not believed
 */
export function verifyPage(jws: string, jwks: BookJwks, nowMs: number): VerifiedPage | PageRefusal {
  const signed = signedPage(jws, jwks);
  if ('code' in signed) return signed;
  return dateRefusal(signed.page, nowMs) ?? signed;
}

/** Checks the signature of a page, but not its dates: what is true of it stays true. A page that nobody knows is used by nobody. */
export function signedPage(jws: string, jwks: BookJwks): VerifiedPage | PageRefusal {
  const read = readSignedPage(jws, jwks);
  if ('code' in read) return read;
  const page = readPayload(read.payload);
  return page === null ? { code: 'page_malformed' } : { page };
}

/** Reads a page without checking who signed it: for whoever has just signed it, or keeps it as signed. */
export function readPage(jws: string): PagePayload | null {
  const [, body = ''] = jws.split('.');
  return readPayload(fromBase64url(body));
}

function readSignedPage(jws: string, jwks: BookJwks): { payload: Uint8Array } | PageRefusal {
  const read = readSigned(jws, jwks, { type: PAGE_TYPE, charsMax: PRICING_LIMITS.pageBytesMax });
  return 'refusal' in read ? { code: `page_${read.refusal}` } : read;
}

function readPayload(bytes: Uint8Array | null): PagePayload | null {
  const parsed = pagePayloadSchema.safeParse(readJson(bytes));
  return parsed.success ? parsed.data : null;
}

/** Why a page is not to be used at a time; null: it is. */
export function dateRefusal(page: PagePayload, nowMs: number): PageRefusal | null {
  if (!(nowMs >= page.validFromMs)) return { code: 'page_not_yet_valid' };
  return nowMs < page.validToMs ? null : { code: 'page_expired' };
}
