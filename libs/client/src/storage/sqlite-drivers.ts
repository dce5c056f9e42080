/**
 * The four functions over three bindings. Each takes a database that the app opened, so that this library depends on none of them.
 */
import type { SqliteDriver, SqliteRow, SqliteStatements, SqliteValue } from './sqlite.ts';

/** `DatabaseSync` of `node:sqlite`. */
export interface NodeSqliteDatabase {
  prepare(sql: string): { run(...parameters: SqliteValue[]): unknown; all(...parameters: SqliteValue[]): unknown[] };
  exec(sql: string): void;
  close(): void;
  readonly isTransaction: boolean;
}

/** For Node: `nodeSqliteDriver(new DatabaseSync('bimride.db'))`. Give it no `timeout`: that would block the whole process. */
export function nodeSqliteDriver(database: NodeSqliteDatabase): SqliteDriver {
  const statements: SqliteStatements = {
    execute: async (sql, parameters) => void database.prepare(sql).run(...parameters),
    query: async (sql, parameters) => database.prepare(sql).all(...parameters) as SqliteRow[],
  };
  const transaction = async <T>(work: (inside: SqliteStatements) => Promise<T>): Promise<T> => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = await work(statements);
      database.exec('COMMIT');
      return result;
    } catch (error) {
      // Without room SQLite rolls back by itself.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  return { ...statements, transaction, close: async () => database.close(), connection: database };
}

/** `SQLiteDatabase` of `expo-sqlite`. */
export interface ExpoSqliteDatabase {
  runAsync(sql: string, parameters: SqliteValue[]): Promise<unknown>;
  getAllAsync(sql: string, parameters: SqliteValue[]): Promise<unknown[]>;
  isInTransactionAsync(): Promise<boolean>;
  closeAsync(): Promise<void>;
}

/**
 * For Expo: `expoSqliteDriver(await openDatabaseAsync('bimride.db'))`, a database of its own that nobody else uses.
 *
 * Not by `withExclusiveTransactionAsync`: that opens another connection, which is not as durable as the first one was
 * made, and within a transaction SQLite lets nobody make it so.
 */
export function expoSqliteDriver(database: ExpoSqliteDatabase): SqliteDriver {
  const statements: SqliteStatements = {
    execute: async (sql, parameters) => void (await database.runAsync(sql, [...parameters])),
    query: async (sql, parameters) => (await database.getAllAsync(sql, [...parameters])) as SqliteRow[],
  };
  const transaction = async <T>(work: (inside: SqliteStatements) => Promise<T>): Promise<T> => {
    await database.runAsync('BEGIN IMMEDIATE', []);
    try {
      const result = await work(statements);
      await database.runAsync('COMMIT', []);
      return result;
    } catch (error) {
      // Without room SQLite rolls back by itself.
      if (await database.isInTransactionAsync()) await database.runAsync('ROLLBACK', []);
      throw error;
    }
  };
  return { ...statements, transaction, close: () => database.closeAsync(), connection: database };
}

interface OpStatements {
  execute(sql: string, parameters?: SqliteValue[]): Promise<{ readonly rows?: readonly SqliteRow[] }>;
}

/** `DB` of `@op-engineering/op-sqlite`. */
export interface OpSqliteDatabase extends OpStatements {
  transaction(work: (transaction: OpStatements) => Promise<void>): Promise<void>;
  close(): void;
}

/** For op-sqlite: `opSqliteDriver(open({ name: 'bimride.db' }))`. */
export function opSqliteDriver(database: OpSqliteDatabase): SqliteDriver {
  const over = (target: OpStatements): SqliteStatements => ({
    execute: async (sql, parameters) => void (await target.execute(sql, [...parameters])),
    query: async (sql, parameters) => (await target.execute(sql, [...parameters])).rows ?? [],
  });
  return {
    ...over(database),
    transaction: (work) => resultOf((run) => database.transaction((inside) => run(work(over(inside))))),
    close: async () => database.close(),
    connection: database,
  };
}

/** The result of work within a transaction that itself answers nothing. */
async function resultOf<T>(begin: (run: (work: Promise<T>) => Promise<void>) => Promise<void>): Promise<T> {
  const results: T[] = [];
  await begin(async (work) => void results.push(await work));
  return results[0] as T;
}
