import { setTimeout as wait } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;

/** Looks again and again until it is so. @throws Error naming what was not so by the deadline */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, waitMs = 10_000): Promise<void> {
  const deadlineMs = performance.now() + waitMs;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${waitMs / 1000} seconds: ${what}`);
    await wait(LOOK_EVERY_MS);
  }
}
