import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { z } from 'zod';

/** Algorithm of all tokens of the embedded issuer. */
export const SIGNING_ALGORITHM = 'ES256';

const storedKey = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
});

/** A new private key as JSON text, fit to be kept as a secret: kept, so that tokens survive a restart. */
export async function createSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return JSON.stringify({ ...jwk, kid, alg: SIGNING_ALGORITHM, use: 'sig' });
}

/** The private key in a secret written by `createSigningKey`; throws on anything else, without quoting it. */
export function parseSigningKey(secret: string): JWK {
  let json: unknown;
  try {
    json = JSON.parse(secret);
  } catch {
    throw new Error('the signing key of the embedded issuer is not JSON');
  }
  const parsed = storedKey.safeParse(json);
  if (!parsed.success) throw new Error('the signing key of the embedded issuer is not a private P-256 key with a kid');
  return parsed.data;
}

/** The public half, as the issuer publishes it. */
export function publicJwks(signingKey: JWK): JSONWebKeySet {
  const { kty, crv, x, y, kid } = z.object(storedKey.shape).parse(signingKey);
  return { keys: [{ kty, crv, x, y, kid, alg: SIGNING_ALGORITHM, use: 'sig' }] };
}
