import { describe, expect, it } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { DatabaseModule } from '../../src/data-source.ts';
import { testDatabase } from './test-database.ts';

class CreateFerry1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA ferry');
    await runner.query('CREATE TABLE ferry.trip (id int PRIMARY KEY)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA ferry CASCADE');
  }
}

const MODULES: readonly DatabaseModule[] = [{ tables: [], migrations: [CreateFerry1700000000001] }];

describe('the test database', () => {
  it('is migrated, empty, and nobody else’s', async () => {
    const databases = await Promise.all([testDatabase({ modules: MODULES }), testDatabase({ modules: MODULES })]);
    const [one, two] = databases;
    await one.dataSource.query('INSERT INTO ferry.trip VALUES (1)');
    expect(await one.dataSource.query('SELECT id FROM ferry.trip')).toEqual([{ id: 1 }]);
    expect(await two.dataSource.query('SELECT id FROM ferry.trip')).toEqual([]);
    await Promise.all(databases.map((database) => database.close()));
  });

  it('is gone after close, even while somebody is connected', async () => {
    const database = await testDatabase();
    const before = await countDatabases(database.dataSource, database.url);
    const witness = await testDatabase();
    await database.close();
    expect([before, await countDatabases(witness.dataSource, database.url)]).toEqual([1, 0]);
    await witness.close();
  });
});

async function countDatabases(
  dataSource: { query: (sql: string, values: string[]) => Promise<{ count: string }[]> },
  url: string,
): Promise<number> {
  const name = new URL(url).pathname.slice(1);
  const rows = await dataSource.query('SELECT count(*) FROM pg_database WHERE datname = $1', [name]);
  return Number(rows[0]?.count);
}
