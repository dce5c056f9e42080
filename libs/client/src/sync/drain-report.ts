import type { Hindrance } from './push.ts';

/** How a drain ended. Plain data: tabs tell each other. */
export interface DrainReport {
  /** `unfinished`: nothing was in the way, and something still waits; `elsewhere`: another tab drains. */
  readonly kind: 'drained' | 'unfinished' | 'hindered' | 'elsewhere';
  readonly why: Hindrance['why'] | null;
  readonly retryAfterMs: number | null;
  /** Mutations that still wait for the server's word. */
  readonly waiting: number;
  /** Scopes whose rows did not have the server's digest even after a snapshot. */
  readonly driftedScopes: readonly string[];
}
