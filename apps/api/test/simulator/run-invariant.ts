import type { Finished } from './simulation.ts';

/** What must hold after a run: gives back what is wrong, in words. */
export type Invariant = (run: Finished) => readonly string[];
