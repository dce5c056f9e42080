import type { Clock } from '../define/clock.ts';

/** One time that a job is done. */
export interface JobRun {
  /** Only count what would be done, and change nothing. */
  readonly dryRun: boolean;
  /** Ends when the time of the run is over, when another process took it over, or when this process shuts down. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** How much was done, by what. The same names in a dry run, with what would be done. */
export type JobCounts = Readonly<Record<string, number>>;

/**
 * Does a job. A run may be killed at any moment and is then begun again, perhaps by another process: what is done must stay
 * done, and is not done twice.
 */
export abstract class JobWorker {
  abstract run(run: JobRun): Promise<JobCounts>;
}
