import { describe, expect, it } from '@jest/globals';
import { StatusController } from './status.controller.ts';

const NOW_MS = 1_780_000_000_000;

const statusOf = (oldestParkedAtMs: number | null, oldestParkedEventAtMs: number | null = null): Promise<unknown> => {
  const pipeline = { read: async () => ({ commit: 7, oldestParkedAtMs, oldestParkedEventAtMs }) };
  return new StatusController(pipeline, { nowMs: () => NOW_MS }, '1.2.3').status();
};

describe('the status', () => {
  it('tells the version and the last commit', async () => {
    expect(await statusOf(null)).toEqual({
      status: 'ok',
      version: '1.2.3',
      commit: 7,
      oldestParkedAgeSeconds: null,
      oldestParkedEventAgeSeconds: null,
    });
  });

  it('tells how many whole seconds the oldest parked mutation, and the oldest parked event, has waited', async () => {
    expect(await statusOf(NOW_MS - 90_500)).toMatchObject({ oldestParkedAgeSeconds: 90 });
    expect(await statusOf(null, NOW_MS - 90_500)).toMatchObject({ oldestParkedEventAgeSeconds: 90 });
  });

  it('never tells a negative age, when the clocks of two servers differ', async () => {
    expect(await statusOf(NOW_MS + 60_000)).toMatchObject({ oldestParkedAgeSeconds: 0 });
  });
});
