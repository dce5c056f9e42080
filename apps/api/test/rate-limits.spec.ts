import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
// check-specs: waits-by-time -- one client does what Retry-After asks
import { setTimeout } from 'node:timers/promises';
import { brotliCompressSync } from 'node:zlib';
import { HTTP_LIMITS } from '../src/http/limits.ts';
import { callHttp, type Answered } from './harness/http-caller.ts';
import { startTestIssuer, type TestIssuer } from './harness/test-issuer.ts';
import { startTestServer, type TestServer } from './harness/test-server.ts';
import { pullBody, pushBody } from './phone/index.ts';
import { expectProblem } from './sync/surface.ts';

/** Rate limits over HTTP, of a server with small ones: by person for who is one, and by address for everybody else. */

const POINTS_PER_MINUTE = 12;
const AT_ONCE = POINTS_PER_MINUTE * HTTP_LIMITS.allowanceBurstMinutes;

let issuer: TestIssuer;
let server: TestServer;
beforeAll(async () => {
  issuer = await startTestIssuer();
  const points = `${POINTS_PER_MINUTE}`;
  server = await startTestServer({
    env: {
      OIDC_ISSUER: issuer.issuer,
      BIMRIDE_PERSON_POINTS_PER_MINUTE: points,
      BIMRIDE_STRANGER_POINTS_PER_MINUTE: points,
    },
  });
});
afterAll(async () => {
  await server.close();
  await issuer.close();
});

const tokenOf = (sub: string, ...roles: string[]): Promise<string> => issuer.mint({ sub, roles });
const look = (token?: string, headers = {}): Promise<Answered> =>
  callHttp(`${server.url}/v1/rides`, { method: 'GET', token, headers });

/** Asks until it is put off. Gives back how often it was answered, and the refusal. */
async function untilPutOff(
  ask: () => Promise<Answered>,
): Promise<{ readonly answered: number; readonly refusal: Answered }> {
  for (let answered = 0; answered < 10 * AT_ONCE; answered += 1) {
    const refusal = await ask();
    if (refusal.status === 429) return { answered, refusal };
  }
  throw new Error('nothing was put off');
}

function expectPutOff(refusal: Answered): void {
  expectProblem(refusal, { status: 429, code: 'too_many_requests' });
  expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
}

describe('a person', () => {
  it('has an allowance of requests, is told when to come again, and takes nothing from anybody else', async () => {
    const [busy, other] = await Promise.all([tokenOf('busy', 'rider'), tokenOf('other', 'rider')]);
    const { answered, refusal } = await untilPutOff(() => look(busy));
    expectPutOff(refusal);
    expect(answered).toBeGreaterThanOrEqual(AT_ONCE);
    expect((await look(other)).status).toBe(200);
  });

  it('uses it up by bytes that they send, before anybody reads them', async () => {
    const token = await tokenOf('sender', 'rider');
    const raw = ' '.repeat(HTTP_LIMITS.sentBytesPerPoint * 100);
    const { answered, refusal } = await untilPutOff(() => callHttp(`${server.url}/v1/sync/push`, { token, raw }));
    expectPutOff(refusal);
    expect(answered).toBeLessThan(AT_ONCE / 10);
  });

  it.each([
    ['a bomb', 'br', brotliCompressSync(Buffer.alloc(2 * HTTP_LIMITS.inflatedBodyBytesMax, ' ')), 'body_too_large'],
    ['what is broken', 'gzip', Buffer.alloc(200_000, 7), 'body_malformed'],
    ['what is too large', 'identity', Buffer.alloc(HTTP_LIMITS.bodyBytesMax + 1, ' '), 'body_too_large'],
  ])('uses it up by bodies that are refused: %s', async (what, coding, raw, code) => {
    const token = await tokenOf(`sender of ${what}`, 'rider');
    const headers = { 'content-encoding': coding };
    const send = () => callHttp(`${server.url}/v1/sync/push`, { token, raw: new Uint8Array(raw), headers });
    expect((await send()).json).toMatchObject({ code });
    expectPutOff(await send());
  });

  it('uses it up by bytes that they fetch', async () => {
    const token = await tokenOf('fetcher', 'rider');
    await server.testDatabase.dataSource.query(
      `INSERT INTO sync.view (key, scope, commit, value) VALUES ('planted/1', 'person:fetcher', 1, to_json(repeat('x', 1000000)))`,
    );
    const { answered, refusal } = await untilPutOff(() =>
      callHttp(`${server.url}/v1/sync/pull`, { token, body: pullBody('group-of-fetcher', {}) }),
    );
    expectPutOff(refusal);
    expect(answered).toBeLessThan(AT_ONCE / 10);
  });

  it('who is the telephone company’s machine brings what many people sent, and is not counted', async () => {
    const token = await tokenOf('gateway', 'gateway');
    for (let asked = 0; asked <= AT_ONCE + 10; asked += 1) expect((await look(token)).status).toBe(403);
  });
});

describe('an address', () => {
  it('is put off for tokens that do not hold; people behind it, and their expired tokens, are not', async () => {
    const [good, expired] = await Promise.all([
      tokenOf('behind', 'rider'),
      issuer.mint({ sub: 'behind', roles: ['rider'], expiresInSeconds: -60 }),
    ]);
    expectPutOff((await untilPutOff(() => look('a.b.c'))).refusal);
    expectPutOff(await look());
    expect((await look(good)).status).toBe(200);
    expect((await look(expired)).status).toBe(401);
    expect((await callHttp(`${server.url}/health/live`, { method: 'GET' })).status).toBe(200);
  });

  it('is the one that a trusted proxy names, and no other that a caller makes up', async () => {
    const behind = await startTestServer({
      env: {
        OIDC_ISSUER: issuer.issuer,
        BIMRIDE_STRANGER_POINTS_PER_MINUTE: `${POINTS_PER_MINUTE}`,
        BIMRIDE_TRUSTED_PROXIES: '127.0.0.1,::1',
      },
    });
    const from = (address: string): Promise<Answered> =>
      callHttp(`${behind.url}/v1/rides`, { method: 'GET', token: 'a.b.c', headers: { 'x-forwarded-for': address } });
    expectPutOff((await untilPutOff(() => from('198.51.100.7'))).refusal);
    expect((await from('203.0.113.9')).status).toBe(401);
    // The proxy puts the address it saw behind whatever came.
    expectPutOff(await from('203.0.113.10, 198.51.100.7'));
    await behind.close();
    // Without trust whatever a caller says of their address counts for nothing.
    let last = 0;
    const { refusal } = await untilPutOff(() => look('a.b.c', { 'x-forwarded-for': `203.0.113.${(last += 1)}` }));
    expectPutOff(refusal);
  });

  it('is nobody’s limit who carries a valid token: many people behind it, each within their own, meet none', async () => {
    const [people, times] = [AT_ONCE, 4];
    const tokens = await Promise.all(Array.from({ length: people }, (_, at) => tokenOf(`one of many ${at}`, 'rider')));
    const statuses = new Set<number>();
    for (let time = 0; time < times; time += 1)
      for (const { status } of await Promise.all(tokens.map((token) => look(token)))) statuses.add(status);
    // Together four times what one person, or one address, may.
    expect([...statuses]).toEqual([200]);
  });

  it('is not put off for one expired token of many, but for one that comes again and again', async () => {
    const expired = await issuer.mint({ sub: 'again', roles: ['rider'], expiresInSeconds: -60 });
    expectPutOff((await untilPutOff(() => look(expired))).refusal);
  });
});

it('a push that is put off is stored when it comes again, and once', async () => {
  const [token, client] = [await tokenOf('patient', 'rider'), 'client-of-patient'];
  const mutation = { clientID: client, id: 1, name: 'future.thing', args: {}, timestamp: 0 };
  const push = () => callHttp(`${server.url}/v1/sync/push`, { token, body: pushBody('group-of-patient', [mutation]) });
  const { refusal } = await untilPutOff(() => look(token));
  expectPutOff(refusal);
  let put: Answered = await push();
  for (let tries = 0; put.status === 429 && tries < 20; tries += 1) {
    // check-specs: waits-by-time -- it waits as long as it was told to
    await setTimeout(Number(put.headers.get('retry-after')) * 1_000);
    put = await push();
  }
  expect({ status: put.status, json: put.json }).toMatchObject({
    status: 200,
    json: { mutations: [{ id: { id: 1 } }] },
  });
});
