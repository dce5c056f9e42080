import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SyncRuntime } from '#sync';
import { CHAPTERS } from '../../../../tools/acceptance/rows/index.ts';
import retention from '../../src/retention.json' with { type: 'json' };
import { jobsSchema } from '../../src/sync/job-schemas.ts';
import { until } from '../harness/until.ts';
import { Story, type Person } from '../pricing/story.ts';

/** Scheduled work over HTTP: who sees it, who has it done, and how it is measured. */
describe('scheduled work', () => {
  let story: Story;
  let admin: Person;
  let auditor: Person;

  beforeAll(async () => {
    story = await Story.begin();
    [admin, auditor] = await Promise.all([story.person('admin'), story.person('auditor')]);
  });
  afterAll(() => story.end());

  const retentionJob = async () => {
    const { processes, jobs } = jobsSchema.parse((await auditor.get('/v1/ops/jobs')).body);
    const job = jobs.find(({ name }) => name === 'retention');
    if (!job) throw new Error('no job retention');
    return { processes, job };
  };

  it('is listed for staff: when next, how it went, and how many processes are there for it', async () => {
    const { processes, job } = await retentionJob();
    expect(processes).toBe(1);
    expect(job).toMatchObject({ cron: '15 3 * * *', missed: 'once', last: null, lastFailed: null });
    expect(job.nextRunAtMs).toBeGreaterThan(Date.now());
    expect(await (await story.person('rider')).get('/v1/ops/jobs')).toMatchObject({ status: 403 });
  });

  it('is done when an admin asks, once at a time, and tells what it did', async () => {
    expect(await auditor.post('/v1/ops/jobs/retention/runs', { dryRun: true })).toMatchObject({ status: 403 });
    expect(await admin.post('/v1/ops/jobs/cleaning/runs', {})).toMatchObject({
      status: 404,
      body: { code: 'job_not_found' },
    });
    const [first, second] = [
      await admin.post('/v1/ops/jobs/retention/runs', { dryRun: true }),
      await admin.post('/v1/ops/jobs/retention/runs', {}),
    ];
    expect([first.status, second]).toMatchObject([202, { status: 409, body: { code: 'job_under_way' } }]);
    await until('it is done', async () => (await retentionJob()).job.last?.state === 'done');
    const { last } = (await retentionJob()).job;
    expect(last).toMatchObject({ runId: first.body['runId'], dryRun: true, cause: 'staff', tries: 1, error: null });
    expect(Object.keys(last?.counts ?? {}).sort()).toEqual(retention.classes.map((one) => one.class).sort());
  });

  it('is asked for by somebody whose name the ledger keeps, in the chain; else it is not asked for', async () => {
    const { dataSource } = story.api.database;
    const asks = () =>
      dataSource.query<{ args: unknown }[]>(
        `SELECT args FROM sync.ledger WHERE name = 'sync.recordJobAsk' ORDER BY commit`,
      );
    const by = { by: admin.subject, roles: ['admin'], job: 'retention' };
    expect((await asks()).map(({ args }) => args)).toMatchObject([
      { ...by, dryRun: true },
      { ...by, dryRun: false },
    ]);
    const before = (await retentionJob()).job.last;
    await dataSource.query('ALTER TABLE sync.ledger RENAME TO ledger_away');
    const { status } = await admin.post('/v1/ops/jobs/retention/runs', {});
    await dataSource.query('ALTER TABLE sync.ledger_away RENAME TO ledger');
    expect(status).toBeGreaterThanOrEqual(500);
    expect((await retentionJob()).job.last?.runId).toBe(before?.runId);
    expect(await asks()).toHaveLength(2);
  });

  it('is measured', async () => {
    const text = await (await fetch(`${story.api.server.managementUrl}/metrics`)).text();
    expect(text).toMatch(/^job_processes 1$/m);
    expect(text).toMatch(/^job_next_run_timestamp_seconds\{job="retention"\} \d{10}/m);
    expect(text).toMatch(/^job_last_end_timestamp_seconds\{job="retention"\} \d{10}/m);
    expect(text).toMatch(/^job_last_run_failed\{job="retention"\} 0$/m);
    expect(story.api.server.app.get(SyncRuntime).jobs.names).toEqual(['retention']);
  });

  it('names in retention.json only rows that the acceptance list has', () => {
    const known = new Set(CHAPTERS.flatMap(({ rows }) => rows.map(({ id }) => id)));
    expect(retention.classes.flatMap(({ rows }) => rows).filter((row) => !known.has(row))).toEqual([]);
  });
});
