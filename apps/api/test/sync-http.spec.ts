import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { Client } from 'pg';
import { SYNC_LIMITS, SyncRuntime } from '#sync';
import { pinHash } from '#rides';
import { BATHSHEBA, OISTINS } from '../../demo/src/places.ts';
import { HTTP_LIMITS } from '../src/http/limits.ts';
import { callHttp, type Answered, type Sent } from './harness/http-caller.ts';
import { PokeStream } from './harness/poke-stream.ts';
import { startTestIssuer, type MintInput, type TestIssuer } from './harness/test-issuer.ts';
import { startTestServer, type TestServer } from './harness/test-server.ts';
import { until } from './harness/until.ts';

/** Push, pull, poke and parked work over HTTP: what is bad gets a problem with a code, and changes nothing. */

let issuer: TestIssuer;
let server: TestServer;
let token: string;

beforeAll(async () => {
  issuer = await startTestIssuer();
  server = await startTestServer({ env: { OIDC_ISSUER: issuer.issuer } });
  token = await mint('rider-a', 'rider');
});
afterAll(async () => {
  await server.close();
  await issuer.close();
});

const mint = (sub: string, ...roles: string[]): Promise<string> => issuer.mint({ sub, roles });
const query = <T>(sql: string, values: unknown[] = []): Promise<T> =>
  server.testDatabase.dataSource.query<T>(sql, values);
const push = (sent: Sent): Promise<Answered> => callHttp(`${server.url}/v1/sync/push`, { token, ...sent });
const pull = (sent: Sent): Promise<Answered> => callHttp(`${server.url}/v1/sync/pull`, { token, ...sent });
const ops = (method: string, path: string, sent: Sent): Promise<Answered> =>
  callHttp(`${server.url}/v1/ops/${path}`, { method, ...sent });

let numbers = 0;
/** A name that no other test uses. */
const unique = (prefix: string): string => `${prefix}-${(numbers += 1)}`;
const rideId = (): string => `019a0000-0000-7000-8000-${String((numbers += 1)).padStart(12, '0')}`;

interface Mutation {
  readonly clientID: string;
  readonly id: number;
  readonly name: string;
  readonly args: unknown;
  readonly timestamp: number;
}

const booking = (id: string) => {
  const pinSalt = '00112233445566778899aabbccddeeff';
  return { rideId: id, pickup: OISTINS.at, dropoff: BATHSHEBA.at, pinSalt, pinHash: pinHash(id, pinSalt, '4821') };
};
const bookMutation = (clientID: string, id = 1): Mutation => ({
  clientID,
  id,
  name: 'rides.book',
  args: booking(rideId()),
  timestamp: 0,
});
const pushBody = (clientGroupID: string, mutations: readonly object[]) => {
  return { pushVersion: 1, schemaVersion: '1', profileID: 'p', clientGroupID, mutations };
};
const pullBody = (clientGroupID: string, more: object = {}) => {
  return { pullVersion: 1, schemaVersion: '1', profileID: 'p', clientGroupID, cookie: null, ...more };
};
const goodPush = () => pushBody(unique('group'), [bookMutation(unique('client'))]);
const goodPull = () => pullBody(unique('group'));

/** Everything a push can change, and the hash over all of it. */
async function stored(): Promise<unknown> {
  const tables = [
    'sync.ledger',
    'sync.client',
    'sync.client_group',
    'sync.parked',
    'sync.outbox',
    'sync.view',
    'sync.outcome',
  ];
  const counts = ['public.audit_offline_first_mobile_architecture', 'rides.ride', 'rides.rider', ...tables].map(
    (table) => `(SELECT count(*) FROM ${table}) AS "${table}"`,
  );
  return query(`SELECT commit, digest, ${counts.join(', ')} FROM sync.head`);
}

function expectProblem({ status, headers, json }: Answered, expected: { status: number; code: string }): void {
  expect({ status, code: json['code'] }).toEqual(expected);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(json).toMatchObject({
    status: expected.status,
    title: expect.any(String),
    instance: expect.stringMatching(/^urn:uuid:/),
  });
}

describe('a body that cannot be taken', () => {
  let before: unknown;
  beforeEach(async () => {
    before = await stored();
  });

  const text = (replacement: string) =>
    JSON.stringify(goodPush()).replace('"profileID":"p"', `"profileID":${replacement}`);
  const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const latin1 = new Uint8Array([0x22, 0xe9, 0x22]);
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(HTTP_LIMITS.inflatedBodyBytesMax + 1, ' ')));

  const rawCases: readonly (readonly [string, () => Sent, number, string])[] = [
    ['nothing', () => ({ raw: '' }), 400, 'body_invalid'],
    ['broken JSON', () => ({ raw: '{"pushVersion":1,' }), 400, 'json_malformed'],
    ['JSON 200,000 levels deep', () => ({ raw: deep(200_000) }), 400, 'json_too_deep'],
    ['JSON 200,000 levels deep that never ends', () => ({ raw: '{"a":'.repeat(200_000) }), 400, 'json_too_deep'],
    ['deep arguments', () => ({ raw: text(deep(40)) }), 400, 'json_too_deep'],
    ['__proto__', () => ({ raw: text('"p","__proto__":{"roles":["admin"]}') }), 400, 'json_forbidden_key'],
    ['__proto__ behind an escape', () => ({ raw: text('"p","\\u005f_proto__":{}') }), 400, 'json_forbidden_key'],
    ['constructor', () => ({ raw: text('"p","constructor":{}') }), 400, 'json_forbidden_key'],
    ['a key twice', () => ({ raw: text('"p","profileID":"q"') }), 400, 'json_duplicate_key'],
    ['a number beyond 2^53', () => ({ raw: text('9007199254740993') }), 400, 'number_out_of_range'],
    ['a number beyond all', () => ({ raw: text('1e999') }), 400, 'number_out_of_range'],
    ['NUL in text', () => ({ raw: text('"a\\u0000b"') }), 400, 'text_has_nul'],
    ['half a character', () => ({ raw: text('"\\ud800"') }), 400, 'text_not_unicode'],
    ['text in Latin-1', () => ({ raw: latin1 }), 400, 'text_not_unicode'],
    ['a body too large', () => ({ raw: ' '.repeat(HTTP_LIMITS.bodyBytesMax + 1) }), 413, 'body_too_large'],
    ['a zip bomb', () => ({ raw: bomb, headers: { 'content-encoding': 'gzip' } }), 413, 'body_too_large'],
    ['broken gzip', () => ({ raw: 'gzip?', headers: { 'content-encoding': 'gzip' } }), 400, 'body_malformed'],
    ['an unknown coding', () => ({ raw: '{}', headers: { 'content-encoding': 'lzma' } }), 415, 'content_coding_unsupported'],
    ['plain text', () => ({ raw: '{}', headers: { 'content-type': 'text/plain' } }), 415, 'media_type_unsupported'],
    ['a form', () => ({ raw: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }), 415, 'media_type_unsupported'],
    ['a number', () => ({ raw: '7' }), 400, 'body_invalid'],
    ['null', () => ({ raw: 'null' }), 400, 'body_invalid'],
    ['a list', () => ({ raw: '[]' }), 400, 'body_invalid'],
  ]; // prettier-ignore

  it.each(rawCases)('%s: to push and to pull', async (_name, sent, status, code) => {
    expectProblem(await push(sent()), { status, code });
    expectProblem(await pull(sent()), { status, code });
    expect(await stored()).toEqual(before);
  });

  const withMutation = (change: object) => pushBody('g', [{ ...bookMutation('c'), ...change }]);
  const base = (rows: number) => Object.fromEntries(Array.from({ length: rows }, (_, index) => [`ride/${index}`, 0]));
  const badPushes: readonly (readonly [string, () => object, string])[] = [
    ['a field nobody knows', () => ({ ...goodPush(), admin: true }), ''],
    ['a field of a mutation that nobody knows', () => withMutation({ actor: 'driver-a' }), '/mutations/0'],
    ['no group', () => ({ ...goodPush(), clientGroupID: undefined }), '/clientGroupID'],
    ['an empty client', () => withMutation({ clientID: '' }), '/mutations/0/clientID'],
    ['a client name too long', () => withMutation({ clientID: 'c'.repeat(101) }), '/mutations/0/clientID'],
    ['id 0', () => withMutation({ id: 0 }), '/mutations/0/id'],
    ['id -1', () => withMutation({ id: -1 }), '/mutations/0/id'],
    ['id 1.5', () => withMutation({ id: 1.5 }), '/mutations/0/id'],
    ['an id of text', () => withMutation({ id: '1' }), '/mutations/0/id'],
    ['no arguments', () => withMutation({ args: undefined }), '/mutations/0/args'],
    ['a negative claimedAt', () => withMutation({ claimedAt: -1 }), '/mutations/0/claimedAt'],
    ['a base of too many rows', () => withMutation({ base: base(SYNC_LIMITS.baseRowsMax + 1) }), '/mutations/0/base'],
    ['an older push', () => ({ ...goodPush(), pushVersion: 0 }), '/pushVersion'],
    ['a version of text', () => ({ ...goodPush(), pushVersion: '2' }), '/pushVersion'],
    [
      'too many mutations',
      () =>
        pushBody(
          'g',
          Array.from({ length: SYNC_LIMITS.mutationsPerPushMax + 1 }, () => bookMutation('c')),
        ),
      '/mutations',
    ],
  ];

  it.each(badPushes)('push with %s', async (_name, body, pointer) => {
    const answered = await push({ body: body() });
    expectProblem(answered, { status: 400, code: 'body_invalid' });
    expect(answered.json['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]));
    expect(await stored()).toEqual(before);
  });

  const badPulls: readonly (readonly [string, object, string])[] = [
    ['a field nobody knows', { scopes: ['ops:dispatch'] }, ''],
    ['a page of no rows', { pageRows: 0 }, '/pageRows'],
    ['a page too large', { pageRows: SYNC_LIMITS.pullPageRowsMax + 1 }, '/pageRows'],
    ['a cookie of text', { cookie: '17' }, '/cookie'],
    ['a negative cookie', { cookie: { order: -1, scopes: '' } }, '/cookie/order'],
    ['a cookie with more in it', { cookie: { order: 1, scopes: '', subject: 'driver-a' } }, '/cookie'],
    ['too many drifted scopes', { driftedScopes: Array.from({ length: 17 }, () => 's') }, '/driftedScopes'],
  ];

  it.each(badPulls)('pull with %s', async (_name, more, pointer) => {
    const answered = await pull({ body: pullBody('g', more) });
    expectProblem(answered, { status: 400, code: 'body_invalid' });
    expect(answered.json['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]));
    expect(await stored()).toEqual(before);
  });

  it('pull with a cookie of the future', async () => {
    const cookie = { order: 2 ** 39, scopes: '' };
    expectProblem(await pull({ body: pullBody('g', { cookie }) }), { status: 409, code: 'cookie_ahead' });
  });

  it.each(['rest:x', 'event:x'])('push under a name that is kept for the server itself: %s', async (name) => {
    expectProblem(await push({ body: pushBody(name, [bookMutation('c')]) }), {
      status: 400,
      code: 'client_id_reserved',
    });
    expectProblem(await push({ body: pushBody('g', [bookMutation(name)]) }), {
      status: 400,
      code: 'client_id_reserved',
    });
    expect(await stored()).toEqual(before);
  });

  it('push with arguments too large, beside a good one', async () => {
    const client = unique('client');
    const large = {
      ...bookMutation(client, 2),
      name: 'future.thing',
      args: 'x'.repeat(SYNC_LIMITS.mutationArgsBytesMax - 1),
    };
    const answered = await push({ body: pushBody(unique('group'), [bookMutation(client), large]) });
    expectProblem(answered, { status: 400, code: 'mutation_too_large' });
    expect(await stored()).toEqual(before);
  });
});

describe('a body at the limit', () => {
  it('with as many bytes of arguments as may be', async () => {
    const args = 'x'.repeat(SYNC_LIMITS.mutationArgsBytesMax - 2);
    const { status, json } = await push({
      body: pushBody(unique('g'), [{ ...bookMutation(unique('c')), name: 'future.thing', args }]),
    });
    expect({ status, json }).toMatchObject({ status: 200, json: { mutations: [{ result: { outcome: 'parked' } }] } });
  });

  it('with as many mutations, rows in a base and characters in a name as may be, compressed', async () => {
    const client = unique('c').padEnd(SYNC_LIMITS.identifierCharsMax, '-');
    const base = Object.fromEntries(
      Array.from({ length: SYNC_LIMITS.baseRowsMax }, (_, index) => [`ride/${index}`, 0]),
    );
    const mutations = Array.from({ length: SYNC_LIMITS.mutationsPerPushMax }, (_, index) => {
      return {
        ...bookMutation(client, index + 1),
        name: 'sync.acknowledgeOutcome',
        args: { clientID: 'c', id: 1 },
        base,
      };
    });
    const raw = new Uint8Array(gzipSync(JSON.stringify(pushBody(unique('g'), mutations))));
    const { status, json } = await push({ raw, headers: { 'content-encoding': 'gzip' } });
    expect({ status, count: (json['mutations'] as unknown[]).length }).toEqual({ status: 200, count: 500 });
  });

  it('with an id far beyond the next one: a gap, not a hole', async () => {
    const answered = await push({ body: pushBody(unique('g'), [bookMutation(unique('c'), Number.MAX_SAFE_INTEGER)]) });
    expectProblem(answered, { status: 409, code: 'mutation_gap' });
    expect(answered.json['expectedId']).toBe(1);
  });

  it('with a page of one row', async () => {
    expect((await pull({ body: pullBody(unique('g'), { pageRows: 1 }) })).status).toBe(200);
  });
});

describe('a token that is no good', () => {
  const foreign = async (): Promise<string> => {
    const other = await startTestIssuer();
    const stranger = await other.mint({ sub: 'rider-a', roles: ['rider'] });
    await other.close();
    return stranger;
  };
  const unsigned = async (): Promise<string> => {
    const [, payload] = (await issuer.mint({ sub: 'rider-a', roles: ['rider'] })).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    return `${header}.${payload}.`;
  };
  const bent = (input: Partial<MintInput>) => () => issuer.mint({ sub: 'rider-a', roles: ['rider'], ...input });
  const otherKey = async () => bent({ key: (await generateKeyPair('ES256')).privateKey })();

  it.each<[string, () => Promise<string | undefined>, number, string]>([
    ['none', async () => undefined, 401, 'token_missing'],
    ['one that is not a token', async () => 'abc', 401, 'token_malformed'],
    ['an expired one', bent({ expiresInSeconds: -60 }), 401, 'token_expired'],
    ['one that is not signed', unsigned, 401, 'token_algorithm_refused'],
    ['one signed with another key', otherKey, 401, 'token_signature_invalid'],
    ['one for another service', bent({ claims: { aud: 'somebody-else' } }), 401, 'token_audience_wrong'],
    ['one of another issuer', foreign, 401, 'token_issuer_wrong'],
    ['an identity token', bent({ header: { typ: 'JWT' } }), 401, 'token_type_wrong'],
    ['one without a role', bent({ roles: [] }), 403, 'permission_denied'],
    ['one that says it is the server itself', bent({ roles: ['system'] }), 403, 'permission_denied'],
  ])('%s', async (_name, make, status, code) => {
    const bad = await make();
    const before = await stored();
    expectProblem(await push({ token: bad, body: goodPush() }), { status, code });
    expectProblem(await pull({ token: bad, body: goodPull() }), { status, code });
    const poke = await callHttp(`${server.url}/v1/sync/poke`, { method: 'GET', token: bad });
    expectProblem(poke, { status, code });
    expect(await stored()).toEqual(before);
  });

  it('is refused before a byte of the body is looked at', async () => {
    expectProblem(await push({ token: undefined, raw: '['.repeat(200_000) }), { status: 401, code: 'token_missing' });
  });
});

describe('what belongs to somebody else', () => {
  it('is not found: their group, and their stream in a group of one’s own', async () => {
    const [group, client] = [unique('group'), unique('client')];
    expect((await push({ body: pushBody(group, [bookMutation(client)]) })).status).toBe(200);
    const stranger = await mint('rider-b', 'rider');
    const before = await stored();
    const missing = { status: 404, code: 'client_group_not_found' };
    expectProblem(await push({ token: stranger, body: pushBody(group, [bookMutation(unique('client'))]) }), missing);
    expectProblem(await push({ token: stranger, body: pushBody(group, [bookMutation(client, 2)]) }), missing);
    expectProblem(await pull({ token: stranger, body: pullBody(group) }), missing);
    expectProblem(await push({ token: stranger, body: pushBody(unique('group'), [bookMutation(client, 2)]) }), missing);
    expect(await stored()).toEqual(before);
  });

  it('spoils the whole push, also what would have been good in it', async () => {
    const client = unique('client');
    expect((await push({ body: pushBody(unique('group'), [bookMutation(client)]) })).status).toBe(200);
    const stranger = await mint('rider-c', 'rider');
    const before = await stored();
    const mixed = pushBody(unique('group'), [bookMutation(unique('client')), bookMutation(client, 2)]);
    expectProblem(await push({ token: stranger, body: mixed }), { status: 404, code: 'client_group_not_found' });
    expect(await stored()).toEqual(before);
  });

  it('a ride of somebody else is a ride that is not there', async () => {
    const book = bookMutation(unique('client'));
    const mine = await mint('rider-d', 'rider');
    expect((await push({ token: mine, body: pushBody(unique('group'), [book]) })).status).toBe(200);
    const cancel = (id: string) => ({ ...bookMutation(unique('client')), name: 'rides.cancel', args: { rideId: id } });
    const cancels = [cancel((book.args as { rideId: string }).rideId), cancel(rideId())];
    const { json } = await push({ body: pushBody(unique('group'), cancels) });
    const results = (json['mutations'] as { result: object }[]).map(({ result }) => result);
    expect(results[0]).toMatchObject({ outcome: 'rejected', code: 'ride_not_found' });
    expect(results[1]).toEqual(results[0]);
  });
});

describe('what a newer phone says', () => {
  it('is answered so that it keeps its work, and changes nothing', async () => {
    const before = await stored();
    const newer = { ...goodPush(), pushVersion: 2, whatever: { is: 'new' } };
    const said = { status: 200, json: { error: 'VersionNotSupported', versionType: 'push' } };
    expect(await push({ body: newer })).toMatchObject(said);
    const pulled = await pull({ body: { ...goodPull(), pullVersion: 7, cookie: ['new', 'form'] } });
    expect(pulled).toMatchObject({ status: 200, json: { error: 'VersionNotSupported', versionType: 'pull' } });
    expect(await stored()).toEqual(before);
  });

  it('is parked where only the mutation is unknown, and answered the same the second time', async () => {
    const body = pushBody(unique('group'), [
      { ...bookMutation(unique('client')), name: 'rides.teleport', args: { to: 'Mars' } },
    ]);
    const [first, second] = [await push({ body }), await push({ body })];
    expect(first.json).toMatchObject({ mutations: [{ result: { outcome: 'parked', code: 'unknown_mutation' } }] });
    expect(second.text).toBe(first.text.replace('}}]}', '},"replayed":true}]}'));
  });

  it('holds back only its own sender’s work about the same thing', async () => {
    const [ride, holder] = [rideId(), unique('client')];
    const unknown = { ...bookMutation(holder), name: 'rides.teleport', args: {}, lane: `ride/${ride}` };
    const stranger = await mint('rider-e', 'rider');
    await push({ token: stranger, body: pushBody(unique('group'), [unknown]) });
    const owner = await mint('rider-f', 'rider');
    const book = { ...bookMutation(unique('client')), args: booking(ride) };
    const { json } = await push({ token: owner, body: pushBody(unique('group'), [book]) });
    expect(json).toMatchObject({ mutations: [{ result: { outcome: 'applied' } }] });
  });
});

describe('a gap', () => {
  it('stops its stream, and what came before it stands', async () => {
    const [group, client, other] = [unique('group'), unique('client'), unique('client')];
    const who = await mint('rider-gap', 'rider');
    const acknowledge = (clientID: string, id: number) => ({
      ...bookMutation(clientID, id),
      name: 'sync.acknowledgeOutcome',
      args: { clientID, id },
    });
    const sent = [bookMutation(client, 1), acknowledge(client, 3), acknowledge(other, 1)];
    const gap = await push({ token: who, body: pushBody(group, sent) });
    expectProblem(gap, { status: 409, code: 'mutation_gap' });
    expect(gap.json).toMatchObject({
      expectedId: 2,
      clientID: client,
      mutations: [
        { result: { outcome: 'applied' } },
        { result: { error: 'gap', expectedId: 2 } },
        { result: { outcome: 'rejected' } },
      ],
    });
    expect((await pull({ token: who, body: pullBody(group) })).json['lastMutationIDChanges']).toEqual({
      [client]: 1,
      [other]: 1,
    });
    const filled = [sent[0] as object, acknowledge(client, 2), sent[1] as object];
    const { status, json } = await push({ token: who, body: pushBody(group, filled) });
    expect({ status, json }).toMatchObject({ status: 200, json: { mutations: [{ replayed: true }, {}, {}] } });
  });

  it('is not what a used id with other contents is: that is refused, and the first stays', async () => {
    const [group, client] = [unique('group'), unique('client')];
    const who = await mint('rider-reuse', 'rider');
    const first = bookMutation(client);
    await push({ token: who, body: pushBody(group, [first]) });
    const { status, json } = await push({ token: who, body: pushBody(group, [bookMutation(client)]) });
    expect({ status, json }).toMatchObject({ status: 200, json: { mutations: [{ result: { error: 'id_reused' } }] } });
    const { json: pulled } = await pull({ token: who, body: pullBody(group) });
    const rides = (pulled['patch'] as { key?: string }[]).filter(({ key }) => key?.startsWith('ride/'));
    expect(rides.map(({ key }) => key)).toEqual([`ride/${(first.args as { rideId: string }).rideId}`]);
  });
});

describe('too much at once', () => {
  it('is put off: a person’s pushes in flight have a limit, and what waited is decided', async () => {
    const lock = new Client({ connectionString: server.testDatabase.url });
    await lock.connect();
    await lock.query('BEGIN; SELECT * FROM sync.head FOR UPDATE');
    const who = await mint('rider-busy', 'rider');
    const bodies = Array.from({ length: SYNC_LIMITS.pushesInFlightPerPersonMax }, () => goodPush());
    const waiting = bodies.map((body) => push({ token: who, body }));
    // One is being decided, the others wait behind it.
    const { sequencer } = server.app.get(SyncRuntime);
    await until('the pushes wait', () => sequencer.queuedSteps >= bodies.length - 1);
    const refused = await push({ token: who, body: goodPush() });
    const somebodyElse = push({ token: await mint('rider-patient', 'rider'), body: goodPush() });
    await until('somebody else waits, too', () => sequencer.queuedSteps >= bodies.length);
    await lock.query('ROLLBACK');
    await lock.end();
    expectProblem(refused, { status: 429, code: 'too_many_pushes' });
    expect(refused.headers.get('retry-after')).toBe(String(SYNC_LIMITS.retryAfterSeconds));
    expect((await Promise.all([...waiting, somebodyElse])).map(({ status }) => status)).toEqual(Array(9).fill(200));
    expect((await push({ token: who, body: goodPush() })).status).toBe(200);
  });
});

describe('poke', () => {
  const streams: PokeStream[] = [];
  afterAll(() => Promise.all(streams.map((stream) => stream.close())));

  async function listen(who: string): Promise<PokeStream> {
    const stream = await PokeStream.open(server.url, who);
    streams.push(stream);
    return stream;
  }
  const head = async (): Promise<number> =>
    Number((await query<{ commit: string }[]>('SELECT commit FROM sync.head'))[0]?.commit);

  it('says at once where the server stands, and then tells of one’s own changes only', async () => {
    const [one, two, staff] = [
      await mint('poke-1', 'rider'),
      await mint('poke-2', 'rider'),
      await mint('poke-3', 'dispatcher'),
    ];
    const [first, second, board] = [await listen(one), await listen(two), await listen(staff)];
    await until('all were told where the server stands', () =>
      [first, second, board].every(({ orders }) => orders.length === 1),
    );
    await push({ token: one, body: goodPush() });
    await until('the rider is told', () => first.orders.length === 2);
    await until('the dispatcher is told', () => board.orders.length === 2);
    const ofFirst = await head();
    await push({ token: two, body: goodPush() });
    await until('the other rider is told', () => second.orders.length >= 2);
    // The first thing the other rider hears is their own change, which came later.
    expect(second.orders[1]).toBe(await head());
    expect(second.orders[1]).toBeGreaterThan(ofFirst);
    expect(first.orders).toEqual([first.orders[0], ofFirst]);
  });

  it('tells of a refusal, too: the last id has moved', async () => {
    const who = await mint('poke-4', 'rider');
    const stream = await listen(who);
    await until('the first word', () => stream.orders.length === 1);
    await push({ token: who, body: pushBody(unique('g'), [{ ...bookMutation(unique('c')), args: {} }]) });
    await until('the refusal is told', () => stream.orders.length > 1);
    expect(stream.orders).toEqual([stream.orders[0], await head()]);
  });

  it('ends with its token', async () => {
    const stream = await listen(await issuer.mint({ sub: 'poke-5', roles: ['rider'], expiresInSeconds: 1 }));
    await until('the first word', () => stream.orders.length === 1);
    await until('the stream has ended', () => stream.ended);
    expect(stream.orders).toHaveLength(1);
  });

  it('has a limit for each person, and a place that was left is free again', async () => {
    const who = await mint('poke-6', 'rider');
    const own: PokeStream[] = [];
    for (let count = 0; count < SYNC_LIMITS.pokesPerPersonMax; count++) own.push(await listen(who));
    await until('all are connected', () => own.every(({ orders }) => orders.length === 1));
    const refused = await callHttp(`${server.url}/v1/sync/poke`, { method: 'GET', token: who });
    expectProblem(refused, { status: 429, code: 'too_many_pokes' });
    await own[0]?.close();
    await until('a place is free', async () => {
      const again = await PokeStream.open(server.url, who).catch(() => undefined);
      if (again) streams.push(again);
      return again !== undefined;
    });
  });

  it('ends with the server', async () => {
    const ending = await startTestServer({ env: { OIDC_ISSUER: issuer.issuer } });
    const stream = await PokeStream.open(ending.url, token);
    await until('the first word', () => stream.orders.length === 1);
    await ending.close();
    await until('the stream has ended', () => stream.ended);
    expect(stream.orders).toHaveLength(1);
  });
});

describe('parked work, for staff', () => {
  const path = ({ clientID, id }: { clientID: string; id: number }) => `${clientID}/${id}`;
  let support: string;
  let auditor: string;
  beforeAll(async () => {
    support = await mint('support-a', 'support');
    auditor = await mint('auditor-a', 'auditor');
  });

  /** Two pieces of work about one ride, parked by a server that does not know `rides.cancel` yet. */
  async function parkTwo(subject: string) {
    const { definitions } = server.app.get(SyncRuntime).registry;
    const who = await mint(subject, 'rider');
    const [group, client] = [unique('group'), unique('client')];
    const book = bookMutation(client);
    const { rideId: ride } = book.args as { rideId: string };
    const cancel = {
      ...bookMutation(client, 2),
      name: 'rides.cancel',
      args: { rideId: rideId() },
      lane: `ride/${ride}`,
    };
    const renewed = { rideId: ride, pinSalt: '0'.repeat(32), pinHash: '1'.repeat(64) };
    const renew = { ...bookMutation(client, 3), name: 'rides.renewPin', args: renewed };
    const known = definitions.get('rides.cancel');
    if (!known) throw new Error('rides.cancel is not known');
    definitions.delete('rides.cancel');
    const body = pushBody(group, [book, cancel, renew]);
    const { json } = await push({ token: who, body });
    definitions.set('rides.cancel', known);
    expect(json).toMatchObject({
      mutations: [
        { result: { outcome: 'applied' } },
        { result: { code: 'unknown_mutation' } },
        { result: { code: 'lane_held' } },
      ],
    });
    return { who, group, body, ride, cancel, renew };
  }

  it('is listed, looked at, corrected and decided under its own id, and what waited behind it is decided, too', async () => {
    const { who, group, body, ride, cancel, renew } = await parkTwo('rider-parked');
    const listed = await ops('GET', 'parked?limit=200', { token: support });
    const items = listed.json['items'] as { clientId: string; mutationId: number; reason: string }[];
    const ours = items.filter(({ clientId }) => clientId === cancel.clientID);
    expect(ours.map(({ mutationId, reason }) => [mutationId, reason])).toEqual([
      [2, 'unknown_mutation'],
      [3, 'lane_held'],
    ]);

    const blocked = await ops('POST', `parked/${path(renew)}/replay`, { token: support });
    expectProblem(blocked, { status: 409, code: 'lane_blocked' });
    expect(blocked.json['first']).toMatchObject({ clientId: cancel.clientID, mutationId: 2 });

    const correction = { args: { rideId: ride }, note: 'The phone named another ride.' };
    const corrected = await ops('PUT', `parked/${path(cancel)}/args`, { token: support, body: correction });
    expect(corrected.status).toBe(204);
    const looked = await ops('GET', `parked/${path(cancel)}`, { token: auditor });
    expect(looked.json).toMatchObject({
      args: cancel.args,
      correctedArgs: correction.args,
      correctedBy: 'support-a',
      correctionNote: correction.note,
      resolved: null,
    });

    const replayed = await ops('POST', `parked/${path(cancel)}/replay`, { token: support });
    expect(replayed.json).toMatchObject({
      replayed: [
        { mutationId: 2, outcome: { outcome: 'applied' } },
        { mutationId: 3, outcome: { outcome: 'rejected', code: 'pin_not_needed' } },
      ],
    });
    const again = await ops('POST', `parked/${path(cancel)}/replay`, { token: support });
    expectProblem(again, { status: 404, code: 'parked_not_found' });

    // The phone that asks again is told how it ended, and its rows say so as well.
    const { json } = await push({ token: who, body });
    expect(json).toMatchObject({
      mutations: [{ replayed: true }, { result: { outcome: 'applied' } }, { result: { outcome: 'rejected' } }],
    });
    const { json: pulled } = await pull({ token: who, body: pullBody(group) });
    expect(pulled['patch']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: `ride/${ride}`, value: expect.objectContaining({ status: 'cancelled' }) }),
      ]),
    );
  });

  it('is looked up by any mutation’s id, with what was sent, what was said and what was made of it', async () => {
    const book = bookMutation(unique('client'));
    await push({ token: await mint('rider-looked-up', 'rider'), body: pushBody(unique('group'), [book]) });
    const { json } = await ops('GET', `mutations/${path(book)}`, { token: auditor });
    expect(json).toMatchObject({
      subject: 'rider-looked-up',
      name: 'rides.book',
      args: book.args,
      outcome: 'applied',
      parked: null,
    });
  });

  it('that is not there is not found', async () => {
    const notFound = { status: 404, code: 'parked_not_found' };
    const correction = { args: {}, note: 'why' };
    expectProblem(await ops('GET', 'parked/nobody/1', { token: support }), notFound);
    expectProblem(await ops('POST', 'parked/nobody/1/replay', { token: support }), notFound);
    expectProblem(await ops('PUT', 'parked/nobody/1/args', { token: support, body: correction }), notFound);
    expectProblem(await ops('GET', 'mutations/nobody/1', { token: support }), {
      status: 404,
      code: 'mutation_not_found',
    });
  });

  it.each<[string, string, string, Sent, string]>([
    ['an id that is no number', 'GET', 'parked/c/x', {}, 'path_invalid'],
    ['id 0', 'GET', 'mutations/c/0', {}, 'path_invalid'],
    ['a page too large', 'GET', 'parked?limit=201', {}, 'query_invalid'],
    ['a page of nothing', 'GET', 'parked?limit=0', {}, 'query_invalid'],
    ['a filter nobody knows', 'GET', 'parked?subject=rider-a', {}, 'query_invalid'],
    ['a correction without a reason', 'PUT', 'parked/c/1/args', { body: { args: {}, note: '' } }, 'body_invalid'],
    ['a reason too long', 'PUT', 'parked/c/1/args', { body: { args: {}, note: 'x'.repeat(501) } }, 'body_invalid'],
    [
      'a correction with more in it',
      'PUT',
      'parked/c/1/args',
      { body: { args: {}, note: 'x', by: 'me' } },
      'body_invalid',
    ],
  ])('is not reached by %s', async (_name, method, where, sent, code) => {
    const before = await stored();
    expectProblem(await ops(method, where, { token: support, ...sent }), { status: 400, code });
    expect(await stored()).toEqual(before);
  });

  it('is not for everybody', async () => {
    const denied = { status: 403, code: 'permission_denied' };
    const before = await stored();
    expectProblem(await ops('GET', 'parked', { token }), denied);
    expectProblem(await ops('GET', 'mutations/c/1', { token }), denied);
    expectProblem(await ops('POST', 'parked/c/1/replay', { token: auditor }), denied);
    expectProblem(await ops('PUT', 'parked/c/1/args', { token: auditor, body: { args: {}, note: 'x' } }), denied);
    expect(await stored()).toEqual(before);
  });
});
