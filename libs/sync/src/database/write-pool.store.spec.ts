import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Socket } from 'node:net';
import { startDyingPostgres, type DyingPostgres } from '#api/testing/dying-postgres';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import { Sessions } from './sessions.ts';
import { NotNow, WritePool } from './write-pool.store.ts';

describe('a connection that ends as it is made', () => {
  let server: DyingPostgres;
  beforeAll(async () => {
    server = await startDyingPostgres();
  });
  afterAll(() => server.close());

  it('puts the transaction off, and does not end the process', async () => {
    const pool = new WritePool(new Sessions({ connectionString: server.url }), () => undefined);
    const failure: unknown = await pool.transaction(async () => true).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toBeInstanceOf(NotNow);
    await pool.close();
  });
});

describe('a transaction', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  it('sends the statements of one turn in one packet', async () => {
    const pool = new WritePool(new Sessions({ connectionString: database.url }), () => undefined);
    const sockets = await socketsOf(() => pool.transaction(async () => true));
    const packets = await packetsOf(sockets, async () => {
      await pool.transaction(async (sql) => {
        const numbers = Array.from({ length: 10 }, (_, number) =>
          sql<{ number: number }>({ name: `number ${number}`, text: 'SELECT $1::int AS number', values: [number] }),
        );
        expect((await Promise.all(numbers)).flat().map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      });
    });
    await pool.close();
    // One of BEGIN and the ten, one of COMMIT.
    expect(packets).toBe(2);
  });
});

/** The sockets that are connected while something is done. */
async function socketsOf(work: () => Promise<unknown>): Promise<ReadonlySet<unknown>> {
  const connect = jest.spyOn(Socket.prototype, 'connect');
  await work();
  const sockets = new Set<unknown>(connect.mock.contexts);
  connect.mockRestore();
  return sockets;
}

/** How often these sockets wrote while something was done. */
async function packetsOf(sockets: ReadonlySet<unknown>, work: () => Promise<void>): Promise<number> {
  const writes = [jest.spyOn(Socket.prototype, '_write'), jest.spyOn(Socket.prototype, '_writev')];
  await work();
  const packets = writes.flatMap(({ mock }) => mock.contexts).filter((socket) => sockets.has(socket)).length;
  for (const write of writes) write.mockRestore();
  return packets;
}
