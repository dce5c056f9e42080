import { createHash, randomBytes } from 'node:crypto';

/**
 * Signing in as one of the demonstration people, the way an application does it: authorization code with PKCE, by HTTP,
 * with the sign-in page's own form in place of a person's thumb. For the demo, the tests and `npm run -s token`.
 */

/** Tokens of one person. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token expires, in milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** Why a sign-in did not work. */
export type SignInFailure =
  'server_unreachable' | 'server_unavailable' | 'no_embedded_issuer' | 'person_unknown' | 'refused';

/** A sign-in that did not work; `knownPeople` says who could have signed in. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  readonly code: SignInFailure;
  readonly knownPeople: readonly string[];

  constructor(code: SignInFailure, message: string, knownPeople: readonly string[] = []) {
    super(message);
    this.code = code;
    this.knownPeople = knownPeople;
  }
}

/** Where to sign in. */
export interface SignInServer {
  /** Address of the server, such as `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  /** Application to sign in to; each of the product's public clients will do. */
  readonly clientId?: string;
}

const CLIENT_ID = 'bimride-cli';
const REDIRECT_URI = 'http://127.0.0.1/callback';
const REQUEST_TIMEOUT_MS = 10_000;
const UNAVAILABLE = 'the server answers, but its database does not (HTTP 503): look whether it runs, then try again';

interface Endpoints {
  readonly authorization: string;
  readonly token: string;
}

/** Signs a person in. Throws `SignInFailed`. */
export async function signIn(input: SignInServer & { person: string }): Promise<Tokens> {
  const { clientId = CLIENT_ID } = input;
  const endpoints = await discover(input.baseUrl);
  const verifier = randomBytes(32).toString('base64url');
  const code = await authorize({ endpoints, clientId, verifier, person: input.person });
  return requestTokens(endpoints, {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
    code,
  });
}

/** New tokens for a refresh token. It may be repeated for a while if the reply is lost. Throws `SignInFailed`. */
export async function refresh(input: SignInServer & { refreshToken: string }): Promise<Tokens> {
  const endpoints = await discover(input.baseUrl);
  return requestTokens(endpoints, {
    grant_type: 'refresh_token',
    client_id: input.clientId ?? CLIENT_ID,
    refresh_token: input.refreshToken,
  });
}

async function discover(baseUrl: string): Promise<Endpoints> {
  const url = new URL('/oidc/.well-known/openid-configuration', baseUrl).href;
  const response = await request(url);
  if (response.status === 404) {
    throw new SignInFailed('no_embedded_issuer', `the server at ${baseUrl} leaves signing in to another issuer`);
  }
  const document = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const { authorization_endpoint: authorization, token_endpoint: token } = document;
  if (typeof authorization === 'string' && typeof token === 'string') return { authorization, token };
  throw new SignInFailed('refused', `the server at ${baseUrl} does not describe its issuer (HTTP ${response.status})`);
}

interface Authorization {
  readonly endpoints: Endpoints;
  readonly clientId: string;
  readonly verifier: string;
  readonly person: string;
}

async function authorize({ endpoints, clientId, verifier, person }: Authorization): Promise<string> {
  const browser = new Browser();
  const state = randomBytes(16).toString('base64url');
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile offline_access',
    prompt: 'login consent',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const page = await browser.follow(`${endpoints.authorization}?${query.toString()}`);
  await assertKnown(person, await browser.read(page));
  const resume = await browser.follow(page, new URLSearchParams({ person }));
  const answer = new URL(await browser.follow(resume)).searchParams;
  const code = answer.get('code');
  if (code && answer.get('state') === state) return code;
  throw new SignInFailed('refused', answer.get('error_description') ?? 'the issuer gave no code');
}

async function assertKnown(person: string, html: string): Promise<void> {
  const known = [...html.matchAll(/name="person" value="([^"]+)"/g)].map(([, id = '']) => id);
  if (known.includes(person)) return;
  throw new SignInFailed('person_unknown', `nobody is called "${person}" here; there are: ${known.join(' ')}`, known);
}

async function requestTokens(endpoints: Endpoints, form: Record<string, string>): Promise<Tokens> {
  const response = await request(endpoints.token, { method: 'POST', body: new URLSearchParams(form) });
  const body = (await response.json()) as Record<string, unknown>;
  if (response.status === 503) throw new SignInFailed('server_unavailable', UNAVAILABLE);
  if (!response.ok) throw new SignInFailed('refused', `${String(body['error'])}: ${String(body['error_description'])}`);
  return {
    accessToken: String(body['access_token']),
    refreshToken: String(body['refresh_token']),
    expiresAtMs: Date.now() + Number(body['expires_in']) * 1000,
  };
}

/** As much of a browser as a sign-in needs: it keeps cookies and goes where it is sent, one step at a time. */
class Browser {
  private readonly cookies = new Map<string, string>();

  /** Requests a page, or sends a form, and gives back where the answer points to. */
  async follow(url: string, form?: URLSearchParams): Promise<string> {
    const response = await this.fetch(url, form ? { method: 'POST', body: form } : {});
    const location = response.headers.get('location');
    if (location) return new URL(location, url).href;
    if (response.status === 503) throw new SignInFailed('server_unavailable', UNAVAILABLE);
    throw new SignInFailed('refused', `the issuer did not go on with the sign-in (HTTP ${response.status})`);
  }

  async read(url: string): Promise<string> {
    return (await this.fetch(url, {})).text();
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await request(url, { ...init, redirect: 'manual', headers: { cookie, accept: 'text/html' } });
    for (const header of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (header.split(';', 1)[0] ?? '').split(/=(.*)/s, 2);
      this.cookies.set(name, value);
    }
    return response;
  }
}

async function request(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  } catch {
    throw new SignInFailed(
      'server_unreachable',
      `no server answers at ${new URL(url).origin}; start it with: npm start`,
    );
  }
}
