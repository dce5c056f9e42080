/** Pages of the book, signed here by a key of the test's own. */
import { p256 } from '@noble/curves/nist.js';
import type { BookJwks, PagePayload } from '#pricing/client';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs pages by one new key. */
export function signPages(pages: readonly PagePayload[]): {
  readonly pages: readonly string[];
  readonly jwks: BookJwks;
} {
  const { secretKey, publicKey } = p256.keygen();
  const point = p256.Point.fromBytes(publicKey).toBytes(false);
  const part = (from: number, to: number) => Buffer.from(point.slice(from, to)).toString('base64url');
  const jwks = { keys: [{ kty: 'EC', crv: 'P-256', kid: 'k', x: part(1, 33), y: part(33, 65) }] };
  const texts = pages.map((page) => {
    const signed = `${encoded({ alg: 'ES256', typ: 'bimride-page+jws', kid: 'k' })}.${encoded(page)}`;
    const signature = p256.sign(Buffer.from(signed), secretKey, { lowS: false });
    return `${signed}.${Buffer.from(signature).toString('base64url')}`;
  });
  return { pages: texts, jwks };
}
