import { createHash } from 'node:crypto';
import type { JWK } from 'jose';
import { AuthModule } from '../../src/auth/auth.module.ts';
import { localKeys } from '../../src/auth/issuer-keys.ts';
import type { Principal } from '../../src/auth/principal.ts';
import { IdentityStore } from '../../src/identity/identity.store.ts';
import { type IdentityOptions, mountIdentityProvider } from '../../src/identity/mount.ts';
import { refresh, signIn, type Tokens } from '../../src/identity/sign-in.ts';
import { createSigningKey, parseSigningKey, publicJwks } from '../../src/identity/signing-key.ts';
import { call, createNest, listening, PERMISSIONS, ProbeController, ProbeModule } from './probe-app.ts';
import { testDatabase } from './test-database.ts';

/** Issuer identifier in specs. It is a name only: the addresses are those of the server under test. */
export const ISSUER = 'http://bimride.test/oidc';
export const AUDIENCE = 'bimride-api';

/** The embedded issuer and a small API that trusts it, on a database of its own. */
export class IdentityServer {
  baseUrl = '';
  /** Moves the issuer's clock ahead, for its grace periods. */
  clockAheadMs = 0;
  /** What went wrong inside, which closing complains of. */
  readonly errors: Error[] = [];
  readonly signingKey: JWK;
  readonly store: IdentityStore;
  private readonly database: Awaited<ReturnType<typeof testDatabase>>;
  private running: { close(): Promise<void> } | undefined;

  private constructor(signingKey: JWK, database: Awaited<ReturnType<typeof testDatabase>>) {
    this.signingKey = signingKey;
    this.database = database;
    this.store = new IdentityStore(database.dataSource);
  }

  static async start(): Promise<IdentityServer> {
    const server = new IdentityServer(parseSigningKey(await createSigningKey()), await testDatabase());
    await server.listen();
    return server;
  }

  /** Another process, as far as memory goes: the same key and database. */
  async restart(): Promise<void> {
    await this.running?.close();
    await this.listen();
  }

  async close(): Promise<void> {
    await this.running?.close();
    await this.database.close();
    if (this.errors.length > 0) throw new AggregateError(this.errors, 'the issuer had errors');
  }

  options(): IdentityOptions {
    return {
      issuer: ISSUER,
      audience: AUDIENCE,
      production: false,
      store: this.store,
      signingKey: this.signingKey,
      cookieKeys: ['a cookie key that stays the same'],
      now: () => Date.now() + this.clockAheadMs,
      onError: (error) => void this.errors.push(error),
    };
  }

  signIn(person: string, clientId = 'bimride-cli'): Promise<Tokens> {
    return signIn({ baseUrl: this.baseUrl, person, clientId });
  }

  refresh(refreshToken: string, clientId = 'bimride-cli'): Promise<Tokens> {
    return refresh({ baseUrl: this.baseUrl, refreshToken, clientId });
  }

  /** What the API makes of an access token. */
  async probe(token: string): Promise<{ status: number; body: Partial<Principal> }> {
    return call(`${this.baseUrl}/probe/sync`, token);
  }

  /** One request of a browser, which sends its cookies and does not follow. */
  visit(url: string, init: RequestInit = {}, cookie = ''): Promise<Response> {
    const headers = { cookie, accept: 'text/html' };
    return fetch(new URL(url, this.baseUrl), { redirect: 'manual', ...init, headers });
  }

  private async listen(): Promise<void> {
    const rules = {
      issuer: ISSUER,
      audience: AUDIENCE,
      tokenType: 'at+jwt',
      rolesClaim: 'roles',
      permissions: PERMISSIONS,
    };
    const auth = AuthModule.forRoot({ ...rules, keys: localKeys(publicJwks(this.signingKey)) });
    const app = await createNest({ module: ProbeModule, imports: [auth], controllers: [ProbeController] });
    mountIdentityProvider(app.getHttpAdapter().getInstance(), this.options());
    this.baseUrl = await listening(app);
    this.running = { close: () => app.close() };
  }
}

/** A sign-in step by step, so that each step can be done wrong. */
export const VERIFIER = 'v'.repeat(43);

export const GOOD_REQUEST = {
  client_id: 'bimride-mobile',
  response_type: 'code',
  redirect_uri: 'com.bimride.app:/callback',
  scope: 'openid profile offline_access',
  prompt: 'login consent',
  state: 's',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};

/** Asks for a code, with some parameters changed or (undefined) left out. */
export function ask(server: IdentityServer, changed: Record<string, string | undefined> = {}): Promise<Response> {
  const parameters = Object.entries({ ...GOOD_REQUEST, ...changed });
  const given = parameters.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return server.visit(`/oidc/auth?${new URLSearchParams(given).toString()}`);
}

export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((header) => header.split(';', 1)[0])
    .join('; ');

export const locationOf = (response: Response): string => response.headers.get('location') ?? '';

/** Goes through the sign-in page with the given form; answers the parameters that the application gets. */
export async function answerFor(server: IdentityServer, form: Record<string, string>): Promise<URLSearchParams> {
  const asked = await ask(server);
  const cookie = cookiesOf(asked);
  const submit = { method: 'POST', body: new URLSearchParams(form) };
  const sent = await server.visit(locationOf(asked), submit, cookie);
  return new URL(locationOf(await server.visit(locationOf(sent), {}, cookie))).searchParams;
}

/** What the token endpoint says to a form. */
export async function requestToken(
  server: IdentityServer,
  form: Record<string, string>,
): Promise<{ status: number; body: Record<string, string> }> {
  const body = new URLSearchParams({ client_id: 'bimride-mobile', ...form });
  const response = await fetch(`${server.baseUrl}/oidc/token`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}
