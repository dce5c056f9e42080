import { JUDGED_BY_AUDIT_SQL, JUDGED_BY_LEDGER_SQL } from './booking-sql.ts';
import { outageBookings, unjudged, type OutageBookings } from './booking-outcome.ts';
import { byParish } from './by-parish.ts';
import { clusteredShare, intervalNote, type Clustered, type ClusteredShare } from './clustered-share.ts';
import type { Beside, Figure, KpiSpec, Measured } from './kpi.ts';
import type { Row } from './query.ts';
import { wilson } from './statistics/share-interval.ts';
import { SUPPLY_FREE_MS_MIN } from './supply-sql.ts';
import { BOOKINGS_MIN, judgeAbove } from './verdict.ts';

/** Of offline bookings. */
const SUCCESS_FLOOR = 0.95;

// A booking's outage is that of the place where it was made; one that was made in none stands for itself.
const grouped = (source: string) => `WITH ${source},
placed AS (
  SELECT j.ride_id, j.offline, j.how, c.group_id, c.claimed_at_ms AS at_ms, r.parish, r.place
  FROM judged j
  LEFT JOIN island.ride r ON r.ride_id = j.ride_id
  LEFT JOIN island.claim c ON c.name = 'rides.book' AND c.ride_id = j.ride_id
  UNION ALL
  SELECT NULL, false, why, group_id, at_ms, parish, place FROM island.unmade
)
SELECT coalesce(m.parish, 'unknown') AS parish, coalesce(m.place || ' since ' || o.from_ms, m.ride_id, m.place || ' at ' || m.at_ms, 'unknown') AS cluster,
       m.offline, o.from_ms IS NOT NULL AS lost, m.how, count(*) AS bookings
FROM placed m
LEFT JOIN island.outage o ON o.group_id = m.group_id AND m.at_ms >= o.from_ms AND m.at_ms < o.to_ms
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`;

const BY_LEDGER = grouped(JUDGED_BY_LEDGER_SQL);
const BY_AUDIT = grouped(JUDGED_BY_AUDIT_SQL);

const SHARED = {
  unit: 'share',
  gate: '> 95 %',
  samplesMin: BOOKINGS_MIN,
} as const;

const DENOMINATOR =
  'Of all bookings that a phone saved while it believed to have no contact and that are settled (or past their deadline)';

/** By the ledger. */
export const bookingSuccess: KpiSpec = {
  ...SHARED,
  id: 'booking_success',
  title: 'Booking success offline',
  definition: `${DENOMINATOR}: the share that a driver accepted by the booking’s own deadline, or that was told by then, truly, that no car can come, without the rider booking again before it was settled. It was not true if any driver on duty, without a ride or an offer, was free for ${SUPPLY_FREE_MS_MIN / 1_000} s on end while the booking waited, had not said no to it, and had not failed to answer it since they last came online. Lost, silent, lapsed, refused and cancelled bookings are failures. By the ledger.`,
  decides: true,
  sql: BY_LEDGER,
  measure: (rows) => measure(rows, 'success'),
};

/** By the audit: the same number by another way. */
export const bookingSuccessByAudit: KpiSpec = {
  ...SHARED,
  id: 'booking_success_by_audit',
  title: 'Booking success offline, by the audit',
  definition:
    'The same as booking success offline, from the rows that the decisions wrote into the audit as they were made. Whether a refusal was true follows from the ledger here too.',
  decides: true,
  sql: BY_AUDIT,
  measure: (rows) => ofOtherWay(measure(rows, 'success')),
};

/** With refusals as failures. */
export const bookingSuccessStrict: KpiSpec = {
  ...SHARED,
  id: 'booking_success_strict',
  title: 'Booking success offline, strict',
  definition: `${DENOMINATOR}, and of those that a phone without coverage refused because it had no room: the share that a driver accepted by the booking’s own deadline. Also who was told in time that no car can come is a failure. By the ledger; judged, but the whole does not depend on it.`,
  decides: false,
  sql: BY_LEDGER,
  measure: (rows) => ofOtherWay(measure(rows, 'strict')),
};

// What was left out, and what stands beside, is told once: of the first form.
function ofOtherWay({ notes, ...measured }: Measured): Measured {
  return { ...measured, beside: [], notes: notes.slice(0, 1) };
}

type Form = 'success' | 'strict';

function measure(rows: readonly Row[], form: Form): Measured {
  const all = outageBookings(rows);
  // Nobody asked a phone without room what it thought of its contact.
  const bookings = all.filter(({ lost, offline, outcome }) =>
    outcome.success === null ? lost && outcome[form] !== null : offline,
  );
  const share = shareOf(bookings, form);
  return {
    figure: judged(share),
    beside: [...refusals(bookings), ...byCoverage(all, form)],
    byParish: byParish(bookings, (ofParish) => judged(shareOf(ofParish, form))),
    notes: [...(share.samples === 0 ? [] : [intervalNote(share)]), ...leftOut(rows, all)],
  };
}

function shareOf(bookings: readonly OutageBookings[], form: Form): ClusteredShare {
  return clusteredShare(
    bookings.map((one) => asShare(one, one.outcome[form] === true)),
    wilson,
  );
}

function asShare({ cluster, bookings }: OutageBookings, isEvent: boolean): Clustered {
  return { cluster, samples: bookings, events: isEvent ? bookings : 0 };
}

function judged({ interval, samples, value }: ClusteredShare): Figure {
  return {
    value,
    interval,
    samples,
    verdict: judgeAbove(SUCCESS_FLOOR, { interval, samples, samplesMin: BOOKINGS_MIN }),
  };
}

/** How much of the success is a refusal, and how many refusals were not true. */
function refusals(bookings: readonly OutageBookings[]): readonly Beside[] {
  const samples = count(bookings);
  const told = (name: string, how: string): Beside => {
    const events = count(bookings.filter(({ outcome }) => outcome.how === how));
    const interval = wilson({ events, samples });
    const value = samples === 0 ? null : events / samples;
    return { name, unit: 'share', figure: { value, interval, samples, verdict: null } };
  };
  return [
    told('told in time, truly, that no car can come', 'no_supply'),
    told('told so although a driver was free', 'false_no_supply'),
  ];
}

/** The same of bookings that were made without coverage, whatever the phone believed. */
function byCoverage(all: readonly OutageBookings[], form: Form): readonly Beside[] {
  const lost = all.filter((one) => one.lost && one.outcome[form] !== null);
  return [
    { name: 'of bookings made without coverage, by the simulator', unit: 'share', figure: judged(shareOf(lost, form)) },
  ];
}

function leftOut(rows: readonly Row[], all: readonly OutageBookings[]): readonly string[] {
  const saved = all.filter(({ outcome }) => outcome.success !== null);
  const unsaved = all.filter(({ outcome }) => outcome.success === null);
  const told: readonly (readonly [number, string])[] = [
    [
      count(saved.filter(({ lost, offline }) => lost && !offline)),
      'bookings were made without coverage while the phone believed to have contact, and are not counted as offline.',
    ],
    [
      count(saved.filter(({ lost, offline }) => !lost && offline)),
      'bookings were made with coverage while the phone believed to have no contact, and are counted as offline.',
    ],
    [unjudged(rows, 'open'), 'bookings were still open before their deadline and are left out.'],
    [
      count(unsaved.filter(({ lost }) => lost)),
      'bookings were refused by a phone that had no room, without coverage: a failure in the strict form, and no booking in the other.',
    ],
    [unjudged(rows, 'not_made'), 'trips were not made because their rider was still on the one before.'],
    [unjudged(rows, 'nobody_free'), 'trips were drawn for which no rider was free.'],
  ];
  return told.flatMap(([number, words]) => (number === 0 ? [] : [`${number} ${words}`]));
}

function count(bookings: readonly OutageBookings[]): number {
  return bookings.reduce((sum, one) => sum + one.bookings, 0);
}
