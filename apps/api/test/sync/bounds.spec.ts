import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYNC_LIMITS, type PullResponse } from '#sync';
import { HTTP_LIMITS } from '../../src/http/limits.ts';
import type { Answered } from '../harness/http-caller.ts';
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
