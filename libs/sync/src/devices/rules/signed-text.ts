/**
 * Signed documents (compact JWS, ES256) that a phone checks without a network: pages of the book, credentials.
 *
 * Invariants: synchronous and without a platform, so that it runs where there is no WebCrypto; nothing of a document is
 * read before its signature was checked; the type is part of what is signed, so that none is mistaken for another.
 */
import { p256 } from '@noble/curves/nist.js';
import { z } from 'zod';
import { fromBase64url, utf8Text } from './base64url.ts';

export const SIGNING_ALGORITHM = 'ES256';

/** Public keys as `GET /v1/book/jwks.json` gives them. */
const jwksSchema = z.looseObject({
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
export type Jwks = z.infer<typeof jwksSchema>;

/** Why a document is not believed. */
export type SignedRefusal = 'malformed' | 'algorithm_wrong' | 'key_unknown' | 'signature_wrong';

/** What a document must be. */
export interface SignedForm {
  /** `typ` of its header. */
  readonly type: string;
  readonly charsMax: number;
}

const headerSchema = z.looseObject({
  alg: z.string(),
  typ: z.string().optional(),
  kid: z.string().optional(),
  crit: z.never().optional(),
});

/** The bytes that were signed, or why they are not believed. */
export function readSigned(
  jws: string,
  jwks: Jwks,
  form: SignedForm,
): { readonly payload: Uint8Array } | { readonly refusal: SignedRefusal } {
  const segments = jws.length <= form.charsMax ? jws.split('.') : [];
  const [head = '', body = '', tail = ''] = segments;
  const [header, payload, signature] = [readJson(fromBase64url(head)), fromBase64url(body), fromBase64url(tail)];
  const parsed = headerSchema.safeParse(header);
  if (segments.length !== 3 || !parsed.success || payload === null || signature === null)
    return { refusal: 'malformed' };
  const { alg, typ, kid } = parsed.data;
  if (alg !== SIGNING_ALGORITHM || typ !== form.type || signature.length !== 64) return { refusal: 'algorithm_wrong' };
  const key = publicKey(jwks, kid);
  if (key === null) return { refusal: 'key_unknown' };
  return isSigned(signature, `${head}.${body}`, key) ? { payload } : { refusal: 'signature_wrong' };
}

/** JSON in UTF-8. Null when it is not. */
export function readJson(bytes: Uint8Array | null): unknown {
  const text = bytes === null ? null : utf8Text(bytes);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function publicKey({ keys }: Jwks, kid: string | undefined): Uint8Array | null {
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
