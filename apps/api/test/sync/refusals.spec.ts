import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { SYNC_LIMITS } from '#sync';
import { HTTP_LIMITS } from '../../src/http/limits.ts';
import { callHttp, type Sent } from '../harness/http-caller.ts';
import { startTestIssuer, type MintInput } from '../harness/test-issuer.ts';
import { pullBody, pushBody } from '../phone/index.ts';
import { expectProblem, SyncSurface } from './surface.ts';

/** Push and pull over HTTP: what is bad gets a problem with a code, and changes nothing. */

const sync = new SyncSurface();
const { bookMutation, goodPull, goodPush, pull, push, stored, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

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
    ['a field nobody knows', () => ({ ...goodPush(), admin: true }), '/admin'],
    ['a field of a mutation that nobody knows', () => withMutation({ actor: 'driver-a' }), '/mutations/0/actor'],
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
    ['a field nobody knows', { scopes: ['ops:dispatch'] }, '/scopes'],
    ['a page of no rows', { pageRows: 0 }, '/pageRows'],
    ['a page too large', { pageRows: SYNC_LIMITS.pullPageRowsMax + 1 }, '/pageRows'],
    ['a cookie of text', { cookie: '17' }, '/cookie'],
    ['a negative cookie', { cookie: { order: -1, scopes: '' } }, '/cookie/order'],
    ['a cookie with more in it', { cookie: { order: 1, scopes: '', subject: 'driver-a' } }, '/cookie/subject'],
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
});

describe('arguments too large', () => {
  const large = (client: string, id: number) => ({
    ...bookMutation(client, id),
    name: 'future.thing',
    args: 'x'.repeat(SYNC_LIMITS.mutationArgsBytesMax - 1),
  });

  it('are refused alone: what travels in the same push is decided, and the answer is the same again', async () => {
    const client = unique('client');
    // Nothing that starts work in the background, which the specs beside this one would take for a change.
    const acknowledge = (id: number, of: number) => {
      return { ...bookMutation(client, id), name: 'sync.acknowledgeOutcome', args: { clientID: client, id: of } };
    };
    const body = pushBody(unique('group'), [large(client, 1), acknowledge(2, 1), acknowledge(3, 9)]);
    const first = await push({ body });
    expect({ status: first.status, json: first.json }).toMatchObject({
      status: 200,
      json: {
        mutations: [
          { result: { outcome: 'rejected', code: 'mutation_too_large' } },
          { result: { outcome: 'applied' } },
          { result: { outcome: 'rejected', code: 'outcome_not_found' } },
        ],
      },
    });
    const again = (await push({ body })).json['mutations'] as { result: unknown; replayed?: boolean }[];
    expect(again[0]).toEqual({ ...(first.json['mutations'] as object[])[0], replayed: true });
  });

  it('are not kept, and other ones under the same id are other ones', async () => {
    const [group, client] = [unique('group'), unique('client')];
    await push({ body: pushBody(group, [large(client, 1)]) });
    const kept = await sync.query('SELECT args, outcome FROM sync.ledger WHERE client_id = $1', [client]);
    expect(kept).toEqual([{ args: null, outcome: 'rejected' }]);
    const other = { ...large(client, 1), args: 'y'.repeat(SYNC_LIMITS.mutationArgsBytesMax) };
    const answered = await push({ body: pushBody(group, [other]) });
    expect(answered.json).toMatchObject({ mutations: [{ result: { error: 'id_reused' } }] });
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
    expect({ status, count: (json['mutations'] as unknown[]).length }).toEqual({
      status: 200,
      count: SYNC_LIMITS.mutationsPerPushMax,
    });
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
    const [, payload] = (await sync.issuer.mint({ sub: 'rider-a', roles: ['rider'] })).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    return `${header}.${payload}.`;
  };
  const bent = (input: Partial<MintInput>) => () => sync.issuer.mint({ sub: 'rider-a', roles: ['rider'], ...input });
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
    const poke = await callHttp(`${sync.server.url}/v1/sync/poke`, { method: 'GET', token: bad });
    expectProblem(poke, { status, code });
    expect(await stored()).toEqual(before);
  });

  it('is refused before a byte of the body is looked at', async () => {
    expectProblem(await push({ token: undefined, raw: '['.repeat(200_000) }), { status: 401, code: 'token_missing' });
  });
});
