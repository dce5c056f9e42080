/** What grows: every table, by whom, and what bounds it. Pure. A limit stands in braces by its name and is printed with its value. */
import type { Proof } from '../security/claim.ts';

export interface Growth {
  readonly tables: readonly string[];
  /** Whose doing adds rows. */
  readonly by: 'a person' | 'staff' | 'the server';
  /** By count and in bytes, or why there is none. */
  readonly bound: string;
  readonly proofs: readonly Proof[];
}

const ROOM = 'libs/sync/src/intake/room.spec.ts';
const BOUNDS = 'apps/api/test/sync/bounds.spec.ts';
const RATE_LIMITS = 'apps/api/test/rate-limits.spec.ts';
const RIDES_DATABASE = 'libs/rides/src/rides-database.spec.ts';

const PACE =
  `${RATE_LIMITS} › has an allowance of requests, is told when to come again, and takes nothing from anybody else` as const;
const SENT = `${RATE_LIMITS} › uses it up by bytes that they send, before anybody reads them` as const;

const BY_PACE = 'by pace alone: {personPointsPerMinute} points a minute, and a KiB sent is one';

/** Every table that there is. */
export const GROWTH: readonly Growth[] = [
  {
    tables: ['sync.parked'],
    by: 'a person',
    bound:
      'undecided: {parkedPerPersonMax} a person, with {parkedBytesPerPersonMax} bytes of arguments and bases, and {parkedDetailCharsMax} characters of why each; decided: by age (`retention.json`)',
    proofs: [
      `${ROOM} › never passes its limit, however much comes at once; what finds no room is told to come again`,
      `${ROOM} › has a limit in bytes as well`,
      `${BOUNDS} › is told to come again, with what was taken of the push; once there is room it is taken as it is`,
    ],
  },
  {
    tables: ['sync.client', 'sync.client_group'],
    by: 'a person',
    bound:
      '{streamsPerPersonMax} streams a person begins within {streamsCountedDays} days, in {installsPerPersonMax} installs; ids of {identifierCharsMax} characters. One that was used is never forgotten: its repeats are answered for ever',
    proofs: [
      `${ROOM} › are so many within some days, however many begin at once`,
      `${ROOM} › are installs as well`,
      `${ROOM} › count no longer once they are old`,
    ],
  },
  {
    tables: ['sync.outcome'],
    by: 'a person',
    bound:
      '{outcomesPerPersonMax} a person, the newest; each with {detailsBytesMax} bytes of details, {conflictRowsBytesMax} bytes of rows that a conflict shows, and what was sent',
    proofs: [
      `${ROOM} › are kept so many a person, the newest; the ledger has each`,
      `${BOUNDS} › names a few places of many, and as many bytes of them as may be`,
    ],
  },
  {
    tables: ['sync.device', 'sync.credentials'],
    by: 'a person',
    bound:
      '{credentialsPerPersonMax} devices of a person with a credential that has not ended, in one row of `sync.credentials`; a device taken out of service is an install of theirs',
    proofs: [
      'libs/sync/src/devices/mutations/issue-credential.spec.ts › is for so many devices of a person at once: one more is told to wait, whichever of them are out of service',
    ],
  },
  {
    tables: ['sync.ledger'],
    by: 'a person',
    bound: `each mutation: {mutationArgsBytesMax} bytes of arguments, {baseRowsMax} rows of a base, an outcome as above. How many: ${BY_PACE}. What Bimride does by itself has bounds of its own: while R rides wait and no driver answers of D who are on duty, R × D offers and as many endings of them, but of a driver no more than one each in the time that an offer stands; a give-up for each ride; and no refusal. Arguments go by age; the rest is what a repeat is answered from`,
    proofs: [
      'libs/rides/src/dispatch.spec.ts › writes in an hour of silent drivers one offer of each ride to each driver, its end, and no refusal',
      'libs/rides/src/dispatch.spec.ts › writes no refusal either where two servers take back the same offers and give up the same rides',
      'libs/rides/src/due-work.spec.ts › is asked for less and less often, whether it is refused or parked',
      SENT,
      PACE,
      `${BOUNDS} › does not give back the kilobytes it is about: not in the answer, nor in what is stored`,
    ],
  },
  {
    tables: ['sync.commit', 'sync.outbox', 'public.audit_offline_first_mobile_architecture'],
    by: 'a person',
    bound:
      'with the ledger: a commit for each group of mutations, the events of each, and {measuresPerDecisionMax} rows of the audit for a decision and as many for its ending. Events go by age',
    proofs: [PACE, 'libs/sync/src/commit/measures.spec.ts › fits a commit, however much is counted in it'],
  },
  {
    tables: ['sync.view', 'sync.scope'],
    by: 'a person',
    bound:
      'cut from the rows of modules: so many of them, each as large as its row. Tombstones go by age. Read in pages of {pullPageRowsMax} rows and {pullPageBytesMax} bytes',
    proofs: [
      `${BOUNDS} › ends its page with the row that reaches its bytes, and the pages together hold every row once`,
    ],
  },
  {
    tables: ['sync.parked_event', 'sync.parked_event_act'],
    by: 'staff',
    bound:
      'an event of the outbox each for each group of handlers; what staff do about one, by their pace. Once it is settled it goes by age, and so do notes and payloads of what was done',
    proofs: [
      'libs/sync/src/events/parked-events.spec.ts › of 700 keys at once is parked for each of them; staff have them all tried again with one wish',
    ],
  },
  {
    tables: ['sync.correction'],
    by: 'staff',
    bound:
      'one row for each correction of parked work, by the pace of staff: a hash, and a note of at most 500 characters, which goes by age',
    proofs: [PACE],
  },
  {
    tables: ['sync.read'],
    by: 'staff',
    bound:
      'one row for each {peoplePerReadMax} people of a look, with a reason of {reasonCharsMax} characters; looks by pace. Never dropped: asked for years later',
    proofs: [PACE],
  },
  {
    tables: ['sync.head', 'sync.cursor', 'sync.forgotten'],
    by: 'the server',
    bound: 'one row for each database, group of handlers, or class of data',
    proofs: [],
  },
  {
    tables: ['rides.ride'],
    by: 'a person',
    bound: `one open ride a rider, and one active a driver. How many over the years: ${BY_PACE}, and each needs the one before to be over. Of fixed size but for {stopsMax} stops and the drivers who were asked`,
    proofs: [`${RIDES_DATABASE} › one open ride per rider`, `${RIDES_DATABASE} › one active ride per driver`],
  },
  {
    tables: ['rides.rider', 'rides.driver', 'pricing.drawer'],
    by: 'a person',
    bound: 'one row each, of fixed size',
    proofs: [`${RIDES_DATABASE} › keeps a ride, a driver and a rider as they are`],
  },
  {
    tables: ['rides.legal_move'],
    by: 'the server',
    bound: 'the table of moves as published; a migration writes it',
    proofs: [`${RIDES_DATABASE} › are the closure of the published table`],
  },
  {
    tables: ['pricing.cash_payment', 'pricing.paid_so_far'],
    by: 'a person',
    bound: '{paymentsPerRideMax} payments a ride, in one sum a ride',
    proofs: [
      'libs/pricing/src/mutations/record-cash.spec.ts › is taken so often for one ride, and no more, so that the sum fits its column',
    ],
  },
  {
    tables: ['pricing.fare', 'pricing.ledger_entry'],
    by: 'a person',
    bound: 'one fare a ride, and an entry for each fare, fee, payment and refund',
    proofs: [
      'libs/pricing/src/pricing-database.spec.ts › takes no fare, payment or refund that is not posted in the same commit',
    ],
  },
  {
    tables: ['pricing.refund'],
    by: 'staff',
    bound: 'together no more than the fare, and each at least a cent',
    proofs: ['libs/pricing/src/mutations/refund-fare.spec.ts › gives back, posts it, and leaves the driver the pay'],
  },
  {
    tables: ['pricing.tariff', 'pricing.tariff_calendar'],
    by: 'staff',
    bound: `{tariffLinesMax} lines and {tariffRowsMax} rows each, in {mutationArgsBytesMax} bytes; proposals ${BY_PACE}. Kept, because fares are run again by them`,
    proofs: ['libs/pricing/src/mutations/propose-tariff.spec.ts › is for people who set tariffs', PACE],
  },
  {
    tables: ['pricing.book_page', 'pricing.book_series', 'pricing.map_dates'],
    by: 'the server',
    bound: 'a page for each change of a tariff or the map, and every {pageRenewDays} days; {pageBytesMax} bytes each',
    proofs: [],
  },
  {
    tables: ['routing.zone', 'routing.closure', 'routing.no_pickup_list', 'routing.map_load'],
    by: 'staff',
    bound: `{noPickupZonesMax} zones without pickups at once; {zoneCornersMax} corners, {closureEdgesMax} edges each. {mapDatedRowsMax} zones and closures in force or to come, with {mapDatedBytesMax} bytes of the packed page; those that are over ${BY_PACE}; answers hold {rowsPerAnswerMax}`,
    proofs: [
      'libs/routing/src/mutations/set-zone.spec.ts › refuses one more than a booking may have to look through',
      'apps/api/test/pricing/full-map.spec.ts › takes no more zones, still reaches phones, and a lift always does',
      PACE,
    ],
  },
  {
    tables: ['routing.place', 'routing.operating_area'],
    by: 'the server',
    bound: 'the shipped map',
    proofs: ['libs/routing/src/mutations/record-places.spec.ts › is for Bimride itself'],
  },
  {
    tables: ['identity.record'],
    by: 'a person',
    bound:
      'the embedded issuer, which is none for production: `IDENTITY_LIMITS.interactionsMax` sign-ins that were begun; sessions and codes by the pace of an address, and gone a day after they expire',
    proofs: [
      'apps/api/src/identity/identity.store.spec.ts › are kept up to their limit, the newest; whatever else there is stays',
    ],
  },
  {
    tables: [
      'jobs.job',
      'jobs.job_dependency',
      'jobs.queue_stats',
      'jobs.warning',
      'jobs.queue',
      'jobs.schedule',
      'jobs.subscription',
      'jobs.instance',
      'jobs.version',
      'jobs.bam',
    ],
    by: 'the server',
    bound:
      'a row for each run, dropped by the queue itself after {jobHistoryDays} days; staff who start one that waits already start no other',
    proofs: [],
  },
  { tables: ['public.migrations'], by: 'the server', bound: 'one row for each migration', proofs: [] },
];

/** What is wrong with these words about the tables that there are: each has one, and no other table does. */
export function growthFaults(growth: readonly Growth[], tables: readonly string[]): readonly string[] {
  const named = growth.flatMap((one) => one.tables);
  return [
    ...tables.filter((table) => !named.includes(table)).map((table) => `nobody says what bounds ${table}`),
    ...named.filter((table) => !tables.includes(table)).map((table) => `${table} is no table`),
    ...named.filter((table, at) => named.indexOf(table) !== at).map((table) => `${table} stands there twice`),
    ...growth
      .filter(({ by, proofs }) => by !== 'the server' && proofs.length === 0)
      .map((one) => `no test shows what bounds ${one.tables.join(', ')}`),
  ];
}
