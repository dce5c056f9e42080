import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYNC_LIMITS, type PullResponse } from '#sync';
import { HTTP_LIMITS } from '../../src/http/limits.ts';
import { callHttp, type Answered } from '../harness/http-caller.ts';
import { pullBody, pushBody } from '../phone/index.ts';
import { expectProblem, SyncSurface } from './surface.ts';

/** Bounds in bytes over HTTP: what one person sends or asks for cannot grow on its way. */

const sync = new SyncSurface();
const { bookMutation, mint, pull, push, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

/** More than one page in each: one key of 15,000 characters that no mutation knows, many times over. */
const REFUSED = 255;
const KEY_CHARS = 15_000;

const bytesOf = (json: unknown): number => Buffer.byteLength(JSON.stringify(json));

/** Pushes refusals whose texts name what was sent. */
async function pushRefused(token: string, client: string, args: object): Promise<Record<string, unknown>> {
  const mutations = Array.from({ length: REFUSED }, (_, at) => {
    return { ...bookMutation(client, at + 1), name: 'rides.cancel', args };
  });
  const raw = new Uint8Array(gzipSync(JSON.stringify(pushBody(client, mutations))));
  const { status, json } = await push({ token, raw, headers: { 'content-encoding': 'gzip' } });
  expect({ status, answers: (json['mutations'] as unknown[]).length }).toEqual({ status: 200, answers: REFUSED });
  return json;
}

describe('a refusal', () => {
  it('does not give back the kilobytes it is about: not in the answer, nor in what is stored', async () => {
    const [token, client] = [await mint(unique('rider'), 'rider'), unique('client')];
    const answer = await pushRefused(token, client, { ['k'.repeat(KEY_CHARS)]: 1 });
    expect(bytesOf(answer)).toBeLessThan(REFUSED * 1_000);
    const [stored] = await sync.query<{ bytes: number }[]>(
      `SELECT max(octet_length(result))::int AS bytes FROM sync.ledger WHERE client_id = $1`,
      [client],
    );
    expect(stored?.bytes).toBeLessThan(1_000);
  });

  it('names a few places of many, and as many bytes of them as may be', async () => {
    const [token, client] = [await mint(unique('rider'), 'rider'), unique('client')];
    const args = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}`.padEnd(700, 'k'), 1]));
    const { mutations } = (await pushRefused(token, client, args)) as { mutations: { result: { details: unknown } }[] };
    for (const { result } of mutations)
      expect(bytesOf(result.details)).toBeLessThanOrEqual(SYNC_LIMITS.detailsBytesMax);
  });

  it('of a whole body is as short', async () => {
    const body = { ...pushBody(unique('group'), []), ['k'.repeat(500_000)]: 1 };
    const answered = await push({ body });
    expectProblem(answered, { status: 400, code: 'body_invalid' });
    expect(bytesOf(answered.json)).toBeLessThan(HTTP_LIMITS.problemPlacesMax * HTTP_LIMITS.problemPlaceCharsMax);
  });
});

describe('a pull', () => {
  it('ends its page with the row that reaches its bytes, and the pages together hold every row once', async () => {
    const [rider, group] = [unique('rider'), unique('group')];
    const token = await mint(rider, 'rider');
    const [rows, rowBytes] = [40, 100_000];
    await sync.query(
      `INSERT INTO sync.view (key, scope, commit, value)
       SELECT 'planted/' || n, $1, 1, to_json(repeat('x', ${rowBytes})) FROM generate_series(1, ${rows}) n`,
      [`person:${rider}`],
    );
    const keys: string[] = [];
    let pages = 0;
    for (let cookie: PullResponse['cookie'] | null = null; ;) {
      const { json } = await pull({ token, body: pullBody(group, { cookie }) });
      const page = json as unknown as PullResponse;
      expect(bytesOf(page)).toBeLessThan(SYNC_LIMITS.pullPageBytesMax + 2 * rowBytes);
      keys.push(...page.patch.flatMap((one) => (one.op === 'put' ? [one.key] : [])));
      pages += 1;
      cookie = page.cookie;
      if (!page.more) break;
    }
    expect(pages).toBeGreaterThan(3);
    const planted = keys.filter((key) => key.includes('planted/'));
    expect(new Set(planted).size).toBe(rows);
    expect(keys).toHaveLength(new Set(keys).size);
  });

  it('is put off while as many of the same person are under way as may be, and nobody else’s is', async () => {
    const [token, other] = [await mint(unique('rider'), 'rider'), await mint(unique('rider'), 'rider')];
    const most = SYNC_LIMITS.pullsInFlightPerPersonMax;
    const release = await holdReads();
    try {
      const refused = Promise.withResolvers<Answered[]>();
      const early: Answered[] = [];
      const asked = Array.from({ length: most + 2 }, async () => {
        const answered = await pull({ token, body: pullBody(unique('group'), {}) });
        if (answered.status === 429) early.push(answered);
        if (early.length === 2) refused.resolve(early);
        return answered;
      });
      for (const answered of await refused.promise) {
        expectProblem(answered, { status: 429, code: 'too_many_pulls' });
        expect(answered.headers.get('retry-after')).toBe(String(SYNC_LIMITS.retryAfterSeconds));
      }
      const others = pull({ token: other, body: pullBody(unique('group'), {}) });
      await release();
      expect((await others).status).toBe(200);
      const statuses = (await Promise.all(asked)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(most);
    } finally {
      await release();
    }
  });
});

/** Keeps all pulls waiting, until it is released: whoever reads the views waits for this lock. */
async function holdReads(): Promise<() => Promise<void>> {
  const runner = sync.server.testDatabase.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE sync.view IN ACCESS EXCLUSIVE MODE');
  let released: Promise<void> | undefined;
  return () => (released ??= runner.rollbackTransaction().then(() => runner.release()));
}

describe('a person with as much parked work as may be', () => {
  const unknown = (clientID: string, id: number) => ({ ...bookMutation(clientID, id), name: 'future.thing', args: {} });
  const fill = (subject: string): Promise<unknown> =>
    sync.query(
      `INSERT INTO sync.parked (client_id, mutation_id, sequence, parked_at_ms, reason, detail, subject, bytes)
       SELECT 'planted of ' || $1, n, n, 1, 'defect', '', $1, 1 FROM generate_series(1, $2::integer) n`,
      [subject, SYNC_LIMITS.parkedPerPersonMax],
    );
  const expectNoRoom = (answered: Answered): void => {
    expectProblem(answered, { status: 429, code: 'too_much_parked' });
    expect(answered.headers.get('retry-after')).toBe(String(SYNC_LIMITS.fullRetryAfterSeconds));
  };

  it('is told to come again, with what was taken of the push; once there is room it is taken as it is', async () => {
    const [rider, group] = [unique('rider'), unique('group')];
    const [token, general, ride] = [await mint(rider, 'rider'), unique('general'), unique('ride')];
    await fill(rider);
    const body = pushBody(group, [unknown(general, 1), unknown(general, 2), bookMutation(ride, 1)]);
    const refused = await push({ token, body });
    expectNoRoom(refused);
    expect(refused.json).toMatchObject({
      clientID: general,
      mutations: [{ id: { clientID: ride, id: 1 }, result: { outcome: 'applied' } }],
    });
    await sync.query('DELETE FROM sync.parked WHERE subject = $1', [rider]);
    const again = await push({ token, body });
    expect({ status: again.status, json: again.json }).toMatchObject({
      status: 200,
      json: { mutations: [{ result: { outcome: 'parked' } }, { result: { outcome: 'parked' } }, { replayed: true }] },
    });
  });

  it('is told so by REST, where the write would be parked too', async () => {
    const [rider, group, client] = [unique('rider'), unique('group'), unique('client')];
    const token = await mint(rider, 'rider');
    const booked = bookMutation(client, 1);
    expect((await push({ token, body: pushBody(group, [booked]) })).status).toBe(200);
    const { rideId } = booked.args as { rideId: string };
    await fill(rider);
    await sync.query('UPDATE sync.parked SET lane = $2 WHERE subject = $1', [rider, `ride/${rideId}`]);
    const cancel = (key: string) =>
      callHttp(`${sync.server.url}/v1/rides/${rideId}/cancel`, {
        token,
        body: { reason: 'changed_mind' },
        headers: { 'idempotency-key': key },
      });
    expectNoRoom(await cancel('once'));
    await sync.query('DELETE FROM sync.parked WHERE subject = $1', [rider]);
    expect((await cancel('once')).status).toBe(200);
  });
});
