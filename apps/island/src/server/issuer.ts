import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const AUDIENCE = 'bimride-api';
const KEY_ID = 'island';
/** Tokens are judged by real time, and a run lasts minutes. */
const TOKEN_SECONDS = 12 * 3_600;
const EXPIRED_SECONDS = 600;

/** Who signs in on the island: a small OpenID Connect issuer on loopback, of which the server knows only the address. */
export class Issuer {
  readonly url: string;
  readonly #server: Server;
  readonly #key: KeyObject;

  private constructor(parts: { url: string; server: Server; key: KeyObject }) {
    this.url = parts.url;
    this.#server = parts.server;
    this.#key = parts.key;
  }

  static async start(): Promise<Issuer> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'ES256', use: 'sig' };
    let url = '';
    const server = createServer((request, response) => {
      const isJwks = request.url === '/jwks';
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isJwks ? { keys: [jwk] } : { issuer: url, jwks_uri: `${url}/jwks` }));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new Issuer({ url, server, key: privateKey });
  }

  /** A signed access token; an expired one was good some minutes ago. */
  token(person: { readonly subject: string; readonly roles: readonly string[] }, state: 'good' | 'expired'): string {
    const nowSeconds = Math.floor(Date.now() / 1_000);
    const issuedAt = state === 'good' ? nowSeconds : nowSeconds - TOKEN_SECONDS - EXPIRED_SECONDS;
    const { subject: sub, roles } = person;
    const times = { iat: issuedAt, exp: issuedAt + TOKEN_SECONDS };
    const claims = { iss: this.url, aud: AUDIENCE, sub, roles, client_id: 'island', ...times };
    const text = [{ alg: 'ES256', typ: 'at+jwt', kid: KEY_ID }, claims].map(base64).join('.');
    const signature = sign('sha256', Buffer.from(text), { key: this.#key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

const base64 = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
