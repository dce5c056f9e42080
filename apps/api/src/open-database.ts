import type { PasswordSource } from '#sync';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { needsPassword, type Config } from './config.ts';
import {
  createDataSource,
  migrateDatabase,
  pendingMigrations,
  type DatabaseModule,
  type DataSource,
} from './data-source.ts';
import {
  asRefusal,
  DatabaseRefused,
  refuseForgetful,
  refuseNarrow,
  refuseOld,
  refuseTransactionPooling,
} from './database-fitness.ts';
import { DATABASE_PASSWORD_SECRET, databasePassword } from './database-password.ts';
import { missingGrants } from './database-grants.ts';
import { EMBEDDED_DATABASE, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/postgres.ts';
import { endDataSource } from './end-data-source.ts';
import { databaseModules } from './modules.ts';
import type { Secrets } from './secrets.ts';

/** The database this process works with, checked and with a current schema. */
export interface OpenDatabase {
  readonly url: string;
  readonly password: PasswordSource | undefined;
  readonly dataSource: DataSource;
  readonly embedded: EmbeddedPostgres | undefined;
  /** Ends the connections, and the embedded server if there is one. */
  close(): Promise<void>;
}

/** What the database is opened for. */
export interface DatabaseUse {
  /** Default: every module of the product. */
  readonly modules?: readonly DatabaseModule[];
  readonly poolConnectionsMax?: number | undefined;
  /** Hears of connections that broke while nobody used them. Whoever uses one hears of it anyway. */
  readonly onPoolError?: (error: Error) => void;
}

/**
 * Opens the database, embedded or not, and brings its schema up to date or, in production, refuses to go on while it is not.
 * @throws DatabaseRefused
 */
export async function openDatabase(
  config: Config,
  secrets: Secrets,
  log: Logger,
  { modules = databaseModules(), poolConnectionsMax, onPoolError = () => undefined }: DatabaseUse = {},
): Promise<OpenDatabase> {
  const embedded = config.databaseUrl === undefined ? await startEmbedded(config, log) : undefined;
  let url = config.databaseUrl ?? '';
  try {
    url = embedded === undefined ? await externalUrl(config, secrets) : await embeddedUrl(embedded);
    const password = takesPassword(config) ? databasePassword(secrets) : undefined;
    const dataSource = await connect({ url, password, modules, poolConnectionsMax, onPoolError }, config, log);
    return { url, password, dataSource, embedded, close: () => closeAll(dataSource, embedded) };
  } catch (error) {
    await embedded?.close();
    throw asRefusal(error, new URL(url).host);
  }
}

const takesPassword = (config: Config): boolean => config.environment === 'production' && needsPassword(config);

/** The connection string of `DATABASE_URL`, complete. */
export async function externalUrl(config: Config, secrets: Secrets): Promise<string> {
  const url = new URL(config.databaseUrl ?? '');
  if (takesPassword(config)) url.password = await secrets.get(DATABASE_PASSWORD_SECRET);
  return url.href;
}

/** Starts the embedded server on the data directory. */
export function startEmbedded({ dataDir }: Pick<Config, 'dataDir'>, log: Logger): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, say: (line) => log.info(line) });
}

/** The connection string of our database in the embedded server; it is made when it is not there. */
export async function embeddedUrl({ url }: Pick<EmbeddedPostgres, 'url'>): Promise<string> {
  await withClient(url, async (admin) => {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [EMBEDDED_DATABASE]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${EMBEDDED_DATABASE}`);
  });
  const own = new URL(url);
  own.pathname = `/${EMBEDDED_DATABASE}`;
  return own.href;
}

interface Target extends DatabaseUse {
  readonly url: string;
  readonly password: PasswordSource | undefined;
  readonly modules: readonly DatabaseModule[];
  readonly onPoolError: (error: Error) => void;
}

async function connect(
  { url, password, modules, poolConnectionsMax, onPoolError }: Target,
  config: Config,
  log: Logger,
): Promise<DataSource> {
  await refuseOld(url);
  await refuseNarrow(url);
  await refuseTransactionPooling(url);
  if (config.environment === 'production') await refuseForgetful(url);
  if (config.migrate) {
    for (const migration of await migrateDatabase({ url, modules, onPoolError })) log.info({ migration }, 'migrated');
  }
  const dataSource = createDataSource({
    url,
    password,
    modules,
    ...(poolConnectionsMax === undefined ? {} : { poolConnectionsMax }),
    onPoolError,
  });
  await dataSource.initialize();
  const refusal = await refusalBy(dataSource);
  if (refusal === null) return dataSource;
  await endDataSource(dataSource);
  throw new DatabaseRefused(refusal);
}

/** Why this program cannot work with the database as it stands; null: it can. */
async function refusalBy(dataSource: DataSource): Promise<string | null> {
  // First, because without them a migrated database looks as if it were not.
  const missing = await missingGrants(dataSource);
  if (missing.length > 0) return `The database does not let our role do this: ${missing.join(', ')}. Grant it.`;
  const pending = await pendingMigrations(dataSource);
  if (pending.length === 0) return null;
  return `The database lacks these migrations: ${pending.join(', ')}. Run "npm run migrate", or start with BIMRIDE_MIGRATE=true.`;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function closeAll(dataSource: DataSource, embedded: EmbeddedPostgres | undefined): Promise<void> {
  if (dataSource.isInitialized) await endDataSource(dataSource);
  await embedded?.close();
}
