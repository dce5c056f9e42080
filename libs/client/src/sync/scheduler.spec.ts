import { expect, it } from '@jest/globals';
import { CLIENT_LIMITS } from '../limits.ts';
import { TestClock } from '../testing/test-clock.ts';
import type { DrainReport } from './drain-report.ts';
import { Scheduler } from './scheduler.ts';

const DRAINED: DrainReport = { kind: 'drained', why: null, retryAfterMs: null, waiting: 0, driftedScopes: [] };
const failed = (why: DrainReport['why'], retryAfterMs: number | null = null): DrainReport => ({
  ...DRAINED,
  kind: 'hindered',
  why,
  retryAfterMs,
});

function scheduled(lookEveryMs: number = CLIENT_LIMITS.lookEveryMs) {
  const clock = new TestClock();
  const drainedAtMs: number[] = [];
  const next: DrainReport[] = [];
  const errors: unknown[] = [];
  const startMs = clock.nowMs();
  const scheduler = new Scheduler({
    onPokes: () => undefined,
    clock,
    lookEveryMs,
    drain: async () => {
      drainedAtMs.push(clock.nowMs() - startMs);
      return next.shift() ?? DRAINED;
    },
    onReport: () => undefined,
    onError: (error) => errors.push(error),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  return { clock, scheduler, next, drainedAtMs, advance, settle };
}

it('drains when asked, by the timer, and not while the server asks for time', async () => {
  const { scheduler, next, drainedAtMs, advance, settle } = scheduled();
  scheduler.start();
  scheduler.trigger('mutation');
  await settle();
  expect(drainedAtMs).toEqual([0]);
  await advance(59_999);
  expect(drainedAtMs).toHaveLength(1);
  next.push(failed('busy', 30_000));
  await advance(1);
  expect(drainedAtMs).toEqual([0, 60_000]);
  scheduler.trigger('online');
  scheduler.trigger('mutation');
  await advance(29_999);
  expect(drainedAtMs).toHaveLength(2);
  await advance(1);
  expect(drainedAtMs).toEqual([0, 60_000, 90_000]);
  await scheduler.stop();
});

it('backs off after failures; new hope ends the waiting, a new mutation does not', async () => {
  const { scheduler, next, drainedAtMs, advance, settle } = scheduled();
  next.push(...Array.from({ length: 12 }, () => failed('unreachable')));
  scheduler.start();
  scheduler.trigger('mutation');
  for (let second = 0; second < 300; second++) await advance(1_000);
  const tries = drainedAtMs.length;
  expect(tries).toBeLessThan(14);
  expect(tries).toBeGreaterThan(4);
  next.push(failed('unreachable'), failed('unreachable'));
  scheduler.trigger('online');
  await settle();
  expect(drainedAtMs).toHaveLength(tries + 1);
  await scheduler.stop();
});

it('asks a person who is not signed in once, and goes on when they are', async () => {
  const { scheduler, next, drainedAtMs, advance, settle } = scheduled();
  next.push(failed('signed_out'));
  scheduler.start();
  scheduler.trigger('mutation');
  await settle();
  scheduler.trigger('mutation');
  for (let minute = 0; minute < 10; minute++) await advance(60_000);
  expect(drainedAtMs).toEqual([0]);
  scheduler.trigger('signed_in');
  await settle();
  expect(drainedAtMs).toHaveLength(2);
  await scheduler.stop();
});

it.each<readonly [string, Partial<DrainReport>]>([
  ['something still waits after it', { kind: 'unfinished', waiting: 1 }],
  ['its time was up', { kind: 'hindered', why: 'deadline' }],
])(
  'looks again soon after a drain when %s, less and less often, and at once when something is done',
  async (_why, more) => {
    const { scheduler, next, drainedAtMs, advance, settle } = scheduled();
    next.push(...Array.from({ length: 6 }, () => ({ ...DRAINED, ...more })));
    scheduler.start();
    scheduler.trigger('mutation');
    await settle();
    await advance(CLIENT_LIMITS.backoffFirstMs * 2);
    expect(drainedAtMs).toHaveLength(2);
    scheduler.trigger('mutation');
    await settle();
    expect(drainedAtMs).toHaveLength(3);
    for (let second = 0; second < 5; second++) await advance(1_000);
    expect(drainedAtMs.length).toBeLessThan(8);
    await scheduler.stop();
  },
);

it('looks as often as the app wants, and rarely while pokes arrive', async () => {
  const { scheduler, drainedAtMs, advance } = scheduled(10_000);
  scheduler.start();
  await advance(10_000);
  expect(drainedAtMs).toEqual([10_000]);
  scheduler.expectPokes(true);
  await advance(CLIENT_LIMITS.lookEveryWhilePokedMs - 1);
  expect(drainedAtMs).toHaveLength(1);
  await advance(1);
  expect(drainedAtMs).toHaveLength(2);
  // The stream broke: what it may have missed is looked for at once if the usual time is up.
  await advance(20_000);
  expect(drainedAtMs).toHaveLength(2);
  scheduler.expectPokes(false);
  await advance(0);
  expect(drainedAtMs).toHaveLength(3);
  scheduler.expectPokes(true);
  scheduler.trigger('poke');
  await advance(0);
  expect(drainedAtMs).toHaveLength(4);
  await scheduler.stop();
});

it('waits no longer because somebody set the clock of the phone back', async () => {
  const { clock, scheduler, next, drainedAtMs, advance, settle } = scheduled();
  next.push(failed('busy', 5_000));
  scheduler.start();
  scheduler.trigger('mutation');
  await settle();
  clock.set(clock.nowMs() - 86_400_000);
  await advance(10_000);
  expect(drainedAtMs).toHaveLength(2);
  await scheduler.stop();
});
