/** Waiting for something that may never come: every wait of this library for somebody else goes through here. */
import type { Clock } from './clock.ts';

/** Until when, by the monotonic clock, and how to be called off. */
export interface Leave {
  readonly deadlineAtMs: number;
  readonly signal: AbortSignal;
}

/** What the work brings; null when its time is up, or it is called off: what comes then is not looked at. */
export async function withinTime<T>(
  work: () => Promise<T>,
  { clock, timeoutMs, deadlineAtMs, signal }: Leave & { readonly clock: Clock; readonly timeoutMs: number },
): Promise<T | null> {
  if (signal.aborted) return null;
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  signal.addEventListener('abort', leave);
  const waitMs = Math.max(0, Math.min(timeoutMs, deadlineAtMs - clock.monotonicMs()));
  try {
    return await Promise.race([work(), clock.sleep(waitMs, leaving.signal).then(() => null)]);
  } finally {
    signal.removeEventListener('abort', leave);
    leaving.abort();
  }
}
