import type { Loss } from './fate.ts';

export interface LinkSettings {
  /** There and back, in milliseconds. */
  readonly rttMs: number;
  /** Of all connections together, towards the server; null: not limited. The other way is never limited. */
  readonly upBytesPerSecond: number | null;
  /** How many packets, requests and replies are lost, each in [0, 1]. */
  readonly lossShare: number;
  readonly seed: number;
  /** After so many bytes towards the server everything is cut, once; null: never. */
  readonly cutAfterBytes: number | null;
  /** How long it then stays away, in milliseconds. */
  readonly cutForMs: number;
}

/** What has passed, and what was lost. */
export interface LinkTally {
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly requests: number;
  readonly losses: Readonly<Record<Loss, number>>;
  /** How often everything was cut. */
  readonly cuts: number;
}
