import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { until } from '../test/harness/until.ts';
import { createTestDatabase, dropTestDatabase } from '../test/harness/test-database.ts';
import { startTestCluster } from '../test/harness/test-cluster.ts';
import type { Config } from './config.ts';
import { readConfig } from './read-config.ts';
import { databaseModules } from './modules.ts';
import { openDatabase } from './open-database.ts';
import { Secrets } from './secrets.ts';

class OneSecret extends Secrets {
  override async get(name: string): Promise<string> {
    return `secret of ${name}`;
  }

  override async close(): Promise<void> {}
}

const log = pino({ level: 'silent' });
let url: string;

const development = (env: Record<string, string> = {}): Config => readConfig({ DATABASE_URL: url, ...env });
const production = (env: Record<string, string> = {}): Config =>
  readConfig({
    NODE_ENV: 'production',
    DATABASE_URL: url,
    OIDC_ISSUER: 'https://login.example.com',
    KEY_VAULT_URI: 'https://bimride.vault.azure.net',
    BIMRIDE_PUBLIC_URL: 'https://api.bimride.example',
    ...env,
  });

beforeEach(async () => {
  url = await createTestDatabase();
});

afterEach(() => dropTestDatabase(url));

describe('opening the database', () => {
  it('brings the schema up to date in development', async () => {
    const database = await openDatabase(development(), new OneSecret(), log);
    const rows = await database.dataSource.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY timestamp');
    expect(rows).toHaveLength(databaseModules().flatMap(({ migrations }) => migrations).length);
    await database.close();
  });

  it('is closed when its connections are: whoever stops the database then breaks none', async () => {
    const database = await openDatabase(development(), new OneSecret(), log);
    const busy = Array.from({ length: 20 }, () => database.dataSource.query('SELECT pg_sleep(0.05)'));
    await Promise.all(busy);
    const admin = new Client({ connectionString: url });
    await admin.connect();
    const others = async () => {
      const sql = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'`;
      return (await admin.query(sql)).rowCount;
    };
    expect(await others()).toBeGreaterThan(5);
    await database.close();
    expect(await others()).toBe(0);
    await admin.end();
  });

  it('refuses a schema that is not current when it may not change it', async () => {
    const opening = openDatabase(development({ BIMRIDE_MIGRATE: 'false' }), new OneSecret(), log);
    await expect(opening).rejects.toThrow(/lacks these migrations: CreateSyncSchema\d+.*npm run migrate/);
  });

  it('refuses, in production, a database that may lose what it acknowledged', async () => {
    // The cluster of the tests runs with fsync=off, which is just what must be refused.
    await expect(openDatabase(production(), new OneSecret(), log)).rejects.toThrow(/fsync=off/);
  });

  it('refuses an encoding in which not everything can be written', async () => {
    const name = `narrow_${process.pid}`;
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    const narrow = new URL(url);
    narrow.pathname = `/${name}`;
    const opening = openDatabase(development({ DATABASE_URL: narrow.href }), new OneSecret(), log);
    await expect(opening).rejects.toThrow('The database is encoded in LATIN1. Bimride needs UTF8.');
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });

  it('says what is wrong when it is not let in', async () => {
    const nobody = new URL(url);
    nobody.password = 'wrong';
    const opening = openDatabase(development({ DATABASE_URL: nobody.href }), new OneSecret(), log);
    const why = `password authentication failed for user "${nobody.username}"`;
    await expect(opening).rejects.toThrow(`The database at ${nobody.host} does not let us in: ${why}.`);
  });

  it('says what is wrong when nobody listens', async () => {
    const nowhere = development({ DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/x' });
    await expect(openDatabase(nowhere, new OneSecret(), log)).rejects.toThrow('No database answers at 127.0.0.1:1.');
  });
});

describe('opening the database in production', () => {
  it('does not migrate unless it is told to, and takes the password from the secrets', async () => {
    const cluster = await startTestCluster({ durable: true });
    try {
      const withoutPassword = new URL(cluster.url);
      withoutPassword.password = '';
      const settings = { DATABASE_URL: withoutPassword.href };
      await expect(openDatabase(production(settings), new OneSecret(), log)).rejects.toThrow(
        /password authentication failed/,
      );
      const secrets = new OneSecret();
      secrets.get = async (name) => (name === 'database-password' ? new URL(cluster.url).password : '');
      await expect(openDatabase(production(settings), secrets, log)).rejects.toThrow(/lacks these migrations/);
      const database = await openDatabase(production({ ...settings, BIMRIDE_MIGRATE: 'true' }), secrets, log);
      expect(await database.dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await rotates(cluster.url, database.dataSource, secrets);
      await database.close();
    } finally {
      await cluster.destroy();
    }
  });
});

/** Changes the password under a running server: in the database first, and then in what the vault gives when it is asked anew. */
async function rotates(clusterUrl: string, dataSource: DataSource, secrets: Secrets): Promise<void> {
  const admin = new Client({ connectionString: clusterUrl });
  await admin.connect();
  await admin.query(`ALTER ROLE CURRENT_USER PASSWORD 'another'`);
  await admin.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user',
  );
  let asked = 0;
  secrets.renew = async () => {
    asked += 1;
    secrets.get = async () => 'another';
    return 'another';
  };
  await until('it connects with the new password', () =>
    dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    ),
  );
  expect(asked).toBe(1);
  await admin.query(`ALTER ROLE CURRENT_USER PASSWORD '${new URL(clusterUrl).password}'`);
  await admin.end();
}
