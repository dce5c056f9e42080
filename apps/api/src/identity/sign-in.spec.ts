import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, type JWK, jwtVerify } from 'jose';
import {
  answerFor,
  ask,
  AUDIENCE,
  cookiesOf,
  GOOD_REQUEST,
  IdentityServer,
  ISSUER,
  locationOf,
  requestToken,
  VERIFIER,
} from '../../test/harness/identity-server.ts';
import { DEMO_PEOPLE } from './people.ts';

let server: IdentityServer;
beforeAll(async () => {
  server = await IdentityServer.start();
});
afterAll(async () => {
  await server.close();
});

describe('signing in', () => {
  it('gives each person tokens with their subject and roles, which the API accepts', async () => {
    for (const { id, roles } of DEMO_PEOPLE) {
      const { accessToken } = await server.signIn(id);
      expect(await server.probe(accessToken)).toMatchObject({
        status: 200,
        body: { subject: id, roles, clientId: 'bimride-cli' },
      });
    }
  });

  it('gives short-lived ES256 access tokens of the standard form', async () => {
    const { accessToken, expiresAtMs } = await server.signIn('rider');
    expect(decodeProtectedHeader(accessToken)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: server.signingKey.kid });
    const claims = decodeJwt(accessToken);
    expect(claims).toMatchObject({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'rider',
      roles: ['rider'],
      client_id: 'bimride-cli',
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
    expect(expiresAtMs).toBeLessThanOrEqual(Date.now() + 900_000);
  });

  it('publishes the keys by which anybody can verify them, and no private part', async () => {
    const { accessToken } = await server.signIn('rider');
    const url = new URL('/oidc/jwks', server.baseUrl);
    const options = { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt' };
    await expect(jwtVerify(accessToken, createRemoteJWKSet(url), options)).resolves.toBeDefined();
    const published = (await (await fetch(url)).json()) as { keys: JWK[] };
    expect(published.keys).toEqual([expect.not.objectContaining({ d: expect.anything() })]);
  });

  it('works for each of the applications', async () => {
    for (const clientId of ['bimride-web', 'bimride-mobile', 'bimride-cli']) {
      const { accessToken } = await server.signIn('driver2', clientId);
      expect(decodeJwt(accessToken)).toMatchObject({ sub: 'driver2', client_id: clientId });
    }
  });

  it('names who there is when it does not know somebody', async () => {
    await expect(server.signIn('nobody')).rejects.toMatchObject({
      code: 'person_unknown',
      knownPeople: DEMO_PEOPLE.map(({ id }) => id),
    });
  });
});

const exchange = (code: string, changed: Record<string, string> = {}): ReturnType<typeof requestToken> =>
  requestToken(server, {
    grant_type: 'authorization_code',
    redirect_uri: GOOD_REQUEST.redirect_uri,
    code,
    code_verifier: VERIFIER,
    ...changed,
  });

describe('the authorization endpoint', () => {
  it.each([
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['PKCE in the clear', { code_challenge: VERIFIER, code_challenge_method: 'plain' }],
    ['the implicit flow', { response_type: 'token' }],
  ])('refuses %s', async (_name, changed) => {
    const location = (await ask(server, changed)).headers.get('location') ?? '';
    expect(location).toMatch(/^com\.bimride\.app:\/callback[?#]error=(invalid_request|unsupported_response_type)/);
  });

  it.each([['https://evil.example/callback'], ['com.bimride.app:/other'], ['http://localhost.evil.example/callback']])(
    'sends nobody to %s',
    async (redirect_uri) => {
      const response = await ask(server, { redirect_uri });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await response.text()).toContain('This sign-in cannot go on');
    },
  );

  it.each([['http://localhost:5173/callback'], ['http://127.0.0.1:49152/callback']])(
    'accepts loopback at %s',
    async (uri) => {
      expect((await ask(server, { redirect_uri: uri })).headers.get('location')).toMatch(/^\/oidc\/interaction\//);
    },
  );
});

describe('the sign-in page', () => {
  it('runs no script, loads nothing, and lets its form lead back to the application only', async () => {
    const asked = await ask(server);
    const page = await server.visit(locationOf(asked), {}, cookiesOf(asked));
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; .*form-action 'self' com\.bimride\.app:;/);
    expect(policy).not.toContain('script-src');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const html = await page.text();
    for (const { id } of DEMO_PEOPLE) expect(html).toContain(`name="person" value="${id}"`);
    expect(html).not.toMatch(/<script|https?:/);
  });

  it('answers only the browser that started the sign-in', async () => {
    const victim = await ask(server);
    const attacker = await ask(server);
    const form = { method: 'POST', body: new URLSearchParams({ person: 'admin' }) };
    for (const cookie of ['', cookiesOf(attacker)]) {
      const response = await server.visit(locationOf(victim), form, cookie);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('sign_in_expired');
    }
  });

  it('lets somebody else take over in the same browser', async () => {
    const jar = new Map<string, string>();
    const go = async (url: string, init?: RequestInit): Promise<Response> => {
      const response = await server.visit(url, init, [...jar].map((pair) => pair.join('=')).join('; '));
      for (const [, name = '', value = ''] of cookiesOf(response).matchAll(/([^=; ]+)=([^;]*)/g)) jar.set(name, value);
      return response;
    };
    const become = async (person: string): Promise<Response> => {
      const asked = await go(`/oidc/auth?${new URLSearchParams(GOOD_REQUEST).toString()}`);
      const sent = await go(locationOf(asked), { method: 'POST', body: new URLSearchParams({ person }) });
      return go(locationOf(sent));
    };
    expect(locationOf(await become('rider'))).toMatch(/^com\.bimride\.app:\/callback\?code=/);
    const handover = await become('admin');
    const html = await handover.text();
    const script = createHash('sha256').update(html.split('<script>')[1]?.split('</script>')[0] ?? '');
    expect(handover.headers.get('content-security-policy')).toContain(`'sha256-${script.digest('base64')}'`);
    const [, action = ''] = /action="([^"]+)"/.exec(html) ?? [];
    const inputs = [...html.matchAll(/name="(\w+)" value="([^"]*)"/g)];
    const hidden = Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, value]));
    const resumed = await go(action, { method: 'POST', body: new URLSearchParams(hidden) });
    const code = new URL(locationOf(await go(locationOf(resumed)))).searchParams.get('code') ?? '';
    expect(decodeJwt((await exchange(code)).body['access_token'] ?? '').sub).toBe('admin');
  });

  it('keeps its cookies from scripts and other sites', async () => {
    for (const header of (await ask(server)).headers.getSetCookie()) {
      expect(header).toMatch(/httponly/i);
      expect(header).toMatch(/samesite=lax/i);
    }
  });

  it('lets a person cancel, and takes no names it did not offer', async () => {
    expect((await answerFor(server, { cancel: 'yes' })).get('error')).toBe('access_denied');
    const asked = await ask(server);
    const form = { method: 'POST', body: new URLSearchParams({ person: '__proto__' }) };
    const response = await server.visit(locationOf(asked), form, cookiesOf(asked));
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('person_unknown')]);
  });

  it('takes short forms only', async () => {
    const asked = await ask(server);
    const form = { method: 'POST', body: new URLSearchParams({ person: 'x'.repeat(2_000) }) };
    expect((await server.visit(locationOf(asked), form, cookiesOf(asked))).status).toBe(413);
  });
});

describe('an authorization code', () => {
  it('needs the verifier of whoever asked for it', async () => {
    const code = (await answerFor(server, { person: 'rider' })).get('code') ?? '';
    const answer = await exchange(code, { code_verifier: 'w'.repeat(43) });
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('works once, and a second use takes back what the first one gave', async () => {
    const code = (await answerFor(server, { person: 'rider' })).get('code') ?? '';
    const first = await exchange(code);
    expect(first.status).toBe(200);
    expect((await exchange(code)).body['error']).toBe('invalid_grant');
    const given = { grant_type: 'refresh_token', refresh_token: first.body['refresh_token'] ?? '' };
    expect((await requestToken(server, given)).body['error']).toBe('invalid_grant');
  });
});
