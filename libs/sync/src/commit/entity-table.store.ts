import type { DataSource, EntityMetadata } from 'typeorm';
import type { Change } from '../define/entity.ts';
import type { Row } from '../decide/reconcile.ts';
import type { Sql } from '../database/flight.ts';

/** The database as the pipeline is given it. */
export type SyncDatabase = DataSource;

/** A class that TypeORM knows a table by. The properties of a kind's row class are its state's properties, and `commit`. */
export type RowClass = abstract new (...args: never[]) => object;

/** The tables of all kinds, each made when first asked for: by then the database is open. */
export class EntityTables {
  readonly #rows: ReadonlyMap<string, RowClass>;
  readonly #database: SyncDatabase;
  readonly #tables = new Map<string, EntityTable>();

  constructor(rows: ReadonlyMap<string, RowClass>, database: SyncDatabase) {
    this.#rows = rows;
    this.#database = database;
  }

  of(kind: string): EntityTable {
    const known = this.#tables.get(kind);
    if (known) return known;
    const row = this.#rows.get(kind);
    if (!row) throw new Error(`no module brings the kind ${kind}`);
    const table = new EntityTable(kind, this.#database.getMetadata(row), this.#database);
    this.#tables.set(kind, table);
    return table;
  }
}

interface ColumnInfo {
  readonly property: string;
  readonly column: string;
  readonly sqlType: string;
  readonly isBigint: boolean;
}

/** Loads and saves all rows of one kind that a group needs, one statement each, from TypeORM's metadata. */
export class EntityTable {
  readonly kind: string;
  readonly #columns: readonly ColumnInfo[];
  readonly #idColumn: ColumnInfo;
  readonly #path: string;
  // Never `*`: a prepared statement must not change its result when a newer version's migration adds a column.
  readonly #names: string;
  readonly #upsert: string;

  constructor(kind: string, metadata: EntityMetadata, dataSource: DataSource) {
    this.kind = kind;
    this.#path = metadata.tablePath;
    this.#columns = columnsOf(metadata, dataSource);
    this.#idColumn = primaryColumn(metadata, this.#columns);
    this.#names = this.#columns.map(({ column }) => column).join(', ');
    this.#upsert = upsertStatement({ path: this.#path, columns: this.#columns, idColumn: this.#idColumn });
  }

  /** The rows with these ids, locked by nothing but the head. */
  async load(sql: Sql, ids: readonly string[]): Promise<Map<string, Row>> {
    const rows = await sql<Record<string, unknown>>({
      name: `load ${this.#path}`,
      text: `SELECT ${this.#names} FROM ${this.#path} WHERE ${this.#idColumn.column} = ANY($1::${this.#idColumn.sqlType}[])`,
      values: [ids],
    });
    return new Map(rows.map((row) => [String(row[this.#idColumn.column]), this.#toRow(row)]));
  }

  /** Writes each changed row once. */
  save(sql: Sql, changes: readonly Change[], commit: number): Promise<unknown>[] {
    const puts = changes.filter((change) => change.state !== null);
    const removals = changes.filter((change) => change.state === null);
    const sent: Promise<unknown>[] = [];
    if (puts.length > 0)
      sent.push(sql({ name: `save ${this.#path}`, text: this.#upsert, values: [this.#toJson(puts, commit)] }));
    if (removals.length > 0) sent.push(this.#remove(sql, removals));
    return sent;
  }

  #remove(sql: Sql, removals: readonly Change[]): Promise<unknown> {
    const { column, sqlType } = this.#idColumn;
    return sql({
      text: `DELETE FROM ${this.#path} WHERE ${column} = ANY($1::${sqlType}[])`,
      values: [removals.map((change) => change.id)],
    });
  }

  #toJson(puts: readonly Change[], commit: number): string {
    return JSON.stringify(
      puts.map((put) => {
        const state: Record<string, unknown> = { ...(put.state as object), commit };
        return Object.fromEntries(this.#columns.map(({ property, column }) => [column, state[property]]));
      }),
    );
  }

  #toRow(row: Record<string, unknown>): Row {
    const state: Record<string, unknown> = {};
    for (const { property, column, isBigint } of this.#columns) {
      const value = row[column];
      if (property !== 'commit') state[property] = isBigint && value !== null ? Number(value) : value;
    }
    return { state, commit: Number(row['commit']) };
  }
}

function columnsOf(metadata: EntityMetadata, dataSource: DataSource): ColumnInfo[] {
  return metadata.columns.map((column) => {
    const type = dataSource.driver.normalizeType(column);
    return {
      property: column.propertyName,
      column: column.databaseName,
      sqlType: column.isArray ? `${type}[]` : type,
      isBigint: type === 'bigint' && !column.isArray,
    };
  });
}

function primaryColumn(metadata: EntityMetadata, columns: readonly ColumnInfo[]): ColumnInfo {
  const primary = columns.find(({ column }) => column === metadata.primaryColumns[0]?.databaseName);
  const hasCommit = columns.some(({ property }) => property === 'commit');
  if (!primary || metadata.primaryColumns.length !== 1 || !hasCommit) {
    throw new Error(`${metadata.tablePath} needs a primary key of one column, and a column commit`);
  }
  return primary;
}

function upsertStatement(table: { path: string; columns: readonly ColumnInfo[]; idColumn: ColumnInfo }): string {
  const names = table.columns.map(({ column }) => column);
  const record = table.columns.map(({ column, sqlType }) => `${column} ${sqlType}`).join(', ');
  const updates = names.filter((name) => name !== table.idColumn.column).map((name) => `${name} = EXCLUDED.${name}`);
  return (
    `INSERT INTO ${table.path} (${names.join(', ')}) SELECT ${names.join(', ')} FROM json_to_recordset($1::json) AS r(${record}) ` +
    `ON CONFLICT (${table.idColumn.column}) DO UPDATE SET ${updates.join(', ')}`
  );
}
