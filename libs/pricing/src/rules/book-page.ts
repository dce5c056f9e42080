/**
 * A page of the offline book: a signed, dated document that a phone checks and uses without a network.
 *
 * Invariants: synchronous and without a platform, so that it runs where there is no WebCrypto; the signature is checked
 * before anything of the page is believed; whoever is refused is told why.
 */
import { p256 } from '@noble/curves/nist.js';
import { z } from 'zod';
import { PRICING_LIMITS } from '../limits.ts';
import { fromBase64url, utf8Text } from './base64url.ts';

/** The pages there are. */
export const BOOK_PAGES = ['tariff', 'map'] as const;
export type BookPageName = (typeof BOOK_PAGES)[number];

/** What a page's header says it is: it is not mistaken for a token. */
export const PAGE_TYPE = 'bimride-page+jws';
export const PAGE_ALGORITHM = 'ES256';

const ms = z.int().min(0).max(PRICING_LIMITS.timeMsMax);

export const pagePayloadSchema = z.strictObject({
  page: z.string().max(PRICING_LIMITS.idCharsMax),
  /** Names this page: other contents or other dates are another version. */
  version: z.string().max(2 * PRICING_LIMITS.idCharsMax),
  /** Names what it says: `tariffVersion` and `mapVersion` of a quote. */
  contentVersion: z.string().max(2 * PRICING_LIMITS.idCharsMax),
  validFromMs: ms,
  /** No quote is made from it at or after this. */
  validToMs: ms,
  /** A booking with a quote from it stands until this. */
  honouredUntilMs: ms,
  content: z.json(),
});
export type PagePayload = z.infer<typeof pagePayloadSchema>;

/** Why a page is not believed, and what that means to a person. */
export const PAGE_CODES = {
  page_malformed: 'This is not a signed page.',
  page_algorithm_wrong: 'The page is not signed in the way that pages are.',
  page_key_unknown: 'The page is signed by a key that is not ours.',
  page_signature_wrong: 'The page was changed, or was not signed by us.',
  page_unknown: 'There is no page of this name.',
  page_not_yet_valid: 'The page is not valid yet.',
  page_expired: 'The page is no longer valid.',
} as const;
export type PageCode = keyof typeof PAGE_CODES;

/** Public keys as `GET /v1/book/jwks.json` gives them. */
export const jwksSchema = z.looseObject({
  keys: z.array(
    z.looseObject({
      kty: z.string(),
      crv: z.string().optional(),
      x: z.string().optional(),
      y: z.string().optional(),
      kid: z.string().optional(),
    }),
  ),
});
export type BookJwks = z.infer<typeof jwksSchema>;

export type VerifiedPage = { readonly page: PagePayload };
export type PageRefusal = { readonly code: PageCode };

/**
 * Checks a page without a network: its signature, its name and its dates.
 *
 * @param nowMs the device's clock, in milliseconds since 1970
 * @returns the page, or the code of why it is not believed
 */
export function verifyPage(jws: string, jwks: BookJwks, nowMs: number): VerifiedPage | PageRefusal {
  const read = readSigned(jws, jwks);
  if ('code' in read) return read;
  const payload = readPayload(read.payload);
  if (payload === null) return { code: 'page_malformed' };
  const refusal = dateRefusal(payload, nowMs);
  return refusal ?? { page: payload };
}

/** Reads a page without checking who signed it: for whoever has just signed it, or keeps it as signed. */
export function readPage(jws: string): PagePayload | null {
  const [, body = ''] = jws.split('.');
  return readPayload(fromBase64url(body));
}

const headerSchema = z.looseObject({
  alg: z.string(),
  typ: z.string().optional(),
  kid: z.string().optional(),
  crit: z.never().optional(),
});

function readSigned(jws: string, jwks: BookJwks): { payload: Uint8Array } | PageRefusal {
  const segments = jws.length <= PRICING_LIMITS.pageBytesMax ? jws.split('.') : [];
  const [head = '', body = '', tail = ''] = segments;
  const [header, payload, signature] = [readJson(fromBase64url(head)), fromBase64url(body), fromBase64url(tail)];
  const parsed = headerSchema.safeParse(header);
  if (segments.length !== 3 || !parsed.success || payload === null || signature === null)
    return { code: 'page_malformed' };
  const { alg, typ, kid } = parsed.data;
  if (alg !== PAGE_ALGORITHM || typ !== PAGE_TYPE || signature.length !== 64) return { code: 'page_algorithm_wrong' };
  const key = publicKey(jwks, kid);
  if (key === null) return { code: 'page_key_unknown' };
  return isSigned(signature, `${head}.${body}`, key) ? { payload } : { code: 'page_signature_wrong' };
}

function publicKey({ keys }: BookJwks, kid: string | undefined): Uint8Array | null {
  const jwk = keys.find((key) => key.kid !== undefined && key.kid === kid && key.kty === 'EC' && key.crv === 'P-256');
  const [x, y] = [fromBase64url(jwk?.x ?? ''), fromBase64url(jwk?.y ?? '')];
  if (x?.length !== 32 || y?.length !== 32) return null;
  return Uint8Array.of(4, ...x, ...y);
}

function isSigned(signature: Uint8Array, signed: string, key: Uint8Array): boolean {
  try {
    return p256.verify(signature, new TextEncoder().encode(signed), key, { lowS: false });
  } catch {
    return false;
  }
}

function readPayload(bytes: Uint8Array | null): PagePayload | null {
  const parsed = pagePayloadSchema.safeParse(readJson(bytes));
  return parsed.success ? parsed.data : null;
}

function readJson(bytes: Uint8Array | null): unknown {
  const text = bytes === null ? null : utf8Text(bytes);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function dateRefusal(page: PagePayload, nowMs: number): PageRefusal | null {
  if (!BOOK_PAGES.some((name) => name === page.page)) return { code: 'page_unknown' };
  if (!(nowMs >= page.validFromMs)) return { code: 'page_not_yet_valid' };
  return nowMs < page.validToMs ? null : { code: 'page_expired' };
}
