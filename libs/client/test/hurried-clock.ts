import { once } from 'node:events';
import type { Clock } from '../src/clock.ts';
import { CLIENT_LIMITS } from '../src/limits.ts';

/** A clock whose time passes as soon as somebody sleeps, up to a certain moment. */
export function hurriedClock(endsAtMs: number): Clock & { readonly over: AbortSignal } {
  let atMs = 0;
  const end = new AbortController();
  return {
    over: end.signal,
    nowMs: () => atMs,
    monotonicMs: () => atMs,
    random: () => 0.5,
    sleep: async (ms, signal) => {
      // Whoever waits for a sign of life is woken before by the end of the stream.
      if (ms !== CLIENT_LIMITS.pokeSilenceMsMax) atMs += ms;
      if (atMs >= endsAtMs) end.abort();
      else if (ms !== CLIENT_LIMITS.pokeSilenceMsMax) return;
      if (!signal.aborted) await once(signal, 'abort');
    },
  };
}
