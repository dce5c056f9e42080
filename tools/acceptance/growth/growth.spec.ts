import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import { proofFaults } from '../security/page-faults.ts';
import { GROWTH, growthFaults } from './growth.ts';
import { growthPage } from './growth-page.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Parts of a table count with it. */
async function tablesNow(): Promise<string[]> {
  const rows = await database.dataSource.query<{ name: string }[]>(
    `SELECT relnamespace::regnamespace || '.' || relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
     AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')`,
  );
  return rows.map(({ name }) => name);
}

describe('what bounds each table', () => {
  it('is said of all that there are, and of no other', async () => {
    const tables = await tablesNow();
    expect(tables.length).toBeGreaterThan(30);
    expect(growthFaults(GROWTH, tables)).toEqual([]);
  });

  it('(planted) is missed of a new table, of one that is gone, and where no test shows it', async () => {
    await database.dataSource.query('CREATE SCHEMA ferry; CREATE TABLE ferry.trip (trip_id text PRIMARY KEY)');
    expect(growthFaults(GROWTH, await tablesNow())).toEqual(['nobody says what bounds ferry.trip']);
    const bad = { tables: ['ferry.trip', 'ferry.gone'], by: 'a person', bound: 'good will', proofs: [] } as const;
    expect(growthFaults([bad, bad], ['ferry.trip'])).toEqual([
      'ferry.gone is no table',
      'ferry.gone is no table',
      'ferry.trip stands there twice',
      'ferry.gone stands there twice',
      'no test shows what bounds ferry.trip, ferry.gone',
      'no test shows what bounds ferry.trip, ferry.gone',
    ]);
  });

  it('names tests that exist', () => {
    const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
    expect(proofFaults(readFileSync('docs/growth.md', 'utf8'), read)).toEqual([]);
  });

  it('(planted) cannot name a limit that there is not', () => {
    const bound = { tables: [], by: 'staff', bound: 'at most {tripsMax}', proofs: [] } as const;
    expect(() => growthPage([bound], {})).toThrow('there is no limit tripsMax');
    expect(growthPage([bound], { tripsMax: 2_000 })).toContain('at most 2,000 (`tripsMax`)');
  });
});
