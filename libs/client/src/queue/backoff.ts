/** How long to wait after failures: full jitter, so that a whole parish coming back into coverage does not come at once. */
import { CLIENT_LIMITS } from '../limits.ts';

/** Milliseconds to wait before the next try. `random` is in [0, 1). */
export function backoffMs(failures: number, random: number, retryAfterMs: number | null): number {
  const { backoffFirstMs, backoffLongestMs, retryAfterLongestMs } = CLIENT_LIMITS;
  const ceiling = Math.min(backoffLongestMs, backoffFirstMs * 2 ** Math.min(failures, 20));
  const jitter = Math.floor(random * ceiling);
  return retryAfterMs === null ? jitter : Math.min(retryAfterMs, retryAfterLongestMs) + jitter;
}

/** `Retry-After` in milliseconds: seconds or an HTTP date. Null when absent or unreadable. */
export function readRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
