import { SyncRuntime } from '#sync';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '../../test/harness/test-database.ts';
import { startTestServer } from '../../test/harness/test-server.ts';
import { until } from '../../test/harness/until.ts';
import { startJobServer } from './job-server.ts';

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await testDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'job-server-'));
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

const stored = async (): Promise<Readonly<Record<string, unknown>>> => {
  const [row] = await database.dataSource.query<Record<string, unknown>[]>(
    `SELECT (SELECT count(*)::int FROM sync.ledger) AS mutations, (SELECT count(*)::int FROM sync.commit) AS commits,
       (SELECT count(*)::int FROM pricing.book_page) AS pages`,
  );
  return row ?? {};
};

async function doesJob(): Promise<void> {
  const server = await startJobServer({ DATABASE_URL: database.url, BIMRIDE_DATA_DIR: dataDir });
  try {
    const { jobs } = server.app.get(SyncRuntime);
    const runId = (await jobs.ask('retention', { dryRun: true, cause: 'operator' })) ?? '';
    await until('it is done', async () => (await jobs.run('retention', runId))?.state === 'done');
  } finally {
    await server.close();
  }
}

describe('the server that a job is done by where none runs', () => {
  it('does the job and writes nothing else, although places, tariffs and pages of the book are due', async () => {
    const nothing = { mutations: 0, commits: 0, pages: 0 };
    expect(await stored()).toEqual(nothing);
    await doesJob();
    expect(await stored()).toEqual(nothing);
  });

  it('(planted) a server with the role schedule would have written them, and it renews none that run out', async () => {
    const server = await startTestServer({ database, env: { BIMRIDE_ROLES: 'schedule' } });
    await server.close();
    const before = await stored();
    expect(before['pages']).toBeGreaterThan(0);
    // Each page is as good as over: a server would publish new ones and retire these.
    await database.dataSource.query(`ALTER TABLE pricing.book_page DISABLE TRIGGER USER;
      UPDATE pricing.book_page SET valid_to_ms = valid_from_ms + 1, honoured_until_ms = valid_from_ms + 2`);
    await doesJob();
    expect(await stored()).toEqual(before);
  });
});
