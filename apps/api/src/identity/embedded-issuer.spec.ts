import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ask, cookiesOf, IdentityServer, locationOf } from '../../test/harness/identity-server.ts';
import { IdentityStore } from './identity.store.ts';
import { mountIdentityProvider } from './mount.ts';
import { payloadOf, REFRESH_REUSE_GRACE_MS } from './record-adapter.ts';
import { refresh, signIn } from './sign-in.ts';
import { parseSigningKey } from './signing-key.ts';

let server: IdentityServer;
beforeAll(async () => {
  server = await IdentityServer.start();
});
afterAll(async () => {
  await server.close();
});

describe('a refresh token', () => {
  /** Signing out, as an app does it (RFC 7009). */
  const takeBack = (token: string, clientId: string) => {
    const body = new URLSearchParams({ client_id: clientId, token, token_type_hint: 'refresh_token' });
    return server.visit('/oidc/token/revocation', { method: 'POST', body });
  };

  it('is taken back by its own application, with all that came of it, and by no other; nobody is warned on the console', async () => {
    const said = jest.spyOn(console, 'info');
    const { refreshToken } = await server.signIn('rider', 'bimride-mobile');
    // Who is not asked for a secret is not told whether there is such a token.
    expect((await takeBack(refreshToken, 'bimride-cli')).status).toBe(200);
    const next = await server.refresh(refreshToken, 'bimride-mobile');
    expect((await takeBack(next.refreshToken, 'bimride-mobile')).status).toBe(200);
    for (const gone of [next.refreshToken, refreshToken])
      await expect(server.refresh(gone, 'bimride-mobile')).rejects.toThrow('invalid_grant');
    expect(said).not.toHaveBeenCalled();
  });

  it('is replaced at each use', async () => {
    const first = await server.signIn('rider');
    const second = await server.refresh(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await server.probe(second.accessToken)).toMatchObject({
      status: 200,
      body: { subject: 'rider', roles: ['rider'] },
    });
  });

  it('may be used again when the reply was lost, and both successors work', async () => {
    const first = await server.signIn('rider');
    const lost = await server.refresh(first.refreshToken);
    const again = await server.refresh(first.refreshToken);
    for (const tokens of [
      again,
      lost,
      await server.refresh(again.refreshToken),
      await server.refresh(lost.refreshToken),
    ]) {
      expect((await server.probe(tokens.accessToken)).status).toBe(200);
    }
  });

  it('serves several requests at once', async () => {
    const first = await server.signIn('driver');
    const all = await Promise.all(Array.from({ length: 5 }, () => server.refresh(first.refreshToken)));
    expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(5);
  });

  it('used again after the grace period ends everything it led to', async () => {
    const first = await server.signIn('rider');
    const second = await server.refresh(first.refreshToken);
    server.clockAheadMs = REFRESH_REUSE_GRACE_MS - 5_000;
    const late = await server.refresh(first.refreshToken);
    // using it late must not have started the period anew
    server.clockAheadMs = REFRESH_REUSE_GRACE_MS + 5_000;
    await expect(server.refresh(first.refreshToken)).rejects.toThrow('invalid_grant');
    await expect(server.refresh(second.refreshToken)).rejects.toThrow('invalid_grant');
    await expect(server.refresh(late.refreshToken)).rejects.toThrow('invalid_grant');
    server.clockAheadMs = 0;
  });

  it('is nothing to another application', async () => {
    const { refreshToken } = await server.signIn('rider');
    await expect(server.refresh(refreshToken, 'bimride-web')).rejects.toThrow('invalid_grant');
  });

  it.each([
    ['RefreshToken', 0, false],
    ['RefreshToken', REFRESH_REUSE_GRACE_MS - 1, false],
    ['RefreshToken', REFRESH_REUSE_GRACE_MS, true],
    ['AuthorizationCode', 0, true],
  ])('of kind %s used %d ms ago counts as used: %s', (kind, agoMs, used) => {
    const record = { kind, id: 'x', payload: {}, grantId: null, uid: null, consumedAtMs: 1_000, expiresAtMs: null };
    expect('consumed' in payloadOf(record, 1_000 + agoMs)).toBe(used);
  });
});

describe('a restart', () => {
  it('keeps people signed in and their tokens good', async () => {
    const before = await server.signIn('rider');
    const asked = await ask(server);
    await server.restart();
    expect((await server.probe(before.accessToken)).status).toBe(200);
    expect((await server.probe((await server.refresh(before.refreshToken)).accessToken)).status).toBe(200);
    const page = await server.visit(locationOf(asked), {}, cookiesOf(asked));
    expect(page.status).toBe(200);
  });
});

describe('a database that is away', () => {
  it('is 503 from every route of the issuer, and named by whoever signs in', async () => {
    const adapter = new FastifyAdapter();
    const fastify = adapter.getInstance();
    const away = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    const heard: Error[] = [];
    const store = new IdentityStore({ query: away } as never);
    const options = {
      ...server.options(),
      issuer: 'http://127.0.0.1/oidc',
      onError: (error: Error) => void heard.push(error),
    };
    mountIdentityProvider(fastify, { ...options, store });
    const baseUrl = await fastify.listen({ port: 0, host: '127.0.0.1' });
    const form = { grant_type: 'refresh_token', client_id: 'bimride-cli', refresh_token: 'x' };
    const token = await fetch(`${baseUrl}/oidc/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect([token.status, token.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await token.json()).toMatchObject({ error: 'temporarily_unavailable' });
    await expect(signIn({ baseUrl, person: 'rider' })).rejects.toThrow(/its database does not/);
    await expect(refresh({ baseUrl, refreshToken: 'x' })).rejects.toMatchObject({ code: 'server_unavailable' });
    expect(heard.length).toBeGreaterThan(2);
    await fastify.close();
  });
});

describe('safety', () => {
  it('refuses to exist in production', () => {
    const fastify = new FastifyAdapter().getInstance();
    expect(() => mountIdentityProvider(fastify, { ...server.options(), production: true })).toThrow(
      'never runs in production',
    );
  });

  it.each(['', 'null', '{}', '{"kty":"EC","crv":"P-256","x":"a","y":"b","kid":"c"}'])(
    'refuses the signing key %j',
    (secret) => {
      expect(() => parseSigningKey(secret)).toThrow('the signing key of the embedded issuer');
    },
  );

  it('answers web applications in development only', async () => {
    const allowed = async (origin: string): Promise<string | null> => {
      const init = { method: 'POST', headers: { origin }, body: new URLSearchParams({ client_id: 'bimride-web' }) };
      return (await fetch(`${server.baseUrl}/oidc/token`, init)).headers.get('access-control-allow-origin');
    };
    expect(await allowed('http://localhost:5173')).toBe('http://localhost:5173');
    expect(await allowed('http://localhost.evil.example')).toBeNull();
  });
});

describe('the landing page', () => {
  it('allows exactly its own script and style', async () => {
    const response = await server.visit('/sign-in');
    const html = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';
    for (const [tag, directive] of [
      ['style', 'style-src'],
      ['script type="module"', 'script-src'],
    ] as const) {
      const text = html.split(`<${tag}>`)[1]?.split(`</${tag.split(' ')[0]}>`)[0] ?? '';
      const hash = createHash('sha256').update(text).digest('base64');
      expect(policy).toContain(`${directive} 'sha256-${hash}'`);
    }
  });
});
