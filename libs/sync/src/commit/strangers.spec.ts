import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#api/testing/until';
import { Client } from 'pg';
import { mutation, pull, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { TryAgain } from '../intake/sequencer.ts';

/** What others do in the database (a migration, a VACUUM FULL, an ALTER TABLE) while healthy work comes in. */

const LOCK_TIMEOUT_MS = 100;
const TABLES = ['client', 'client_group', 'commit', 'device', 'head', 'ledger', 'outbox', 'parked', 'scope', 'view'];

let fixture: PipelineFixture;
let stranger: Client;
let lastId = 0;

beforeAll(async () => {
  fixture = await startPipeline({ writeLimits: { lockTimeoutMs: LOCK_TIMEOUT_MS } });
  stranger = new Client({ connectionString: fixture.database.url });
  await stranger.connect();
});
afterAll(async () => {
  await stranger.end();
  await fixture.close();
});

const add = (id: number) =>
  push(fixture.runtime, rider, [mutation('s1', id, 'toy.add', { counterId: 'a', amount: 1 })]).then(
    ({ mutations }) => mutations[0]?.result,
    (error: unknown) => error,
  );

/** As many at once as there are connections for them. */
const pulls = () => Promise.all(Array.from({ length: 8 }, () => pull(fixture.runtime, rider, null)));

/** The connections that commit. */
async function backends(): Promise<readonly number[]> {
  const { rows } = await stranger.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'bimride-sequencer' AND datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
}

describe('a stranger’s lock', () => {
  const tables = [...TABLES.map((table) => `sync.${table}`), 'toy.counter', 'audit_offline_first_mobile_architecture'];

  it.each(tables)('on %s puts a push off, and parks nothing', async (table) => {
    await stranger.query('BEGIN');
    await stranger.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    const putOff = await add(lastId + 1);
    await stranger.query('ROLLBACK');
    expect(putOff).toEqual(new TryAgain('database'));
    expect(putOff).toMatchObject({ cause: { code: '55P03' } });
    expect(await add((lastId += 1))).toMatchObject({ outcome: 'applied' });
  });
});

describe('a column that a migration gives another type', () => {
  it.each([
    ['toy.counter', 'twin_id', 'varchar'],
    ['sync.head', 'epoch', 'smallint'],
    ['sync.client', 'group_id', 'varchar'],
  ])('%s.%s: is not noticed by a server whose statements are prepared', async (table, column, type) => {
    expect(await add((lastId += 1))).toMatchObject({ outcome: 'applied' });
    await pulls();
    const before = await backends();
    await stranger.query(`ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type}`);
    expect(await add((lastId += 1))).toMatchObject({ outcome: 'applied' });
    await pulls();
    await until('the connection that could not do it is gone', async () =>
      (await backends()).every((pid) => !before.includes(pid)),
    );
  });
});
