import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/**
 * A tiny OpenID Connect issuer over real HTTP, for specs that need a token quickly: discovery, keys, and a mint.
 * The flows themselves are the embedded issuer's; this one only signs.
 */
export interface TestIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** A signed access token; every claim and header can be bent out of shape. */
  mint(input: MintInput): Promise<string>;
  /** Replaces the signing key; the old one is no longer published. */
  rotate(): Promise<void>;
  /** Public part of the current signing key. */
  publicJwk(): JWK;
  /** How often the keys were asked for. */
  jwksRequests(): number;
  /** Stops answering (connections are refused); `recover` answers again on the same port. */
  fail(): Promise<void>;
  recover(): Promise<void>;
  close(): Promise<void>;
}

/** What to mint. Everything but `sub` has a good default. */
export interface MintInput {
  readonly sub: string;
  readonly roles?: readonly string[];
  /** Seconds from now until it expires; negative for an expired one. */
  readonly expiresInSeconds?: number;
  /** Merged over the good claims; `undefined` removes one. */
  readonly claims?: Record<string, unknown>;
  /** Merged over the good header. */
  readonly header?: Record<string, unknown>;
  /** Sign with this key instead of the issuer's. */
  readonly key?: CryptoKey | Uint8Array;
}

const TEST_AUDIENCE = 'bimride-api';

/** Starts an issuer on a free loopback port. Close it in `afterAll`. */
export async function startTestIssuer(audience = TEST_AUDIENCE): Promise<TestIssuer> {
  let signing = await newKey(1);
  let requests = 0;
  const server = createServer((request, response) => {
    const documents: Record<string, () => object> = {
      '/.well-known/openid-configuration': () => ({ issuer, jwks_uri: `${issuer}/jwks` }),
      '/jwks': () => {
        requests += 1;
        return { keys: [signing.publicJwk] };
      },
    };
    const document = documents[request.url ?? ''];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document?.() ?? {}));
  });
  const port = await listen(server, 0);
  const issuer = `http://127.0.0.1:${port}`;
  return {
    issuer,
    audience,
    mint: (input) => mint(input, { issuer, audience, signing }),
    rotate: async () => {
      signing = await newKey(signing.number + 1);
    },
    publicJwk: () => signing.publicJwk,
    jwksRequests: () => requests,
    fail: () => stop(server),
    recover: async () => {
      await listen(server, port);
    },
    close: () => stop(server),
  };
}

interface SigningKey {
  readonly number: number;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

async function newKey(number: number): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const publicJwk = { ...(await exportJWK(publicKey)), kid: `test-${number}`, alg: 'ES256', use: 'sig' };
  return { number, privateKey, publicJwk };
}

function mint(input: MintInput, by: { issuer: string; audience: string; signing: SigningKey }): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: by.issuer,
    aud: by.audience,
    sub: input.sub,
    roles: input.roles ?? [],
    iat: nowSeconds,
    exp: nowSeconds + (input.expiresInSeconds ?? 900),
    client_id: 'test',
    ...input.claims,
  };
  const given = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  const header = { alg: 'ES256', typ: 'at+jwt', kid: by.signing.publicJwk.kid ?? '', ...input.header };
  return new SignJWT(given).setProtectedHeader(header).sign(input.key ?? by.signing.privateKey);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
