import { describe, expect, it } from '@jest/globals';
import { StatusController } from './status.controller.ts';

const statusOf = (oldestParkedAtMs: number | null): Promise<unknown> =>
  new StatusController({ read: async () => ({ commit: 7, oldestParkedAtMs }) }, '1.2.3').status();

describe('the status', () => {
  it('tells the version and the last commit', async () => {
    expect(await statusOf(null)).toEqual({ status: 'ok', version: '1.2.3', commit: 7, oldestParkedAgeSeconds: null });
  });

  it('tells how many whole seconds the oldest parked mutation has waited', async () => {
    expect(await statusOf(Date.now() - 90_500)).toMatchObject({ oldestParkedAgeSeconds: 90 });
  });

  it('never tells a negative age, when the clocks of two servers differ', async () => {
    expect(await statusOf(Date.now() + 60_000)).toMatchObject({ oldestParkedAgeSeconds: 0 });
  });
});
