/** Jobs of two servers on one database: each `Jobs` here is what one server process has. */
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import { until } from '#api/testing/until';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Sessions } from '../database/sessions.ts';
import { defineJob } from '../define/job.ts';
import { syncOnServer } from '../server.ts';
import type { JobCounts, JobRun } from './job-worker.ts';
import { Jobs, type JobItem } from './jobs.ts';

const NIGHTLY = { summary: 'Sweeps.', cron: '15 3 * * *', missed: 'once', limitSeconds: 60 } as const;
const sweep = defineJob({ ...NIGHTLY, name: 'sweep' });
const greet = defineJob({ ...NIGHTLY, name: 'greet', missed: 'skip' });
const ONCE_LOOKED_AT_MS = 20_000;

let database: TestDatabase;
let works: Record<string, (run: JobRun) => Promise<JobCounts>>;
const errors: unknown[] = [];
const started: Jobs[] = [];

beforeAll(async () => void (database = await testDatabase({ modules: [syncOnServer] })));
afterAll(() => database.close());
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
  await database.dataSource.query('TRUNCATE jobs.schedule, jobs.job');
  errors.length = 0;
});

async function startJobs(doesJobs = true): Promise<Jobs> {
  const jobs = new Jobs({
    sessions: new Sessions({ connectionString: database.url }),
    definitions: [sweep, greet],
    doesJobs,
    clock: () => 7,
    limits: { jobPollSeconds: 1, jobWatchSeconds: 1, jobClockSeconds: 1, jobRetrySeconds: 1 },
    onError: (error) => errors.push(error),
  });
  started.push(jobs);
  jobs.useWorkers((name) => ({ run: (run) => works[name]?.(run) ?? Promise.resolve({}) }));
  await jobs.start();
  return jobs;
}

async function itemOf(jobs: Jobs, name: string): Promise<JobItem> {
  const item = (await jobs.list()).find(({ definition }) => definition.name === name);
  if (!item) throw new Error(`no job ${name}`);
  return item;
}

const lastIs = (jobs: Jobs, name: string, state: string) =>
  until(`${name} is ${state}`, async () => (await itemOf(jobs, name)).last?.state === state, ONCE_LOOKED_AT_MS);

describe('jobs of several servers', () => {
  it('are done once, by one of them, when somebody who does none asks', async () => {
    const runs: [boolean, number][] = [];
    const mayEnd = Promise.withResolvers<void>();
    works = {
      sweep: async ({ dryRun, clock }) => {
        runs.push([dryRun, clock()]);
        await mayEnd.promise;
        return { swept: 3 };
      },
    };
    const [asking] = await Promise.all([startJobs(false), startJobs(), startJobs()]);
    expect(await asking.processes()).toBe(2);
    const runId = await asking.ask('sweep', { dryRun: true, cause: 'staff' });
    await until('a run is under way', () => runs.length > 0, ONCE_LOOKED_AT_MS);
    expect(await asking.ask('sweep', { dryRun: false, cause: 'staff' })).toBeNull();
    mayEnd.resolve();
    await lastIs(asking, 'sweep', 'done');
    expect(runs).toEqual([[true, 7]]);
    expect(await asking.run('sweep', String(runId))).toMatchObject({
      dryRun: true,
      cause: 'staff',
      tries: 1,
      counts: { swept: 3 },
      error: null,
    });
    expect(errors).toEqual([]);
  });

  it('are begun again after a failure, of which no word of anybody is kept', async () => {
    let tries = 0;
    works = {
      sweep: async () => {
        tries += 1;
        if (tries === 1) throw Object.assign(new Error('could not sweep for +1 246 555 0101'), { code: '57014' });
        return { swept: tries };
      },
    };
    const jobs = await startJobs();
    await jobs.ask('sweep', { dryRun: false, cause: 'operator' });
    await lastIs(jobs, 'sweep', 'retrying');
    const { lastFailed } = await itemOf(jobs, 'sweep');
    expect(lastFailed?.error).toMatch(/^Error 57014/);
    expect(JSON.stringify(await database.dataSource.query('SELECT * FROM jobs.job'))).not.toContain('555');
    await lastIs(jobs, 'sweep', 'done');
    expect((await itemOf(jobs, 'sweep')).last).toMatchObject({ tries: 2, counts: { swept: 2 } });
    expect(errors).toHaveLength(1);
  });

  it('are made up for after a time without servers, by one run, where their job says so', async () => {
    const done: string[] = [];
    const noted = (name: string) => async (): Promise<JobCounts> => ({ done: done.push(name) });
    works = { sweep: noted('sweep'), greet: noted('greet') };
    await (await startJobs()).stop();
    started.pop();
    expect(done).toEqual([]);
    await database.dataSource.query(`UPDATE jobs.version SET cron_on = now() - interval '3 days'`);
    await database.dataSource.query(
      `UPDATE jobs.schedule SET created_on = now() - interval '9 days', updated_on = now() - interval '9 days'`,
    );
    const jobs = await startJobs();
    await lastIs(jobs, 'sweep', 'done');
    expect((await itemOf(jobs, 'sweep')).last?.cause).toBe('schedule');
    expect(done).toEqual(['sweep']);
    expect((await itemOf(jobs, 'greet')).last).toBeNull();
  });

  it('tell when they are done next, by the clocks of Barbados', async () => {
    const jobs = await startJobs(false);
    const { nextRunAtMs, last } = await itemOf(jobs, 'sweep');
    expect(new Date(nextRunAtMs).toISOString()).toMatch(/T07:15:00\.000Z$/);
    expect(last).toBeNull();
    expect(await jobs.processes()).toBe(0);
  });
});
