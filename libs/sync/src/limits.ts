/**
 * Every limit of the sync pipeline, with its unit. Published in the OpenAPI document and in docs/protocol.md.
 */
export const SYNC_LIMITS = {
  /** Mutations in one push. The Replicache client sends everything that waits at once. */
  mutationsPerPushMax: 2_000,
  /** Canonical bytes of one mutation's arguments. */
  mutationArgsBytesMax: 16_384,
  /** Characters of a client id, a group id or a mutation name. */
  identifierCharsMax: 100,
  /** Characters of a person's id (OpenID Connect Core 1.0, section 2). */
  subjectCharsMax: 255,
  /** The greatest number of a mutation in its stream that an argument may name. */
  mutationsPerStreamMax: 1_000_000_000_000,
  /** Milliseconds since 1970 of anything with a date: the year 2100. */
  timeMsMax: 4_102_444_800_000,
  /** People named in the record of one look, roles and scopes in it, and characters of its route and of its reason. */
  peoplePerReadMax: 400,
  rolesPerReadMax: 20,
  routeCharsMax: 200,
  reasonCharsMax: 300,
  /** Places named in one refusal, characters of each of their texts, and bytes of what a refusal says beside its code. */
  placesPerRefusalMax: 20,
  placeCharsMax: 200,
  detailsBytesMax: 2_048,
  /** Bytes of the rows that a conflict shows. */
  conflictRowsBytesMax: 16_384,
  /** Characters of why something is parked. */
  parkedDetailCharsMax: 500,
  /** Rows named in one mutation's base. */
  baseRowsMax: 32,
  /** Pushes of one person waiting for a decision. */
  pushesInFlightPerPersonMax: 8,
  /**
   * Undecided parked work of one person, and bytes of its arguments and bases. Beyond it the phone keeps what it has. Emergencies are
   * parked all the same.
   */
  parkedPerPersonMax: 2_000,
  parkedBytesPerPersonMax: 4_194_304,
  /** Outcomes that one person has not acknowledged: of more the oldest go, as if they had been. The ledger keeps each. */
  outcomesPerPersonMax: 1_000,
  /** Streams that one person begins within these days, and installs that they begin them in. A new emergency stream is taken all the same. */
  streamsPerPersonMax: 2_000,
  installsPerPersonMax: 200,
  streamsCountedDays: 90,
  /** Devices of one person with an offline credential that has not ended; one out of service counts until then. */
  credentialsPerPersonMax: 10,
  /** Seconds to wait where a limit of one person is reached that only time or staff make room in. */
  fullRetryAfterSeconds: 15,
  /** Pulls of one person under way in one process; beyond it a pull is told to come back. */
  pullsInFlightPerPersonMax: 8,
  /** Mutations waiting for the sequencer in one process; beyond it a push is told to come back. */
  queuedMutationsMax: 20_000,
  /** Mutations decided in one commit. */
  commitMutationsMax: 500,
  /** Parked mutations that go with one act of staff, in commits of their own, because what they waited behind is over; then the next look takes over. */
  releasesPerActMax: 1_000,
  /** Days a mutation may have waited on a phone, by the phone's own clock. Older work is refused as expired. */
  offlineAgeDaysMax: 90,
  /** Milliseconds between sending, by the phone's clock, and arrival, by ours, up to which its clock counts as right. */
  clockShiftMsMin: 30_000,
  /** Years by which a phone's clock may be wrong (1970 after an empty battery) and still be corrected. */
  clockShiftYearsMax: 100,
  /** Rows in one page of a pull, when the client names no page size. Also the largest page. */
  pullPageRowsMax: 10_000,
  /** Bytes of the rows in one page of a pull: it ends with the row that reaches them. */
  pullPageBytesMax: 1_048_576,
  /** Streams whose last ids one pull tells: those that moved last. An install has four, and begins them anew when it is installed anew. */
  lastIdsPerPullMax: 2_000,
  /** Poke connections of one person. */
  pokesPerPersonMax: 8,
  /** Seconds between two signs of life on a poke connection. */
  pokeHeartbeatSeconds: 25,
  /** Seconds to wait before trying again, told with 429 and 503. */
  retryAfterSeconds: 1,
  /** Milliseconds between two looks for parked work that waits for nothing any longer. */
  freedWorkLookMs: 30_000,
  /** Rows of the audit that one decision may bring, and as many again that are counted of its ending. */
  measuresPerDecisionMax: 3,
  /** Rows that one look by their values finds. */
  foundRowsMax: 200,
  /** Milliseconds a mutation may be older than its arrival and still count as made online. */
  onlineLatenessMsMax: 30_000,
} as const;
