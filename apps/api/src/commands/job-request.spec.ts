import { describe, expect, it } from '@jest/globals';
import { describeJobs, describeRun } from './describe-jobs.ts';
import { readJobRequest } from './job-request.ts';

const RUN = {
  runId: '01890000-0000-7000-8000-000000000000',
  dryRun: true,
  cause: 'operator',
  state: 'done',
  tries: 1,
  askedAtMs: 1_795_992_000_000,
  startedAtMs: 1_795_992_001_000,
  endedAtMs: 1_795_992_002_000,
  counts: { events: 3, tombstones: 0 },
  error: null,
} as const;
const definition = { name: 'sweep', summary: 'Sweeps.', cron: '15 3 * * *', missed: 'once', limitSeconds: 60 } as const;

describe('npm run job', () => {
  it.each([
    [['--list'], { kind: 'list', json: false }],
    [['--list', '--json'], { kind: 'list', json: true }],
    [['retention'], { kind: 'run', name: 'retention', dryRun: false, json: false }],
    [['retention', '--dry-run', '--json'], { kind: 'run', name: 'retention', dryRun: true, json: true }],
    [['--help'], { kind: 'help' }],
  ])('understands %j', (args, request) => {
    expect(readJobRequest(args)).toEqual(request);
  });

  it.each([[[]], [['--list', 'retention']], [['retention', 'other']], [['--list', '--dry-run']], [['--force']]])(
    'refuses %j',
    (args) => {
      expect(() => readJobRequest(args)).toThrow('--help tells more');
    },
  );

  it('tells in the time of Barbados how it went, and what failed last', () => {
    expect(describeRun('sweep', RUN)).toBe('sweep: 2026-11-29 18:40 counted only: events 3, tombstones 0\n');
    const failed = { ...RUN, state: 'failed', counts: null, error: 'Error 57014' } as const;
    const text = describeJobs(0, [{ definition, nextRunAtMs: 1_796_022_900_000, last: RUN, lastFailed: failed }]);
    expect(text).toContain('No process does jobs');
    expect(text).toContain('next 2026-11-30 03:15 (15 3 * * *; missed times: once)');
    expect(text).toContain('last failure 2026-11-29 18:40: Error 57014');
    expect(describeRun('sweep', failed)).toContain('failed: Error 57014');
  });
});
