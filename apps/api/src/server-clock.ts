import type { Clock } from '#sync';

/**
 * The server's time, in milliseconds since 1970: one clock for everything that is decided, answered or told by it. Only
 * tokens and connections are judged by real time, whatever this clock says.
 */
export abstract class ServerClock {
  abstract nowMs(): number;
}

/** The clock of the whole server: the machine's, unless a test planted another. */
export function clockOf(planted: { readonly pipeline?: { readonly clock?: Clock } }): Clock {
  return planted.pipeline?.clock ?? Date.now;
}
