import { expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { testDatabase } from '#api/testing/test-database';
import { closePool } from './close-pool.ts';

/** A pool with two connections that close when they are let. */
async function poolThatClosesLate(connectionString: string) {
  const gate = Promise.withResolvers<void>();
  const ends: Promise<void>[] = [];
  const pool = new Pool({ connectionString });
  pool.on('connect', (client) => {
    const end = client.end.bind(client);
    const lateEnd = (told?: () => void): Promise<void> => {
      const ended = gate.promise.then(end);
      ends.push(ended);
      return ended.then(() => told?.());
    };
    client.end = lateEnd as typeof client.end;
  });
  await Promise.all([pool.query('SELECT 1'), pool.query('SELECT 1')]);
  const letGo = async (): Promise<void> => {
    gate.resolve();
    await Promise.all(ends);
  };
  return { pool, letGo };
}

it('comes back when the connections of a pool are closed, not when they are asked to', async () => {
  const database = await testDatabase();
  const ends: string[] = [];
  const [plain, waited] = [await poolThatClosesLate(database.url), await poolThatClosesLate(database.url)];
  const closing = closePool(waited.pool).then(() => ends.push('closePool'));
  await plain.pool.end().then(() => ends.push('the pool’s own end'));
  expect(ends).toEqual(['the pool’s own end']);
  await waited.letGo();
  await closing;
  expect(ends).toEqual(['the pool’s own end', 'closePool']);
  await plain.letGo();
  await database.close();
});

it('does not wait for ever for a connection that does not close', async () => {
  const database = await testDatabase();
  const { pool, letGo } = await poolThatClosesLate(database.url);
  expect(await closePool(pool)).toBeUndefined();
  await letGo();
  await database.close();
});

it('of a pool without connections comes back at once', async () => {
  expect(await closePool(new Pool())).toBeUndefined();
});
