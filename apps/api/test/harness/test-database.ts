import type { ServerModule } from '#sync';
import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, migrateDatabase, type DatabaseModule } from '../../src/data-source.ts';
import { databaseModules, MODULES } from '../../src/modules.ts';

/** A database of its own, with every migration run and nothing in it. */
export interface TestDatabase {
  readonly url: string;
  /** Initialized, with the limits of the running service. */
  readonly dataSource: DataSource;
  /** Disconnects, and drops the database whoever is still connected to it. */
  close(): Promise<void>;
}

/** Every module of the product, for a pipeline without HTTP. */
export const SERVER_MODULES: readonly ServerModule[] = MODULES.map(({ server }) => server);

/** Set by Jest's global setup: the superuser's connection to the throw-away cluster. */
export const TEST_CLUSTER_URL_VARIABLE = 'TEST_CLUSTER_URL';

const TEMPLATE_LOCK_KEY = 4_217_002;
const NAME_HASH_LENGTH = 16;
const NAME_RANDOM_BYTES = 6;

/** Clones the migrated template, which the first caller of a run makes. Takes some 30 ms; one per spec file is meant. */
export async function testDatabase(
  options: { readonly modules?: readonly DatabaseModule[]; readonly poolConnectionsMax?: number } = {},
): Promise<TestDatabase> {
  const { modules = databaseModules(), poolConnectionsMax = 10 } = options;
  const template = await migratedTemplate(modules);
  const url = await createTestDatabase(template);
  const dataSource = await createDataSource({ url, modules, poolConnectionsMax }).initialize();
  return {
    url,
    dataSource,
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await dropTestDatabase(url);
    },
  };
}

/** Makes a database, empty or a copy of a template, and gives back its connection string. Drop it with `dropTestDatabase`. */
export async function createTestDatabase(template = 'template1'): Promise<string> {
  const name = `test_${randomBytes(NAME_RANDOM_BYTES).toString('hex')}`;
  await asAdmin((admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return databaseUrl(name);
}

/** Drops a database made by `createTestDatabase`. */
export async function dropTestDatabase(url: string): Promise<void> {
  await asAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`));
}

// Made under another name first: a template that exists is a template that is complete.
function migratedTemplate(modules: readonly DatabaseModule[]): Promise<string> {
  const names = modules.flatMap(({ migrations }) => migrations.map(({ name }) => name)).join(' ');
  const template = `template_${createHash('sha256').update(names).digest('hex').slice(0, NAME_HASH_LENGTH)}`;
  return asAdmin(async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK_KEY]);
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 1) return template;
    await admin.query(`DROP DATABASE IF EXISTS ${template}_draft WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${template}_draft`);
    await migrateDatabase({ url: databaseUrl(`${template}_draft`), modules });
    await admin.query(`ALTER DATABASE ${template}_draft RENAME TO ${template}`);
    return template;
  });
}

// Session locks end with the connection, so nothing has to be unlocked here.
async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: clusterUrl() });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function databaseUrl(name: string): string {
  const url = new URL(clusterUrl());
  url.pathname = `/${name}`;
  return url.href;
}

function clusterUrl(): string {
  const url = process.env[TEST_CLUSTER_URL_VARIABLE];
  if (url === undefined) throw new Error(`${TEST_CLUSTER_URL_VARIABLE} is not set: run the tests with "npm run jest".`);
  return url;
}
