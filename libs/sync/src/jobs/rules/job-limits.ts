/** Every limit of doing jobs, with its unit. Published in the OpenAPI document. */
export const JOB_LIMITS = {
  /** Seconds between two signs of life of a run. */
  jobBeatSeconds: 3,
  /**
   * Seconds without a sign of life after which a run is begun again, by whoever is there. Longer than it takes to give up a
   * connection that fell silent and to say so on another: whoever still works on it is not joined by a second one.
   */
  jobSilenceSeconds: 20,
  /** Seconds between two looks for runs that fell silent, or took too long. */
  jobWatchSeconds: 5,
  /** Seconds between two looks for a run that is to begin. */
  jobPollSeconds: 2,
  /** Seconds between two looks at the clock. */
  jobClockSeconds: 15,
  /** Times that a run which failed or was killed is begun again, and seconds before the first; doubled for each further one. */
  jobRetriesMax: 5,
  jobRetrySeconds: 2,
  /** Days that is known how a run ended. */
  jobHistoryDays: 400,
  /** Seconds that a shutdown waits for a run to let go. */
  jobStopSeconds: 5,
  /** Seconds before jobs are tried again when they could not be begun with. */
  jobRestartSeconds: 30,
  /** Characters kept of what a run failed with. */
  jobErrorCharsMax: 300,
} as const;

/** Limits in the place of the usual ones. */
export type JobLimits = { readonly [K in keyof typeof JOB_LIMITS]: number };
