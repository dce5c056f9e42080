import { mapOf, PRICING_LIMITS, tariffOf, TARIFF_2023, verifyPage, type BookJwks, type PagePayload } from '#pricing';
import { prepareMap, shippedMapPage } from '#routing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GeneratedSecrets, Secrets } from '../secrets.ts';
import { BOOK_KEY_SECRET, createBookKey, parseBookKeys } from './page-key.ts';
import { SecretPageSigner } from './secret-page-signer.ts';

const NOW_MS = Date.UTC(2026, 10, 23);
const DAY_MS = 86_400_000;

const payload: PagePayload = {
  page: 'tariff',
  version: 'v2023-01-07.1',
  contentVersion: 'v2023-01-07',
  validFromMs: NOW_MS - DAY_MS,
  validToMs: NOW_MS + DAY_MS,
  honouredUntilMs: NOW_MS + 2 * DAY_MS,
  content: { tariff: TARIFF_2023, effectiveToMs: null } as PagePayload['content'],
};

/** A secret that a test sets. */
class SetSecrets extends Secrets {
  readonly #value: string;

  constructor(value: string) {
    super();
    this.#value = value;
  }

  override get(): Promise<string> {
    return Promise.resolve(this.#value);
  }

  override async close(): Promise<void> {}
}

describe('a signed page', () => {
  let dataDir: string;
  let signer: SecretPageSigner;
  let jwks: BookJwks;
  let jws: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'bimride-book-'));
    signer = new SecretPageSigner(new GeneratedSecrets(dataDir));
    jwks = await signer.publicKeys();
    ({ jws } = await signer.sign(JSON.stringify(payload)));
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  const refusal = (text: string, keys = jwks, nowMs = NOW_MS) => {
    const result = verifyPage(text, keys, nowMs);
    return 'code' in result ? result.code : 'believed';
  };
  const signed = async (changes: Partial<PagePayload>) =>
    (await signer.sign(JSON.stringify({ ...payload, ...changes }))).jws;

  it('is believed, and gives the tariff it was made of', () => {
    const result = verifyPage(jws, jwks, NOW_MS);
    if ('code' in result) throw new Error(result.code);
    expect(result.page).toEqual(payload);
    expect(tariffOf(result.page)).toEqual({
      tariff: TARIFF_2023,
      effectiveToMs: null,
      validToMs: payload.validToMs,
      honouredUntilMs: payload.honouredUntilMs,
    });
  });

  it('is a JWS that other libraries check with the published keys', async () => {
    const { protectedHeader } = await compactVerify(jws, createLocalJWKSet(jwks as JSONWebKeySet), {
      algorithms: ['ES256'],
    });
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'bimride-page+jws', kid: jwks.keys[0]?.kid });
  });

  it('is checked whichever of its two forms a signature has: 100 signatures', async () => {
    for (let count = 0; count < 100; count += 1) {
      const { jws: again } = await signer.sign(JSON.stringify({ ...payload, content: count }));
      expect(refusal(again)).toBe('believed');
    }
  });

  it('is refused with any one character changed', () => {
    const places = new Set([0, 5, jws.indexOf('.'), jws.indexOf('.') + 1, jws.lastIndexOf('.'), jws.length - 1]);
    for (let at = 0; at < jws.length; at += 97) places.add(at);
    for (let at = jws.lastIndexOf('.'); at < jws.length; at += 1) places.add(at);
    for (const at of places) {
      for (const other of ['A', 'B', '_', '.', '=']) {
        if (jws[at] === other) continue;
        const changed = `${jws.slice(0, at)}${other}${jws.slice(at + 1)}`;
        expect(['page_malformed', 'page_algorithm_wrong', 'page_key_unknown', 'page_signature_wrong']).toContain(
          refusal(changed),
        );
      }
    }
  });

  it('is refused when its words were changed by one byte', () => {
    const [head, body, tail] = jws.split('.');
    const text = Buffer.from(body ?? '', 'base64url')
      .toString()
      .replace('1192', '1193');
    expect(refusal([head, Buffer.from(text).toString('base64url'), tail].join('.'))).toBe('page_signature_wrong');
  });

  it('is refused when somebody else signed it, under our key’s name or their own', async () => {
    const theirs = parseBookKeys(await createBookKey());
    const asUs = JSON.stringify({ keys: [{ ...theirs.signing, kid: jwks.keys[0]?.kid }] });
    const forged = await new SecretPageSigner(new SetSecrets(asUs)).sign(JSON.stringify(payload));
    expect(refusal(forged.jws)).toBe('page_signature_wrong');
    const foreign = await new SecretPageSigner(new SetSecrets(JSON.stringify({ keys: [theirs.signing] }))).sign(
      JSON.stringify(payload),
    );
    expect(refusal(foreign.jws)).toBe('page_key_unknown');
    expect(refusal(jws, { keys: [] })).toBe('page_key_unknown');
  });

  it('is refused when it is not valid yet, and from the moment it is no longer', () => {
    expect(refusal(jws, jwks, payload.validFromMs - 1)).toBe('page_not_yet_valid');
    expect(refusal(jws, jwks, payload.validFromMs)).toBe('believed');
    expect(refusal(jws, jwks, payload.validToMs - 1)).toBe('believed');
    expect(refusal(jws, jwks, payload.validToMs)).toBe('page_expired');
    expect(refusal(jws, jwks, Number.NaN)).toBe('page_not_yet_valid');
  });

  it('is believed by whatever name, and refused when it is no page', async () => {
    // A newer server may have pages that this phone has no use for.
    expect(refusal(await signed({ page: 'weather' }))).toBe('believed');
    expect(refusal((await signer.sign('{"page":"tariff"}')).jws)).toBe('page_malformed');
    expect(refusal((await signer.sign('not json')).jws)).toBe('page_malformed');
    expect(refusal('')).toBe('page_malformed');
    expect(refusal('a.b.c')).toBe('page_malformed');
    expect(refusal('x'.repeat(PRICING_LIMITS.pageBytesMax + 1))).toBe('page_malformed');
  });

  it('is not mistaken for a token, nor a token for it: the type is part of what is signed', async () => {
    const [, body, tail] = jws.split('.');
    const kid = jwks.keys[0]?.kid;
    for (const header of [
      { alg: 'ES256', kid },
      { alg: 'none', typ: 'bimride-page+jws', kid },
      { alg: 'ES256', typ: 'at+jwt', kid },
    ]) {
      const head = Buffer.from(JSON.stringify(header)).toString('base64url');
      expect(refusal([head, body, tail].join('.'))).toBe('page_algorithm_wrong');
    }
  });

  it('fits on a phone: each page at most 60 KB, packed', async () => {
    const map = shippedMapPage();
    const page = { ...payload, page: 'map', contentVersion: map.mapVersion, content: map };
    const { jws: mapJws } = await signer.sign(JSON.stringify(page));
    expect(gzipSync(jws).length).toBeLessThanOrEqual(PRICING_LIMITS.pageGzipBytesMax);
    expect(gzipSync(mapJws).length).toBeLessThanOrEqual(PRICING_LIMITS.pageGzipBytesMax);
    const result = verifyPage(mapJws, jwks, NOW_MS);
    if ('code' in result) throw new Error(result.code);
    const found = mapOf(result.page);
    expect(found === null ? null : prepareMap(found).page).toEqual(map);
    process.stdout.write(`pages, packed: tariff ${gzipSync(jws).length} bytes, map ${gzipSync(mapJws).length} bytes\n`);
  });
});

describe('the keys of the book', () => {
  it('are kept: the same secret signs after a restart', async () => {
    const secret = await createBookKey();
    const first = await new SecretPageSigner(new SetSecrets(secret)).sign('{}');
    const second = await new SecretPageSigner(new SetSecrets(secret)).sign('{}');
    expect(second.keyId).toBe(first.keyId);
  });

  it('can be rotated: the newest signs, pages of the older one are still believed', async () => {
    const [older, newer] = [parseBookKeys(await createBookKey()), parseBookKeys(await createBookKey())];
    const before = new SecretPageSigner(new SetSecrets(JSON.stringify(older.signing)));
    const after = new SecretPageSigner(new SetSecrets(JSON.stringify({ keys: [newer.signing, older.signing] })));
    const { jws } = await before.sign(JSON.stringify(payload));
    expect((await after.sign('{}')).keyId).toBe(newer.keyId);
    expect(verifyPage(jws, await after.publicKeys(), NOW_MS)).toEqual({ page: payload });
  });

  it('never show their private half, and a secret that holds none is refused without being quoted', async () => {
    const { published } = parseBookKeys(await createBookKey());
    expect(Object.keys(published.keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(() => parseBookKeys('hunter2')).toThrow(
      `the secret ${BOOK_KEY_SECRET} holds no private P-256 key with a kid`,
    );
  });
});
