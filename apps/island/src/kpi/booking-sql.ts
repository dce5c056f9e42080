/**
 * Bookings as they are judged: what the ledger or the audit says of each, and whether what its rider was told was true.
 */
import { AUDIT_BOOKINGS_SQL, DECIDED_SQL, LEDGER_BOOKINGS_SQL, NEVER_ARRIVED_SQL } from './ledger-sql.ts';
import { FALSE_NO_SUPPLY_SQL } from './supply-sql.ts';

/** Riders who booked again while a booking of theirs was not settled. Needs `decided`. */
const RE_ENTERED_SQL = `settling AS MATERIALIZED (
  SELECT ride_id, min(decided_at_ms) AS settled_at_ms
  FROM decided
  WHERE outcome = 'applied' AND name IN ('rides.accept', 'rides.giveUp', 'rides.cancel')
  GROUP BY ride_id
),
wish AS (
  SELECT ride_id, claimed_at_ms, lead(claimed_at_ms) OVER (PARTITION BY subject ORDER BY claimed_at_ms) AS again_at_ms
  FROM island.claim WHERE name = 'rides.book'
),
re_entered AS MATERIALIZED (
  SELECT w.ride_id FROM wish w JOIN settling s ON s.ride_id = w.ride_id
  WHERE w.again_at_ms > w.claimed_at_ms AND w.again_at_ms < s.settled_at_ms
)`;

const JUDGED_SQL = `${NEVER_ARRIVED_SQL},
${FALSE_NO_SUPPLY_SQL},
${RE_ENTERED_SQL},
judged AS (
  SELECT l.ride_id, l.offline,
         CASE
           WHEN l.how IN ('assigned', 'no_supply') AND l.ride_id IN (SELECT ride_id FROM re_entered) THEN 're_entered'
           WHEN l.how = 'no_supply' AND l.ride_id IN (SELECT ride_id FROM false_no_supply) THEN 'false_no_supply'
           ELSE l.how
         END AS how
  FROM located l
  UNION ALL
  SELECT ride_id, offline, 'never_arrived' FROM never_arrived
)`;

/** `judged` by the ledger: every booking, whatever its phone thought of its contact. */
export const JUDGED_BY_LEDGER_SQL = `${LEDGER_BOOKINGS_SQL},
located AS (SELECT ride_id, offline, how FROM booking),
${JUDGED_SQL}`;

/** `judged` by the audit, which tells of bookings from offline alone. */
export const JUDGED_BY_AUDIT_SQL = `${DECIDED_SQL},
${AUDIT_BOOKINGS_SQL},
located AS (
  SELECT CASE WHEN starts_with(entity_id, 'ride/') THEN substr(entity_id, 6) END AS ride_id, true AS offline, how FROM booking
),
${JUDGED_SQL}`;
