import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDyingPostgres, type DyingPostgres } from '../../../apps/api/test/harness/dying-postgres.ts';
import { isDatabaseAway } from './database-faults.ts';
import { WritePool } from './write-pool.store.ts';

describe('a connection that ends as it is made', () => {
  let server: DyingPostgres;
  beforeAll(async () => {
    server = await startDyingPostgres();
  });
  afterAll(() => server.close());

  it('puts the transaction off, and does not end the process', async () => {
    const pool = new WritePool(server.url, () => undefined);
    const failure: unknown = await pool.transaction(async () => true).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(isDatabaseAway(failure)).toBe(true);
    await pool.close();
  });
});
