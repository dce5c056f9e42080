import { describe, expect, it } from '@jest/globals';
import { defineJob } from './job.ts';

const SWEEP = { name: 'sweep', summary: 'Sweeps.', cron: '15 3 * * *', missed: 'once', limitSeconds: 60 } as const;

describe('a job', () => {
  it.each([['15 3 * * *'], ['*/5 * * * *'], ['0 4 1,15 * 1-5']])('may be done at %s', (cron) => {
    expect(defineJob({ ...SWEEP, cron }).cron).toBe(cron);
  });

  it.each([
    ['a name that is no name', { name: 'Sweep!' }, 'job Sweep!: its name is not lower-case words'],
    ['nothing said of it', { summary: ' ' }, 'it does not say what it is for'],
    ['a time that is none', { cron: 'daily' }, 'its time daily is not five fields'],
    ['seconds in its time', { cron: '0 15 3 * * *' }, 'is not five fields'],
    ['no limit', { limitSeconds: 0 }, '0 s are no limit of up to a day'],
    ['a limit beyond a day', { limitSeconds: 90_000 }, '90000 s are no limit of up to a day'],
  ])('is refused with %s', (_what, change, message) => {
    expect(() => defineJob({ ...SWEEP, ...change })).toThrow(message);
  });
});
