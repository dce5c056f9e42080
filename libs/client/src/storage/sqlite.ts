import { Turns } from '../turns.ts';
import { StorageFull, type ClientStorage, type StorageCommit } from './storage.ts';

/** What SQLite is given here. */
export type SqliteValue = string | number | null;
export type SqliteRow = Readonly<Record<string, unknown>>;

/** Runs statements. Within a transaction only what the transaction was given may be used. */
export interface SqliteStatements {
  execute(sql: string, parameters: readonly SqliteValue[]): Promise<void>;
  query(sql: string, parameters: readonly SqliteValue[]): Promise<readonly SqliteRow[]>;
}

/** The four functions that a SQLite binding must offer, never two at once; sqlite-drivers.ts has them for three bindings. */
export interface SqliteDriver extends SqliteStatements {
  /** All of it or nothing. No other transaction of any process writes meanwhile. */
  transaction<T>(work: (statements: SqliteStatements) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** What the app opened: storages over one connection take turns. */
  readonly connection?: object;
}

const TABLE = 'CREATE TABLE IF NOT EXISTS bimride (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID';
/** Another process writes: tried again so often, so long apart. */
const BUSY_TRIES_MAX = 500;
const BUSY_PAUSE_MS = 10;
const LAST_CODE_POINT = '\u{10ffff}';

/** Opens a storage in a SQLite database. */
export async function sqliteStorage(driver: SqliteDriver): Promise<ClientStorage> {
  await patiently(async () => {
    // Answers with a row, so it is a query.
    await driver.query('PRAGMA journal_mode = WAL', []);
    // With WAL, anything less than FULL may lose the last commits when the power fails.
    await driver.query('PRAGMA synchronous = FULL', []);
    // What is taken away is overwritten: whoever reads the file finds nothing of somebody who signed out.
    await driver.query('PRAGMA secure_delete = ON', []);
    await driver.execute(TABLE, []);
  });
  // The file of the main database; empty: it is in memory.
  const [main] = await driver.query('PRAGMA database_list', []);
  return new SqliteStorage(driver, typeof main?.['file'] === 'string' ? main['file'] : '');
}

/** One connection has one transaction at a time, however many storages were opened over it. */
const TURNS = new WeakMap<object, Turns>();

function turnsOf(connection: object): Turns {
  const turns = TURNS.get(connection) ?? new Turns();
  TURNS.set(connection, turns);
  return turns;
}

class SqliteStorage implements ClientStorage {
  readonly #driver: SqliteDriver;
  readonly file: string | undefined;
  // One connection: what is read between two statements of a transaction would be half of it.
  readonly #turns: Turns;

  constructor(driver: SqliteDriver, file: string) {
    this.#driver = driver;
    this.#turns = turnsOf(driver.connection ?? driver);
    this.file = file === '' ? undefined : file;
  }

  async scan(prefix: string): Promise<readonly (readonly [string, string])[]> {
    const sql = 'SELECT key, value FROM bimride WHERE key >= ? AND key < ? ORDER BY key';
    const read = () => this.#driver.query(sql, [prefix, prefix + LAST_CODE_POINT]);
    const rows = await this.#turns.take(() => patiently(read));
    return rows.map(({ key, value }) => [String(key), String(value)] as const);
  }

  async commit(commit: StorageCommit): Promise<boolean> {
    try {
      const write = () => this.#driver.transaction((statements) => writeAll(statements, commit));
      return await this.#turns.take(() => patiently(write));
    } catch (error) {
      throw isFull(error) ? new StorageFull(error) : error;
    }
  }

  /** SQLite overwrites what goes (`secure_delete`) only in its file: the log keeps earlier pages until it is emptied. */
  async purge(): Promise<void> {
    const empty = async (): Promise<void> => {
      const [row] = await this.#driver.query('PRAGMA wal_checkpoint(TRUNCATE)', []);
      // Somebody who reads or writes is told by a row, not by an error.
      if (row?.['busy'] === 1) throw new Error('SQLITE_BUSY');
    };
    await this.#turns.take(() => patiently(empty));
  }

  close(): Promise<void> {
    return this.#turns.take(() => this.#driver.close());
  }
}

async function writeAll(statements: SqliteStatements, { writes, guard }: StorageCommit): Promise<boolean> {
  if (guard) {
    const [row] = await statements.query('SELECT value FROM bimride WHERE key = ?', [guard.key]);
    if ((row?.['value'] ?? null) !== guard.value) return false;
  }
  for (const { key, value } of writes) {
    if (value === null) await statements.execute('DELETE FROM bimride WHERE key = ?', [key]);
    else await statements.execute('INSERT OR REPLACE INTO bimride (key, value) VALUES (?, ?)', [key, value]);
  }
  return true;
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || tries >= BUSY_TRIES_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS));
    }
  }
}

// SQLITE_BUSY is 5.
function isBusy(error: unknown): boolean {
  const { errcode, message } = error as { errcode?: unknown; message?: unknown };
  return errcode === 5 || /SQLITE_BUSY|database is locked/.test(String(message));
}

// SQLITE_FULL is 13; bindings tell it by number or by text only.
function isFull(error: unknown): boolean {
  const { errcode, message } = error as { errcode?: unknown; message?: unknown };
  return errcode === 13 || /SQLITE_FULL|database or disk is full/.test(String(message));
}
