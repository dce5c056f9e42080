import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDyingPostgres } from '#api/testing/dying-postgres';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import { isPassing } from './passing-faults.ts';
import { Sessions } from './sessions.ts';
import { ReadPool } from './read-pool.store.ts';

const fails = (reading: Promise<unknown>): Promise<unknown> => reading.catch((error: unknown) => error);

describe('the pool for pulls', () => {
  let database: TestDatabase;
  let pool: ReadPool;
  beforeAll(async () => {
    database = await testDatabase();
    pool = new ReadPool(new Sessions({ connectionString: database.url }), () => undefined);
  });
  afterAll(async () => {
    await pool.close();
    await database.close();
  });

  it('prepares a statement once, however often it is asked', async () => {
    const ask = (number: number) => pool.query<{ twice: number }[]>('SELECT 2 * $1::int AS twice', [number]);
    expect([await ask(1), await ask(2), await ask(3)]).toEqual([[{ twice: 2 }], [{ twice: 4 }], [{ twice: 6 }]]);
    const prepared = `SELECT count(*)::int AS count FROM pg_prepared_statements WHERE statement LIKE '%AS twice'`;
    expect(await pool.query(prepared)).toEqual([{ count: 1 }]);
  });

  it('changes nothing', async () => {
    expect(await fails(pool.query('UPDATE sync.head SET commit = 7'))).toMatchObject({ code: '25006' });
  });
});

it('tells of a database that dies as it is asked, and does not end the process', async () => {
  const server = await startDyingPostgres();
  const pool = new ReadPool(new Sessions({ connectionString: server.url }), () => undefined);
  expect(isPassing(await fails(pool.query('SELECT 1')))).toBe(true);
  await pool.close();
  await server.close();
});
