/** Every limit of handling events, with its unit. Published in the OpenAPI document. */
export const EVENT_LIMITS = {
  /** Events read in one go, and tried at once: one of each key at a time. */
  eventsPerReadMax: 200,
  /** Commits looked through in one go for events that concern the group. */
  commitsPerReadMax: 10_000,
  /** Commits without an event for the group after which its place is stored all the same. */
  commitsPerMarkMax: 1_000,
  /** Milliseconds between two looks when nobody announces a commit. */
  pollIntervalMs: 1_000,
  /** Milliseconds after which the next events are read although some handlers still run: their keys are set aside. */
  batchMsMax: 2_000,
  /** Milliseconds that a handler may take; longer is a failed try. */
  handlerMsMax: 30_000,
  /** Tries after which an event is parked. With the waits between them it takes some seven minutes. */
  triesMax: 12,
  /** Milliseconds before the second try; doubled for each further one, up to the longest. */
  retryMs: 200,
  retryMsMax: 300_000,
  /** Milliseconds before the next try when the database was away; such a try does not count. */
  putOffMs: 1_000,
  /** Keys that are set aside and worked on at once. */
  lanesAtOnceMax: 50,
  /** Handlers of keys that were set aside, running at once: beyond it nothing new is read. */
  lanesInFlightMax: 300,
  /** Milliseconds before a connection that failed is tried again, and the longest such wait. */
  reconnectMs: 200,
  reconnectMsMax: 10_000,
  /** Characters kept of what a try failed with. */
  errorCharsMax: 300,
  /** Canonical bytes of a payload that staff put in the place of the first one. */
  payloadBytesMax: 65_536,
  /** Parked events that are tried again because of one wish of staff. */
  replaysPerAskMax: 500,
  /** Events up to which a group's lag is counted, and commits through which it is looked for. */
  lagEventsMax: 10_000,
  lagCommitsMax: 100_000,
} as const;

/** Limits in the place of the usual ones. */
export type EventLimits = { readonly [K in keyof typeof EVENT_LIMITS]: number };
