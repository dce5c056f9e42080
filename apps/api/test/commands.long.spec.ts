import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SyncRuntime } from '#sync';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase, dropTestDatabase, testDatabase, type TestDatabase } from './harness/test-database.ts';
import { startTestServer } from './harness/test-server.ts';

// The built commands, as npm runs them; "npm run test:long" builds them first.
const BUILT = join(import.meta.dirname, '../../../dist/apps/api/src');
const SOURCES = join(import.meta.dirname, '../src/commands');
const COMMANDS = readdirSync(SOURCES)
  .filter((file) => /^await runCommand\(/m.test(readFileSync(join(SOURCES, file), 'utf8')))
  .map((file) => `commands/${file.replace(/ts$/, 'js')}`);

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'commands-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const own = { PATH: process.env['PATH'] ?? '', BIMRIDE_DATA_DIR: dataDir };
  return spawnSync(process.execPath, [join(BUILT, program), ...args], { env: { ...own, ...env }, encoding: 'utf8' });
}

describe('a command', () => {
  it('is found here', () => expect(COMMANDS).toContain('commands/migrate.js'));

  it.each(COMMANDS)('%s tells what it does, and does nothing', (command) => {
    expect(run(command, ['--help'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^npm run /) });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.each([...COMMANDS, 'main.js'])('%s does nothing either when it is asked for what there is not', (command) => {
    const { status, stderr } = run(command, ['--zzz']);
    expect([status, stderr.trim().split('\n').length]).toEqual([64, 1]);
    expect(stderr).toContain('--zzz');
    expect(readdirSync(dataDir)).toEqual([]);
  });
});

/** Commands that do nothing without being told what. */
const TOLD: Readonly<Record<string, readonly string[]>> = { 'commands/job.js': ['--list'] };
/** It makes a database of its own. */
const NEEDS_NO_DATABASE = 'commands/schema-check.js';

describe('a command whose database is away', () => {
  it.each([...COMMANDS, 'main.js'].filter((command) => command !== NEEDS_NO_DATABASE))(
    '%s says so in one line',
    (command) => {
      // Nobody listens at port 9 (discard) of this machine.
      const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing' };
      const { status, stderr } = run(command, TOLD[command] ?? [], env);
      expect([status, stderr.trim()]).toEqual([1, 'No database answers at 127.0.0.1:9.']);
    },
  );
});

describe('npm run migrate', () => {
  const role = `grantee_${randomBytes(6).toString('hex')}`;
  /** Owns the database and nothing else, as docs/deployment.md has it made: no superuser. */
  const owner = `owner_${randomBytes(6).toString('hex')}`;
  let url: string;
  const ask = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      return rows;
    } finally {
      await client.end();
    }
  };
  beforeAll(async () => {
    url = await createTestDatabase();
    await ask(`CREATE ROLE ${role}`);
    await ask(`CREATE ROLE ${owner} LOGIN PASSWORD '${owner}'`);
    await ask(`ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO ${owner}`);
  });
  afterAll(async () => {
    await ask(`DROP OWNED BY ${role}`);
    await ask(`DROP ROLE ${role}`);
    await ask(`REASSIGN OWNED BY ${owner} TO CURRENT_USER`);
    await ask(`DROP OWNED BY ${owner}`);
    await ask(`DROP ROLE ${owner}`);
    await dropTestDatabase(url);
  });

  const migrate = (...args: string[]) => {
    const ownersUrl = Object.assign(new URL(url), { username: owner, password: owner }).href;
    const { status, stdout, stderr } = run('commands/migrate.js', [...args, '--json'], { DATABASE_URL: ownersUrl });
    if (status !== 0) return { status, stderr };
    return JSON.parse(stdout) as { migrated: string[]; pending: string[]; grantedTo: string | null };
  };

  it('says what it would do, does it, and lets a role work with what it made', async () => {
    const planned = migrate('--dry-run', '--grant-to', role);
    expect(planned).toMatchObject({
      migrated: [],
      grantedTo: null,
      pending: expect.arrayContaining([expect.any(String)]),
    });
    expect(await ask(`SELECT nspname FROM pg_namespace WHERE nspname = 'rides'`)).toEqual([]);

    const done = migrate('--grant-to', role);
    expect(done).toEqual({ migrated: (planned as { pending: string[] }).pending, pending: [], grantedTo: role });
    const may = (privilege: string, table: string) =>
      ask(`SELECT has_table_privilege('${role}', '${table}', '${privilege}') AS may`).then(([row]) => row?.['may']);
    expect(await may('UPDATE', 'rides.ride')).toBe(true);
    expect(await may('INSERT', 'public.audit_offline_first_mobile_architecture')).toBe(true);
    expect(await may('DELETE', 'public.audit_offline_first_mobile_architecture')).toBe(false);
    expect(await may('TRUNCATE', 'sync.ledger')).toBe(false);

    expect(migrate()).toEqual({ migrated: [], pending: [], grantedTo: null });
    expect(migrate('--grant-to', 'nobody')).toMatchObject({ status: 1, stderr: expect.stringContaining('nobody') });
  });
});

describe('npm run job, on a database of yours', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await testDatabase()));
  afterAll(() => database.close());

  /** Not synchronously: the server that does the job may be in this process. */
  const job = (...args: string[]) =>
    new Promise<{ status: number | null; json: Record<string, unknown>; stderr: string }>((over) => {
      const env = { PATH: process.env['PATH'] ?? '', BIMRIDE_DATA_DIR: dataDir, DATABASE_URL: database.url };
      execFile(
        process.execPath,
        [join(BUILT, 'commands/job.js'), ...args, '--json'],
        { env },
        (error, stdout, stderr) => {
          const status = error === null ? 0 : Number(error.code);
          over({ status, json: JSON.parse(stdout || '{}') as Record<string, unknown>, stderr });
        },
      );
    });
  const done = { status: 0, json: { state: 'done', dryRun: true, cause: 'operator', error: null } };

  it('lists jobs, and does one itself where no server does any', async () => {
    expect(await job('--list')).toMatchObject({ status: 0, json: { processes: 0, jobs: [{ name: 'retention' }] } });
    expect(await job('retention', '--dry-run')).toMatchObject(done);
    expect(await job('--list')).toMatchObject({ json: { jobs: [{ last: { dryRun: true, state: 'done' } }] } });
  });

  it('has a server do it that does jobs', async () => {
    const server = await startTestServer({ database });
    const { jobs } = server.app.get(SyncRuntime);
    const before = (await jobs.list())[0]?.last?.runId;
    const asked = await job('retention', '--dry-run');
    expect(asked).toMatchObject(done);
    expect(await job('--list')).toMatchObject({ json: { processes: 1, jobs: [{ last: { state: 'done' } }] } });
    expect((await jobs.list())[0]?.last?.runId).not.toBe(before);
    await server.close();
  });

  it('says that there is no such job', async () => {
    expect(await job('cleaning')).toMatchObject({ status: 64, stderr: expect.stringContaining('no job cleaning') });
  });
});
