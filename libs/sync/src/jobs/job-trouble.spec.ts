/** Jobs whose connection to the database is in trouble: they go on by themselves, and what is asked for is done once. */
import { startPostgresProxy, type PostgresProxy } from '#api/testing/postgres-proxy';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import { until } from '#api/testing/until';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { PasswordSource } from '../database/asking-client.ts';
import { SESSION_LIMITS } from '../database/session.ts';
import { Sessions } from '../database/sessions.ts';
import { defineJob } from '../define/job.ts';
import { syncOnServer } from '../server.ts';
import { Jobs } from './jobs.ts';
import { JOB_LIMITS } from './rules/job-limits.ts';

const sweep = defineJob({ name: 'sweep', summary: 'Sweeps.', cron: '15 3 * * *', missed: 'once', limitSeconds: 60 });
/** A connection is given up soon here; how long a run may be silent is as ever. */
const SESSIONS = { statementTimeoutMs: 400, silenceMsMax: 600, connectTimeoutMs: 600, goodbyeMs: 100 };
const OFTEN = { jobPollSeconds: 1, jobWatchSeconds: 1, jobClockSeconds: 1, jobBeatSeconds: 1 };
const APPLICATION = 'bimride-jobs';
const WITHIN_MS = 20_000;

let database: TestDatabase;
let proxy: PostgresProxy;
/** Asks and looks by a connection that nothing happens to. */
let staff: Jobs;
let begun = 0;
let mayEnd: PromiseWithResolvers<void>;
const errors: unknown[] = [];
const started: Jobs[] = [];

beforeAll(async () => {
  database = await testDatabase({ modules: [syncOnServer] });
  proxy = await startPostgresProxy(database.url);
  staff = jobsAt(database.url, { doesJobs: false });
});
afterAll(async () => {
  await staff.stop();
  await proxy.close();
  await database.close();
});
afterEach(async () => {
  proxy.deaf = false;
  mayEnd.resolve();
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
  await database.dataSource.query('TRUNCATE jobs.job');
});

function jobsAt(url: string, { doesJobs, password }: { doesJobs: boolean; password?: PasswordSource }): Jobs {
  return new Jobs({
    sessions: new Sessions({ connectionString: url }, SESSIONS, password),
    definitions: [sweep],
    doesJobs,
    clock: () => 7,
    limits: OFTEN,
    onError: (error) => errors.push(error),
  });
}

async function startDoing(url: string, password?: PasswordSource): Promise<void> {
  begun = 0;
  errors.length = 0;
  mayEnd = Promise.withResolvers();
  const jobs = jobsAt(url, { doesJobs: true, ...(password && { password }) });
  started.push(jobs);
  jobs.useWorkers(() => ({
    run: async () => {
      begun += 1;
      await mayEnd.promise;
      return { swept: begun };
    },
  }));
  await jobs.start();
}

const ask = () => staff.ask('sweep', { dryRun: false, cause: 'staff' });
const beginsOne = () => until('a run is under way', () => begun > 0, WITHIN_MS);
async function endsOnce(): Promise<void> {
  mayEnd.resolve();
  await until('it is done', async () => (await staff.list())[0]?.last?.state === 'done', WITHIN_MS);
  expect((await staff.list())[0]?.last).toMatchObject({ tries: 1, counts: { swept: 1 }, error: null });
  expect(begun).toBe(1);
}
const beats = async (): Promise<string> => {
  const [row] = await database.dataSource.query<{ at: string }[]>('SELECT heartbeat_on::text AS at FROM jobs.job');
  return String(row?.at);
};
/** The run says again that it is alive. */
async function isHeardAgain(): Promise<void> {
  const before = await beats();
  await until('it is heard', async () => (await beats()) !== before, WITHIN_MS);
}
const terminate = (application: string, user?: string) =>
  database.dataSource.query<unknown[]>(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()
      AND pid <> ALL($2::int[]) AND usename = coalesce($3, usename)`,
    [application, staffPids, user ?? null],
  );
let staffPids: readonly number[] = [];
/** Whose connection is the asking one's: it is to be left alone. */
async function noteStaff(): Promise<void> {
  const rows = await database.dataSource.query<{ pid: number }[]>(
    `SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()`,
    [APPLICATION],
  );
  staffPids = rows.map(({ pid }) => pid);
}

describe('what is asked for is done once', () => {
  it('when the connection fell silent while nothing was done', async () => {
    await startDoing(proxy.url);
    expect(proxy.silence(APPLICATION)).toBe(1);
    await ask();
    await beginsOne();
    await endsOnce();
    expect(errors).toContainEqual(expect.objectContaining({ code: 'ETIMEDOUT' }));
  });

  it('when it fell silent in the middle of a run', async () => {
    await startDoing(proxy.url);
    await ask();
    await beginsOne();
    expect(proxy.silence(APPLICATION)).toBe(1);
    await isHeardAgain();
    await endsOnce();
  });

  it('when its backend was killed in the middle of a run', async () => {
    await staff.list();
    await noteStaff();
    await startDoing(proxy.url);
    await ask();
    await beginsOne();
    expect((await terminate(APPLICATION)).length).toBe(1);
    await isHeardAgain();
    await endsOnce();
  });

  it('when the database let nobody in for a while', async () => {
    await startDoing(proxy.url);
    proxy.deaf = true;
    expect(proxy.silence(APPLICATION)).toBe(1);
    await ask();
    await until('it was noticed', () => errors.length > 1, WITHIN_MS);
    expect(begun).toBe(0);
    proxy.deaf = false;
    await beginsOne();
    await endsOnce();
  });

  it('when the password was changed', async () => {
    const role = `jobs_${randomBytes(6).toString('hex')}`;
    const passwords = { current: 'first', next: 'first' };
    let refusals = 0;
    const source = {
      current: async () => passwords.current,
      refused: () => {
        refusals += 1;
        passwords.current = passwords.next;
      },
    };
    await database.dataSource.query(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD 'first'`);
    const url = new URL(proxy.url);
    url.username = role;
    url.password = '';
    await startDoing(url.href, source);
    await database.dataSource.query(`ALTER ROLE ${role} PASSWORD 'second'`);
    passwords.next = 'second';
    expect((await terminate(APPLICATION, role)).length).toBe(1);
    await ask();
    await beginsOne();
    await endsOnce();
    expect(refusals).toBeGreaterThan(0);
    await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
    await database.dataSource.query(`DROP ROLE ${role}`);
  });
});

it('a run may be silent for longer than a connection, and is taken over within half a minute', () => {
  const { jobBeatSeconds, jobSilenceSeconds, jobWatchSeconds, jobPollSeconds, jobRetrySeconds } = JOB_LIMITS;
  expect(jobBeatSeconds + SESSION_LIMITS.silenceMsMax / 1_000).toBeLessThan(jobSilenceSeconds);
  expect(jobSilenceSeconds + jobWatchSeconds + jobRetrySeconds + jobPollSeconds).toBeLessThanOrEqual(30);
});
