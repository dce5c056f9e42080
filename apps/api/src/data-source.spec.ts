import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { startDyingPostgres } from '../test/harness/dying-postgres.ts';
import { createTestDatabase, dropTestDatabase, testDatabase } from '../test/harness/test-database.ts';
import { SESSION_LIMITS, wordsMissing } from '#sync';
import {
  createDataSource,
  DATABASE_LIMITS,
  migrateDatabase,
  pendingMigrations,
  schemaDrift,
  tablesIn,
} from './data-source.ts';
import { databaseModules } from './modules.ts';
import retention from './retention.json' with { type: 'json' };

@Entity({ schema: 'ferry', name: 'trip' })
class Trip {
  @PrimaryColumn('int')
  id!: number;

  @Column('text')
  harbour!: string;
}

class CreateFerry1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA ferry');
    await runner.query('CREATE TABLE ferry.trip (id int PRIMARY KEY)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA ferry CASCADE');
  }
}

class AddHarbour1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ferry.trip ADD harbour text NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ferry.trip DROP harbour');
  }
}

const FORGOTTEN = [{ tables: [Trip], migrations: [CreateFerry1700000000001] }];
const COMPLETE = [{ tables: [Trip], migrations: [CreateFerry1700000000001, AddHarbour1700000000002] }];

let url: string;

beforeEach(async () => {
  url = await createTestDatabase();
});

afterEach(() => dropTestDatabase(url));

describe('migrating', () => {
  it('runs each migration once, however many processes start at the same time', async () => {
    const ran = await Promise.all(Array.from({ length: 4 }, () => migrateDatabase({ url, modules: COMPLETE })));
    expect(ran.flat()).toEqual(['CreateFerry1700000000001', 'AddHarbour1700000000002']);
  });

  it('tells what a database lacks', async () => {
    await migrateDatabase({ url, modules: FORGOTTEN });
    const dataSource = await createDataSource({ url, modules: COMPLETE }).initialize();
    expect(await pendingMigrations(dataSource)).toEqual(['AddHarbour1700000000002']);
    await dataSource.destroy();
  });

  it('tells that an empty database lacks everything', async () => {
    const dataSource = await createDataSource({ url, modules: COMPLETE }).initialize();
    expect(await pendingMigrations(dataSource)).toHaveLength(2);
    await dataSource.destroy();
  });
});

describe('drift between entities and migrations', () => {
  it('is none for the modules of this program', async () => {
    const modules = databaseModules();
    await migrateDatabase({ url, modules });
    expect(modules.length).toBeGreaterThan(0);
    expect(await schemaDrift({ url, modules })).toEqual([]);
  });

  it('is found when a migration was forgotten', async () => {
    await migrateDatabase({ url, modules: FORGOTTEN });
    expect(await schemaDrift({ url, modules: FORGOTTEN })).toEqual([expect.stringContaining('ADD "harbour" text')]);
  });

  it('is none once the migration is there', async () => {
    await migrateDatabase({ url, modules: COMPLETE });
    expect(await schemaDrift({ url, modules: COMPLETE })).toEqual([]);
  });
});

describe('retention.json', () => {
  it('has a word for each table that there is, and a table without one is named', async () => {
    const modules = databaseModules();
    await migrateDatabase({ url, modules });
    expect(wordsMissing(retention, await tablesIn(url))).toEqual([]);
    await migrateDatabase({ url, modules: [...modules, ...FORGOTTEN] });
    expect(wordsMissing(retention, await tablesIn(url))).toEqual([
      'ferry.trip is in no class, and nothing says why it is kept',
    ]);
  });
});

describe('a connection of the service', () => {
  it('carries the limits that the server enforces', async () => {
    const database = await testDatabase();
    const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout'];
    const rows = await database.dataSource.query<{ name: string; setting: string }[]>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
      [names],
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, Number(setting)]))).toEqual({
      statement_timeout: SESSION_LIMITS.statementTimeoutMs,
      lock_timeout: DATABASE_LIMITS.lockTimeoutMs,
      idle_in_transaction_session_timeout: DATABASE_LIMITS.idleInTransactionTimeoutMs,
      transaction_timeout: DATABASE_LIMITS.transactionTimeoutMs,
    });
    await database.close();
  });

  it('may break while it is idle: that is heard, and the next query gets another', async () => {
    const broken: Error[] = [];
    const heard = Promise.withResolvers<void>();
    const onPoolError = (error: Error): void => {
      broken.push(error);
      heard.resolve();
    };
    const dataSource = await createDataSource({ url, modules: [], onPoolError }).initialize();
    const killer = await createDataSource({ url, modules: [] }).initialize();
    await dataSource.query('SELECT 1');
    await killer.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await heard.promise;
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(broken).not.toHaveLength(0);
    await Promise.all([dataSource.destroy(), killer.destroy()]);
  });
});

describe('looking for nobody in particular', () => {
  it('is an error, and never everybody', async () => {
    await migrateDatabase({ url, modules: COMPLETE });
    const dataSource = await createDataSource({ url, modules: COMPLETE }).initialize();
    const trips = dataSource.getRepository(Trip);
    const { id } = JSON.parse('{}') as { id?: number };
    await expect(trips.find({ where: { id: id as number } })).rejects.toThrow(/undefined/i);
    await expect(trips.delete({ id: id as number })).rejects.toThrow(/undefined/i);
    await dataSource.destroy();
  });
});

describe('a connection that ends as it is made', () => {
  it('fails whoever wanted it, and does not end the process', async () => {
    const server = await startDyingPostgres();
    await expect(createDataSource({ url: server.url, modules: [] }).initialize()).rejects.toThrow(
      /not queryable|terminat/,
    );
    await server.close();
  });
});
