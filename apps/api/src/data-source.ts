import {
  clientsWith,
  poolConfig,
  SESSION_LIMITS,
  type PasswordSource,
  type RowClass,
  type SessionSettings,
} from '#sync';
import type { PoolConfig } from 'pg';
import { DataSource, MigrationExecutor, type EntitySchema, type Logger, type MigrationInterface } from 'typeorm';
import { endDataSource } from './end-data-source.ts';

export type { DataSource } from 'typeorm';

/** What a module stores: its tables and how they came to be. */
export interface DatabaseModule {
  readonly tables: readonly (EntitySchema | RowClass)[];
  readonly migrations: readonly (new () => object)[];
}

/** Limits of the connections for everything but commits and pulls. The server enforces them, so they hold even when this process hangs. */
export const DATABASE_LIMITS = {
  poolConnectionsMax: 20,
  lockTimeoutMs: 5_000,
  idleInTransactionTimeoutMs: 10_000,
  transactionTimeoutMs: 20_000,
} as const;

/** How a data source is to be built. */
export interface DataSourceInput {
  readonly url: string;
  /** Where the password comes from, when it may change while the process runs; else it is in the URL. */
  readonly password?: PasswordSource | undefined;
  readonly poolConnectionsMax?: number;
  /** Hears of connections that broke while idle; they are replaced, nothing else is lost. */
  readonly onPoolError?: (error: Error) => void;
  readonly applicationName?: string;
  /** Every module that owns a schema. */
  readonly modules: readonly DatabaseModule[];
}

const MIGRATIONS_TABLE = 'migrations';
// Any fixed number will do, as long as nothing else in this database takes the same advisory lock.
const MIGRATION_LOCK_KEY = 4_217_001;
const MIGRATION_LOCK_TIMEOUT_MS = 120_000;

/** Builds the data source of the running service; the caller initializes it. `where: { id: undefined }` throws. */
export function createDataSource(input: DataSourceInput): DataSource {
  const settings = {
    statement_timeout: SESSION_LIMITS.statementTimeoutMs,
    lock_timeout: DATABASE_LIMITS.lockTimeoutMs,
    idle_in_transaction_session_timeout: DATABASE_LIMITS.idleInTransactionTimeoutMs,
    transaction_timeout: DATABASE_LIMITS.transactionTimeoutMs,
  };
  return build(input, poolConfig(settings, SESSION_LIMITS));
}

/** Migrations that this program knows and the database has not seen, by name, oldest first. */
export async function pendingMigrations(dataSource: DataSource): Promise<readonly string[]> {
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  return pending.map(({ name }) => name);
}

/**
 * Brings a database up to date, one process at a time, and gives back the names of what ran. Migrations may take long, so the
 * limits of the running service do not apply to them.
 */
export async function migrateDatabase(input: Omit<DataSourceInput, 'poolConnectionsMax'>): Promise<readonly string[]> {
  const dataSource = build({ ...input, poolConnectionsMax: 2 }, patient({ lock_timeout: MIGRATION_LOCK_TIMEOUT_MS }));
  await dataSource.initialize();
  const guard = dataSource.createQueryRunner();
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK_KEY]);
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    await guard.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK_KEY]);
    return ran.map(({ name }) => name);
  } finally {
    await guard.release();
    await endDataSource(dataSource);
  }
}

/** The statements that would make a migrated database look like the entities: empty unless a migration was forgotten. */
export async function schemaDrift(input: DataSourceInput): Promise<readonly string[]> {
  // TypeORM asks for many things at once over one connection. pg takes that only of a connection with a pipeline.
  const dataSource = await build(input, { ...patient({}), pipeline: true }).initialize();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await endDataSource(dataSource);
  }
}

/** The tables of a database with their schemas, whoever made them; parts of tables are not among them. */
export async function tablesIn(url: string): Promise<readonly string[]> {
  const dataSource = await build({ url, modules: [] }, patient({})).initialize();
  try {
    const rows = await dataSource.query<{ name: string }[]>(
      `SELECT nspname || '.' || relname AS name FROM pg_class JOIN pg_namespace schema ON schema.oid = relnamespace
        WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await endDataSource(dataSource);
  }
}

/** Connections whose statements may take long. */
function patient(settings: SessionSettings): PoolConfig {
  return poolConfig(settings, { ...SESSION_LIMITS, silenceMsMax: null });
}

function build(input: DataSourceInput, connection: PoolConfig): DataSource {
  const { url, modules, onPoolError = () => undefined } = input;
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: input.applicationName ?? 'bimride',
    entities: modules.flatMap(({ tables }) => [...tables]),
    migrations: modules.flatMap(({ migrations }) => [...migrations]) as (new () => MigrationInterface)[],
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    synchronize: false,
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    poolErrorHandler: onPoolError,
    logger: SILENT,
    extra: {
      ...connection,
      Client: clientsWith(input.password),
      max: input.poolConnectionsMax ?? DATABASE_LIMITS.poolConnectionsMax,
    },
  });
}

// TypeORM would print statements with their parameters, which hold personal data. Failures reach the log as exceptions.
const SILENT: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};
