/** Stands in for the native half of expo-sqlite 57, over Node's own SQLite and real files. Expo's own JavaScript runs on top. */
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

interface Ran {
  readonly lastInsertRowId: number;
  readonly changes: number;
  readonly firstRowValues: readonly unknown[];
}

class NativeStatement {
  statement: StatementSync | null = null;
  #rows: unknown[][] = [];

  prepared(): StatementSync {
    if (this.statement === null) throw new Error('the statement is not prepared');
    return this.statement;
  }

  async runAsync(_database: unknown, parameters: Readonly<Record<string, SQLInputValue>>): Promise<Ran> {
    const statement = this.prepared();
    const values = Object.values(parameters);
    if (statement.columns().length === 0) {
      const { lastInsertRowid, changes } = statement.run(...values);
      return { lastInsertRowId: Number(lastInsertRowid), changes: Number(changes), firstRowValues: [] };
    }
    statement.setReturnArrays(true);
    this.#rows = statement.all(...values) as unknown as unknown[][];
    return { lastInsertRowId: 0, changes: 0, firstRowValues: this.#rows.shift() ?? [] };
  }

  async stepAsync(): Promise<readonly unknown[] | null> {
    return this.#rows.shift() ?? null;
  }

  async getAllAsync(): Promise<readonly (readonly unknown[])[]> {
    return this.#rows.splice(0);
  }

  async getColumnNamesAsync(): Promise<readonly string[]> {
    return this.prepared()
      .columns()
      .map(({ name }) => name);
  }

  async resetAsync(): Promise<void> {
    this.#rows = [];
  }

  async finalizeAsync(): Promise<void> {
    this.statement = null;
  }
}

/** The native module, with its files in a folder. `opened` keeps what a process that dies leaves open. */
export function nativeSqlite(folder: string, opened: Set<DatabaseSync>) {
  class NativeDatabase {
    readonly #database: DatabaseSync;

    constructor(path: string) {
      this.#database = new DatabaseSync(path);
      opened.add(this.#database);
    }

    async initAsync(): Promise<void> {}

    async isInTransactionAsync(): Promise<boolean> {
      return this.#database.isTransaction;
    }

    async execAsync(source: string): Promise<void> {
      this.#database.exec(source);
    }

    async prepareAsync(statement: NativeStatement, source: string): Promise<void> {
      statement.statement = this.#database.prepare(source);
    }

    async closeAsync(): Promise<void> {
      opened.delete(this.#database);
      this.#database.close();
    }
  }
  return {
    NativeDatabase,
    NativeStatement,
    NativeSession: class {},
    defaultDatabaseDirectory: join(folder, 'SQLite'),
    bundledExtensions: {},
    ensureDatabasePathExistsAsync: async () => undefined,
    addListener: () => ({ remove: () => undefined }),
  };
}
