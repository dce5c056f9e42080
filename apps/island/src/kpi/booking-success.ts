import { bookingGroups, type BookingGroup } from './booking-outcome.ts';
import type { Figure, KpiSpec, Measured } from './kpi.ts';
import { AUDIT_BOOKINGS_SQL, LEDGER_BOOKINGS_SQL, NEVER_ARRIVED_SQL } from './ledger-sql.ts';
import { numberIn, type Row } from './query.ts';
import { byParish } from './by-parish.ts';
import { wilson } from './statistics/share-interval.ts';
import { BOOKINGS_MIN, judgeAbove } from './verdict.ts';

/** Of offline bookings. */
const SUCCESS_FLOOR = 0.95;

const grouped = (source: string) => `${source},
settled AS (
  SELECT ride_id, how FROM located
  UNION ALL
  SELECT ride_id, 'never_arrived' FROM never_arrived
)
SELECT coalesce(r.parish, 'unknown') AS parish, s.how, count(*) AS bookings
FROM settled s LEFT JOIN island.ride r ON r.ride_id = s.ride_id
GROUP BY 1, 2 ORDER BY 1, 2`;

const BY_LEDGER = grouped(`WITH ${LEDGER_BOOKINGS_SQL},
${NEVER_ARRIVED_SQL},
located AS (SELECT ride_id, how FROM booking)`);

const BY_AUDIT = grouped(`WITH ${AUDIT_BOOKINGS_SQL},
${NEVER_ARRIVED_SQL},
located AS (SELECT CASE WHEN starts_with(entity_id, 'ride/') THEN substr(entity_id, 6) END AS ride_id, how FROM booking)`);

const SHARED = {
  unit: 'share',
  gate: '> 95 %',
  samplesMin: BOOKINGS_MIN,
} as const;

const DENOMINATOR =
  'Of all bookings that a phone saved while it had no contact and that are settled (or past their deadline)';

/** By the ledger. */
export const bookingSuccess: KpiSpec = {
  ...SHARED,
  id: 'booking_success',
  title: 'Booking success offline',
  definition: `${DENOMINATOR}: the share that a driver accepted by the booking’s own deadline, or that was told by then that no car can come, without the rider booking again. Lost, silent, lapsed, refused and cancelled bookings are failures. By the ledger.`,
  decides: true,
  sql: BY_LEDGER,
  measure: (rows) => measure(rows, (group) => group.outcome.success),
};

/** By the audit: the same number by another way. */
export const bookingSuccessByAudit: KpiSpec = {
  ...SHARED,
  id: 'booking_success_by_audit',
  title: 'Booking success offline, by the audit',
  definition:
    'The same as booking success offline, from the rows that the decisions wrote into the audit as they were made.',
  decides: true,
  sql: BY_AUDIT,
  measure: (rows) => measure(rows, (group) => group.outcome.success),
};

/** With refusals as failures. */
export const bookingSuccessStrict: KpiSpec = {
  ...SHARED,
  id: 'booking_success_strict',
  title: 'Booking success offline, strict',
  definition: `${DENOMINATOR}: the share that a driver accepted by the booking’s own deadline. Also who was told in time that no car can come is a failure. By the ledger; judged, but the whole does not depend on it.`,
  decides: false,
  sql: BY_LEDGER,
  measure: (rows) => measure(rows, (group) => group.outcome.strict),
};

function measure(rows: readonly Row[], isSuccess: (group: BookingGroup) => boolean): Measured {
  const groups = bookingGroups(rows);
  const open = rows.filter((row) => row['how'] === 'open').reduce((sum, row) => sum + numberIn(row, 'bookings'), 0);
  return {
    figure: figureOf(groups, isSuccess),
    byParish: byParish(groups, (ofParish) => figureOf(ofParish, isSuccess)),
    notes: open === 0 ? [] : [`${open} bookings were still open before their deadline and are left out.`],
  };
}

function figureOf(groups: readonly BookingGroup[], isSuccess: (group: BookingGroup) => boolean): Figure {
  const samples = sumOf(groups);
  const events = sumOf(groups.filter(isSuccess));
  const interval = wilson({ events, samples });
  return {
    value: samples === 0 ? null : events / samples,
    interval,
    samples,
    verdict: judgeAbove(SUCCESS_FLOOR, { interval, samples, samplesMin: BOOKINGS_MIN }),
  };
}

function sumOf(groups: readonly BookingGroup[]): number {
  return groups.reduce((sum, { bookings }) => sum + bookings, 0);
}
