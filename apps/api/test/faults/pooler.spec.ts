import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { refuseOld, refuseTransactionPooling } from '../../src/database-fitness.ts';
import { startFakePooler, type FakePooler, type PoolingMode } from '../harness/fake-pooler.ts';
import { testDatabase, type TestDatabase } from '../harness/test-database.ts';
import { startTestServer } from '../harness/test-server.ts';
import { tokenFor } from '../harness/tokens.ts';
import { callHttp } from '../harness/http-caller.ts';
import { PokeStream, pullBody, pushBody } from '../phone/index.ts';
import { eventually } from './eventually.ts';

/** A pooler between the server and PostgreSQL: a fake one, that does with connections what PgBouncer does in its two modes. */

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const poolers: FakePooler[] = [];
afterEach(async () => {
  for (const pooler of poolers.splice(0)) await pooler.close();
});

async function pooling(mode: PoolingMode): Promise<FakePooler> {
  const pooler = await startFakePooler(database.url, mode);
  poolers.push(pooler);
  return pooler;
}

const serverAt = (url: string) => startTestServer({ database, env: { DATABASE_URL: url } });

describe('a pooler that pools by session', () => {
  it('does not hinder a server: it stores, pulls, pokes and handles events', async () => {
    const pooler = await pooling('session');
    const server = await serverAt(pooler.url);
    const token = await tokenFor(server.url, 'rider');
    const pokes = await PokeStream.open(server.url, token);
    await eventually('the first poke', () => pokes.orders.length > 0);
    const ask = (path: string, body: object) => callHttp(`${server.url}${path}`, { method: 'POST', token, body });
    const cancel = { rideId: '01890000-0000-7000-8000-000000000000', reason: 'changed_mind' };
    for (const id of [1, 2]) {
      const mutation = { clientID: 's', id, name: 'rides.cancel', args: cancel, timestamp: 0 };
      expect((await ask('/v1/sync/push', pushBody('g', [mutation]))).status).toBe(200);
    }
    await eventually('a poke of the commit', () => pokes.orders.length > 1);
    const pulled = await ask('/v1/sync/pull', pullBody('g'));
    expect(pulled.json).toMatchObject({ lastMutationIDChanges: { s: 2 } });
    expect((await callHttp(`${server.url}/health/ready`, { method: 'GET' })).status).toBe(200);
    expect(pooler.backends()).toBeGreaterThan(5);
    await pokes.close();
    await server.close();
  });

  it('is not taken for another', async () => {
    const pooler = await pooling('session');
    for (const url of [pooler.url, database.url]) await expect(refuseTransactionPooling(url)).resolves.toBeUndefined();
  });
});

describe('a pooler that gives each transaction another connection', () => {
  it('keeps a server from starting, and the message says what to do', async () => {
    const { url } = await pooling('transaction');
    await expect(serverAt(url)).rejects.toThrow(/gives each transaction another connection.*pool_mode=session/);
  });
});

describe('a PostgreSQL that is too old', () => {
  it('is refused by name, and this one is not', async () => {
    await refuseOld(database.url);
    await expect(refuseOld(database.url, 99)).rejects.toThrow(/^Bimride needs PostgreSQL 99 or newer\. This is 18\./);
  });
});
