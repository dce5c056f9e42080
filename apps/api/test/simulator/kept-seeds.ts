/** A run that once found something, and is played again with every test. */
export interface KeptSeed {
  readonly seed: number;
  readonly steps: number;
  readonly server: 'memory' | 'http';
  /** What it found. */
  readonly found: string;
}

/**
 * Seeds that failed, for ever. When a run fails, it prints its seed and how to play it again: add it here together with
 * what mends it.
 */
export const KEPT_SEEDS: readonly KeptSeed[] = [];
