import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storageContract, type Openable } from '../testing/storage-contract.ts';
import { MemoryStorage } from './memory.ts';
import { sqliteStorage, type SqliteDriver } from './sqlite.ts';
import { expoSqliteDriver, nodeSqliteDriver, opSqliteDriver } from './sqlite-drivers.ts';
import { StorageFull } from './storage.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function sqlite(driverOf: (database: DatabaseSync) => SqliteDriver): Openable {
  const folder = mkdtempSync(join(tmpdir(), 'bimride-client-'));
  folders.push(folder);
  return () => sqliteStorage(driverOf(new DatabaseSync(join(folder, 'queue.db'))));
}

// The bindings of Expo and op-sqlite, as their types tell, over a SQLite that is there. Expo opens another connection for
// each exclusive transaction.
function likeExpo(database: DatabaseSync, onWrite: (connection: DatabaseSync) => void = () => undefined) {
  const over = (connection: DatabaseSync) => ({
    runAsync: async (sql: string, parameters: (string | number | null)[]) => {
      if (sql.startsWith('INSERT')) onWrite(connection);
      return connection.prepare(sql).run(...parameters);
    },
    getAllAsync: async (sql: string, parameters: (string | number | null)[]) =>
      connection.prepare(sql).all(...parameters),
  });
  const expo = {
    ...over(database),
    isInTransactionAsync: async () => database.isTransaction,
    withExclusiveTransactionAsync: async (work: (inside: ReturnType<typeof over>) => Promise<void>) => {
      const another = new DatabaseSync(database.location() ?? ':memory:');
      // The level that it was built with: whatever was set on the first connection is not set on this one.
      another.exec('PRAGMA synchronous = NORMAL');
      await inTransaction(another, 'BEGIN', () => work(over(another))).finally(() => another.close());
    },
    closeAsync: async () => database.close(),
  };
  return expoSqliteDriver(expo);
}

function likeOpSqlite(database: DatabaseSync): SqliteDriver {
  const statements = {
    execute: async (sql: string, parameters: (string | number | null)[] = []) => ({
      rows: database.prepare(sql).all(...parameters) as Record<string, unknown>[],
    }),
  };
  return opSqliteDriver({
    ...statements,
    transaction: (work) => inTransaction(database, 'BEGIN IMMEDIATE', () => work(statements)),
    close: () => database.close(),
  });
}

async function inTransaction(database: DatabaseSync, begin: string, work: () => Promise<void>): Promise<void> {
  database.exec(begin);
  try {
    await work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function memory(): Openable {
  const disk = new Map<string, string>();
  return async () => new MemoryStorage(disk);
}

// IndexedDB is tried in a browser: browser.spec.ts.
const ADAPTERS: readonly (readonly [string, () => Openable])[] = [
  ['memory', memory],
  ['SQLite by node:sqlite', () => sqlite(nodeSqliteDriver)],
  ['SQLite by the Expo driver', () => sqlite(likeExpo)],
  ['SQLite by the op-sqlite driver', () => sqlite(likeOpSqlite)],
];

describe.each(ADAPTERS)('%s', (_name, adapter) => {
  it.each(Object.entries(storageContract))('%s', async (_clause, clause) => {
    expect(await clause(adapter())).toBe('kept');
  });
});

it('SQLite by the Expo driver writes on the connection that was made durable', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bimride-client-'));
  folders.push(folder);
  const levels: unknown[] = [];
  const driver = likeExpo(new DatabaseSync(join(folder, 'queue.db')), (connection) =>
    levels.push(connection.prepare('PRAGMA synchronous').get()),
  );
  const storage = await sqliteStorage(driver);
  await storage.commit({ writes: [{ key: 'a', value: '1' }] });
  // 2 is FULL.
  expect(levels).toMatchObject([{ synchronous: 2 }]);
  await storage.close();
});

it('SQLite without room says so, and has written nothing', async () => {
  const database = new DatabaseSync(':memory:');
  const storage = await sqliteStorage(nodeSqliteDriver(database));
  database.exec('PRAGMA max_page_count = 4');
  const large = {
    writes: [
      { key: 'small', value: 'x' },
      { key: 'large', value: 'x'.repeat(100_000) },
    ],
  };
  await expect(storage.commit(large)).rejects.toThrow(StorageFull);
  expect(await storage.scan('')).toEqual([]);
});

it('a storage that breaks the contract is caught', async () => {
  const disk = new Map<string, string>();
  const careless: Openable = async () => {
    const storage = new MemoryStorage(disk);
    // Forgets the guard.
    storage.commit = ({ writes }) => MemoryStorage.prototype.commit.call(storage, { writes });
    return storage;
  };
  await expect(storageContract['writes only while the guard holds'](careless)).rejects.toThrow('true instead of false');
});
