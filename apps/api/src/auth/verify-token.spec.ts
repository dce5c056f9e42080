import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exportJWK, generateKeyPair, UnsecuredJWT } from 'jose';
import { type Answer, call, createProbeApp, listening, settingsFor } from '../../test/harness/probe-app.ts';
import { TOKEN_ISSUED_AHEAD_SECONDS_MAX } from './verify-token.ts';
import { startTestIssuer, type TestIssuer } from '../../test/harness/test-issuer.ts';

describe('the resource server', () => {
  let issuer: TestIssuer;
  let stranger: TestIssuer;
  let app: NestFastifyApplication;
  let base: string;

  beforeAll(async () => {
    [issuer, stranger] = await Promise.all([startTestIssuer(), startTestIssuer()]);
    app = await createProbeApp(settingsFor(issuer));
    base = await listening(app);
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([issuer.close(), stranger.close()]);
  });

  const mine = (token?: string, init?: RequestInit): Promise<Answer> => call(`${base}/probe/mine`, token, init);

  it('tells the handler who is calling', async () => {
    const token = await issuer.mint({ sub: 'rider', roles: ['rider'], claims: { client_id: 'bimride-mobile' } });
    const { status, body } = await mine(token);
    expect(status).toBe(200);
    expect(body).toEqual({
      subject: 'rider',
      roles: ['rider'],
      clientId: 'bimride-mobile',
      tokenIssuedAtMs: expect.any(Number),
      tokenExpiresAtMs: expect.any(Number),
    });
    expect(body['tokenExpiresAtMs']).toBeGreaterThan(Date.now());
  });

  it('lets everybody through to a public route, even with a bad token', async () => {
    expect((await call(`${base}/probe/open`)).status).toBe(200);
    expect((await call(`${base}/probe/open`, 'rubbish')).status).toBe(200);
  });

  it('asks for a token where there is none, and names no error', async () => {
    const { status, headers, body } = await mine();
    expect([status, body['code']]).toEqual([401, 'token_missing']);
    expect(headers.get('content-type')).toMatch('application/problem+json');
    expect(headers.get('www-authenticate')).toBe('Bearer realm="bimride"');
  });

  it('reports a token without a role we know by its application, never by its person', async () => {
    const clients: unknown[] = [];
    const onRoleless = (clientId: string | undefined): void => void clients.push(clientId);
    const own = await createProbeApp({ ...settingsFor(issuer), rolesClaim: 'realm_access.roles', onRoleless });
    const at = await listening(own);
    const token = (realm: string, client: string) =>
      issuer.mint({ sub: 'keisha', claims: { realm_access: { roles: [realm] }, client_id: client } });
    expect((await call(`${at}/probe/mine`, await token('RIDER', 'old-app'))).status).toBe(403);
    expect((await call(`${at}/probe/mine`, await token('rider', 'new-app'))).status).toBe(200);
    expect(clients).toEqual(['old-app']);
    await own.close();
  });

  it('names the permission that is missing', async () => {
    const token = await issuer.mint({ sub: 'pricing', roles: ['pricing'] });
    const { status, headers, body } = await mine(token);
    expect([status, body['code'], body['permission']]).toEqual([403, 'permission_denied', 'rides:read-own']);
    expect(headers.get('www-authenticate')).toMatch('error="insufficient_scope"');
  });

  it.each([[[]], [['system']], [['system', 'root']], ['riders'], [{ rider: true }], [undefined]])(
    'takes no role from the claim %j',
    async (roles) => {
      const token = await issuer.mint({ sub: 'somebody', claims: { roles } });
      expect((await mine(token)).body['code']).toBe('permission_denied');
    },
  );

  const refusals: readonly (readonly [string, string, () => Promise<string>])[] = [
    ['expired', 'token_expired', () => issuer.mint({ sub: 'rider', roles: ['rider'], expiresInSeconds: -60 })],
    ['without expiry', 'token_claims_invalid', () => issuer.mint({ sub: 'rider', claims: { exp: undefined } })],
    ['without subject', 'token_claims_invalid', () => issuer.mint({ sub: 'rider', claims: { sub: undefined } })],
    ['with an empty subject', 'token_claims_invalid', () => issuer.mint({ sub: '' })],
    ['with NUL in the subject', 'token_claims_invalid', () => issuer.mint({ sub: 'ri\0der' })],
    ['with half a character in the subject', 'token_claims_invalid', () => issuer.mint({ sub: 'ri\ud800der' })],
    ['with a subject of 256 characters', 'token_claims_invalid', () => issuer.mint({ sub: 's'.repeat(256) })],
    ['with the server’s own subject', 'token_claims_invalid', () => issuer.mint({ sub: 'system' })],
    ['with a numeric subject', 'token_claims_invalid', () => issuer.mint({ sub: 'x', claims: { sub: 7 } })],
    ['not valid yet', 'token_not_yet_valid', () => issuer.mint({ sub: 'rider', claims: { nbf: 4e9 } })],
    ['issued a day ahead', 'token_not_yet_valid', () => issuedAhead(86_400)],
    [
      'issued further ahead than clocks drift',
      'token_not_yet_valid',
      () => issuedAhead(TOKEN_ISSUED_AHEAD_SECONDS_MAX + 30),
    ],
    [
      'issued at a time that is no number',
      'token_claims_invalid',
      () => issuer.mint({ sub: 'rider', claims: { iat: 'now' } }),
    ],
    ['for another audience', 'token_audience_wrong', () => issuer.mint({ sub: 'rider', claims: { aud: 'other' } })],
    ['without audience', 'token_audience_wrong', () => issuer.mint({ sub: 'rider', claims: { aud: undefined } })],
    ['by another issuer', 'token_issuer_wrong', () => stranger.mint({ sub: 'rider', roles: ['rider'] })],
    ['without issuer', 'token_issuer_wrong', () => issuer.mint({ sub: 'rider', claims: { iss: undefined } })],
    ['of type JWT', 'token_type_wrong', () => issuer.mint({ sub: 'rider', header: { typ: 'JWT' } })],
    ['without type', 'token_type_wrong', () => issuer.mint({ sub: 'rider', header: { typ: undefined } })],
    ['with an unknown kid', 'token_key_unknown', () => issuer.mint({ sub: 'rider', header: { kid: 'nobody' } })],
    ['forged for our issuer', 'token_signature_invalid', () => forged()],
    ['signed with a key of its own header', 'token_signature_invalid', () => selfKeyed()],
    ['changed after signing', 'token_signature_invalid', () => tampered()],
    ['unsigned', 'token_algorithm_refused', () => unsigned()],
    ['signed with the public key as a secret', 'token_algorithm_refused', () => confused()],
    ['not a token', 'token_malformed', async () => 'rubbish'],
    [
      'with a critical extension',
      'token_malformed',
      () => issuer.mint({ sub: 'rider', header: { crit: ['exp'] } }).catch(critical),
    ],
    [
      'longer than any token',
      'token_malformed',
      () => issuer.mint({ sub: 'rider', claims: { pad: 'x'.repeat(8_192) } }),
    ],
  ];

  const issuedAhead = (seconds: number): Promise<string> =>
    issuer.mint({ sub: 'rider', roles: ['rider'], claims: { iat: Math.floor(Date.now() / 1000) + seconds } });

  async function forged(): Promise<string> {
    const { privateKey } = await generateKeyPair('ES256');
    return issuer.mint({ sub: 'rider', roles: ['rider'], key: privateKey });
  }

  async function selfKeyed(): Promise<string> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const header = { jwk, jku: `${stranger.issuer}/jwks`, x5u: `${stranger.issuer}/jwks` };
    return issuer.mint({ sub: 'rider', roles: ['rider'], key: privateKey, header });
  }

  async function tampered(): Promise<string> {
    const [header, , signature] = (await issuer.mint({ sub: 'rider', roles: ['rider'] })).split('.');
    const [, payload] = (await issuer.mint({ sub: 'rider', roles: ['admin'] })).split('.');
    return [header, payload, signature].join('.');
  }

  async function unsigned(): Promise<string> {
    const jwt = new UnsecuredJWT({ sub: 'rider', roles: ['rider'] })
      .setIssuer(issuer.issuer)
      .setAudience(issuer.audience);
    return jwt.setExpirationTime('15m').encode();
  }

  async function confused(): Promise<string> {
    const secret = new TextEncoder().encode(JSON.stringify(issuer.publicJwk()));
    return issuer.mint({ sub: 'rider', roles: ['rider'], header: { alg: 'HS256' }, key: secret });
  }

  /** jose refuses to sign an unknown critical extension, so the header is swapped afterwards. */
  async function critical(): Promise<string> {
    const [, payload, signature] = (await issuer.mint({ sub: 'rider' })).split('.');
    const header = { alg: 'ES256', typ: 'at+jwt', kid: 'test-1', crit: ['made-up'], 'made-up': true };
    return [Buffer.from(JSON.stringify(header)).toString('base64url'), payload, signature].join('.');
  }

  it.each(refusals)('refuses a token %s with %s', async (_name, code, make) => {
    const token = await make();
    const { status, headers, body } = await mine(token);
    expect([status, body['code']]).toEqual([401, code]);
    expect(headers.get('www-authenticate')).toMatch(
      /^Bearer realm="bimride", error="invalid_token", error_description="/,
    );
    expect(JSON.stringify(body)).not.toContain(token);
  });

  it('asks nobody for keys on behalf of a token that brings its own', async () => {
    const before = stranger.jwksRequests();
    await mine(await selfKeyed());
    expect(stranger.jwksRequests()).toBe(before);
  });

  it.each([
    ['Basic cmlkZXI6cmlkZXI=', 'token_scheme_wrong'],
    ['eyJhbGciOiJFUzI1NiJ9.e30.AAAA', 'token_scheme_wrong'],
    ['Bearers abc', 'token_scheme_wrong'],
    ['Bearer', 'token_malformed'],
    ['Bearer a b', 'token_malformed'],
    ['Bearer ø', 'token_malformed'],
  ])('refuses the header %j as %s', async (authorization, code) => {
    const { body } = await mine(undefined, {
      headers: { authorization: Buffer.from(authorization).toString('latin1') },
    });
    expect(body['code']).toBe(code);
  });

  it('takes a token from the header only', async () => {
    const token = await issuer.mint({ sub: 'rider', roles: ['rider'] });
    expect((await call(`${base}/probe/mine?access_token=${token}`)).body['code']).toBe('token_missing');
  });

  it('accepts the clock of the issuer being a little ahead or behind', async () => {
    const token = await issuer.mint({ sub: 'rider', roles: ['rider'], expiresInSeconds: -2 });
    expect((await mine(token)).status).toBe(200);
    expect((await mine(await issuedAhead(TOKEN_ISSUED_AHEAD_SECONDS_MAX - 30))).status).toBe(200);
  });

  it('decides before it reads the body', async () => {
    const broken = { method: 'POST', body: '{"broken', headers: { 'content-type': 'application/json' } };
    expect((await call(`${base}/probe/parked`, undefined, broken)).body['code']).toBe('token_missing');
    const rider = await issuer.mint({ sub: 'rider', roles: ['rider'] });
    expect((await call(`${base}/probe/parked`, rider, broken)).body['code']).toBe('permission_denied');
    const admin = await issuer.mint({ sub: 'admin', roles: ['admin'] });
    expect((await call(`${base}/probe/parked`, admin, broken)).status).toBe(400);
  });

  it('keeps concurrent callers apart', async () => {
    const people = Array.from({ length: 40 }, (_, number) => `rider-${number}`);
    const tokens = await Promise.all(people.map((sub) => issuer.mint({ sub, roles: ['rider'] })));
    const answers = await Promise.all(tokens.map((token, number) => mine(number % 4 ? token : `${token}x`)));
    const seen = answers.map(({ body }) => body['subject'] ?? body['code']);
    expect(seen).toEqual(people.map((sub, number) => (number % 4 ? sub : 'token_signature_invalid')));
  });
});

describe('tokens of another make', () => {
  it('follow the configured type and name of the roles claim', async () => {
    const issuer = await startTestIssuer();
    const app = await createProbeApp({ ...settingsFor(issuer), tokenType: 'JWT', rolesClaim: 'groups' });
    const base = await listening(app);
    const claims = { groups: ['rider'], azp: 'app-7', client_id: undefined };
    const token = await issuer.mint({ sub: 'rider', claims, header: { typ: 'JWT' } });
    const { status, body } = await call(`${base}/probe/mine`, token);
    expect([status, body['clientId']]).toEqual([200, 'app-7']);
    await app.close();
    await issuer.close();
  });
});
