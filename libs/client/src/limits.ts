/**
 * Every limit of the phone library, with its unit. What the server limits stands in `SYNC_LIMITS`.
 */
import { SYNC_LIMITS, type Priority } from '#sync/client';

export const CLIENT_LIMITS = {
  /** Mutations that may wait on the device, by stream. Beyond it a mutation is sent directly or refused, and says so. */
  queuedMutationsMax: { emergency: 1_000, ride: 5_000, general: 5_000, telemetry: 20_000 } satisfies Record<
    Priority,
    number
  >,
  /** Bytes of all waiting mutations together. */
  queuedBytesMax: 16_777_216,
  /** Bytes of one mutation's arguments, as canonical JSON. */
  mutationArgsBytesMax: SYNC_LIMITS.mutationArgsBytesMax,
  /** Days after which the server refuses a mutation as expired. */
  offlineAgeDaysMax: SYNC_LIMITS.offlineAgeDaysMax,
  /** A clock that was set back by more, in milliseconds, is noticed; less is a clock that drifts. */
  clockSetBackMsMin: 30_000,
  /** Mutations whose times are put right when the clock is set: the newest ones of this life of the app. */
  clockWatchedMax: 10_000,
  /** Mutations in one push: to begin with, and after pushes that went well. */
  batchMutationsFirst: 500,
  batchMutationsMax: 500,
  /** Bytes of JSON in one push, before gzip. One mutation larger than this goes alone. */
  batchBytesMax: 262_144,
  /** A push that failed sooner, in milliseconds, says nothing about the link: there was none, and smaller ones would not help. */
  linkTriedMsMin: 1_000,
  /** Bodies from this size on are compressed, in bytes. */
  gzipBytesMin: 1_024,
  /** Rows in one page of a pull. */
  pullPageRows: 1_000,
  /** The same where a push brings it: the word on what was done must not wait long for what is new. */
  pullPageRowsWithPush: 200,
  /** How long an answer may take before the link counts as dead, plus the time that the body takes at the slowest speed. */
  replyTimeoutMs: 15_000,
  slowestBytesPerSecond: 2_000,
  /** How long the app may take to say which token there is: a refresh over a dying link may hang. */
  tokenTimeoutMs: 15_000,
  /** The same for an emergency, which goes with the last token there was when the time is up. */
  urgentTokenTimeoutMs: 3_000,
  /** How long the storage may take to keep something. Then the status says so, and an emergency is sent without being kept. */
  storageTimeoutMs: 5_000,
  /** How long something may take that is sent directly because it cannot be kept. */
  directTimeoutMs: 30_000,
  /** After an answer about the credential, whichever, it is not asked for again so soon. */
  credentialAskedAgainMs: 600_000,
  /** Waiting after a failure: a random time up to first × 2^failures, and never above the longest. */
  backoffFirstMs: 500,
  backoffLongestMs: 60_000,
  /** A `Retry-After` beyond this is taken for a mistake. */
  retryAfterLongestMs: 900_000,
  /** How long what is of the stream `telemetry`, such as positions, waits for more of it. Any other drain takes it along. */
  telemetryEveryMs: 30_000,
  /** Time between two looks at the server when nothing else asks for one. */
  lookEveryMs: 60_000,
  /** The same while a stream of pokes is open: the server tells, and a radio that sleeps saves the battery. */
  lookEveryWhilePokedMs: 900_000,
  /** Two signs of life missed: the stream of pokes is dead, whatever the platform believes. */
  pokeSilenceMsMax: 60_000,
  /** A stream of pokes that ended sooner, in milliseconds, has not lived: something on the way ends them, and coming back soon would not help. */
  pokeStreamLivedMsMin: 20_000,
  /** Confirmed mutations that are kept to be offered again to a server restored from backup. */
  keptConfirmedMax: 1_000,
  keptConfirmedDaysMax: 30,
} as const;
