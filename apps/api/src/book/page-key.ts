import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { PAGE_ALGORITHM, type BookJwks } from '#pricing';
import { z } from 'zod';

/** Under this name the keys are kept. */
export const BOOK_KEY_SECRET = 'book-signing-key';

const privateKey = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string().min(1).max(100),
});

const storedKeys = z.union([
  z.object({ keys: z.array(privateKey).min(1).max(10) }),
  privateKey.transform((key) => ({ keys: [key] })),
]);
type PrivateKey = z.infer<typeof privateKey>;

/** The keys of the book: the first signs, all of them are published, so that older pages can be checked. */
export interface BookKeys {
  readonly signing: JWK;
  readonly keyId: string;
  readonly published: BookJwks;
}

/** A new private key as JSON text, fit to be kept as a secret. */
export async function createBookKey(): Promise<string> {
  const { privateKey: key } = await generateKeyPair(PAGE_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(key);
  const kid = await calculateJwkThumbprint(jwk);
  return JSON.stringify({ keys: [{ ...jwk, kid, alg: PAGE_ALGORITHM, use: 'sig' }] });
}

/** The keys in a secret: one private JWK, or a set with the newest first. @throws Error, without quoting it */
export function parseBookKeys(secret: string): BookKeys {
  const parsed = storedKeys.safeParse(jsonOf(secret));
  const first = parsed.success ? parsed.data.keys[0] : undefined;
  if (!parsed.success || first === undefined)
    throw new Error(`the secret ${BOOK_KEY_SECRET} holds no private P-256 key with a kid`);
  return { signing: first, keyId: first.kid, published: { keys: parsed.data.keys.map(publicHalf) } };
}

function publicHalf({ kty, crv, x, y, kid }: PrivateKey) {
  return { kty, crv, x, y, kid, alg: PAGE_ALGORITHM, use: 'sig' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
