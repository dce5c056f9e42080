/**
 * Parts that several queries begin with. They read the ledger and nothing that the decisions themselves have counted.
 */
import { SYNC_LIMITS } from '#sync/client';

const YEAR_MS = 31_557_600_000;

/** What a device's clock was off by when it sent, where it was off: its other times are meant by that clock. */
const CLOCK_SHIFT_SQL = `CASE WHEN abs(l.received_at_ms - l.sent_at_ms) > ${SYNC_LIMITS.clockShiftMsMin}
           AND abs(l.received_at_ms - l.sent_at_ms) <= ${SYNC_LIMITS.clockShiftYearsMax * YEAR_MS}
         THEN l.received_at_ms - l.sent_at_ms ELSE 0 END`;

/** Every mutation as it stands decided: what was parked by how it ended later, if it did. */
export const DECIDED_SQL = `decided AS (
  SELECT l.client_id, l.mutation_id, l.group_id, l.subject, l.name, l.offline, l.single,
         l.args ->> 'rideId' AS ride_id, l.args ->> 'driverId' AS driver_id, l.claimed_at_ms,
         l.valid_until_ms + ${CLOCK_SHIFT_SQL} AS valid_until_ms,
         l.outcome AS first_outcome,
         coalesce(p.resolved_result, l.result)::json ->> 'outcome' AS outcome,
         coalesce(p.resolved_result, l.result)::json ->> 'code' AS code,
         c.commit, c.committed_at_ms AS decided_at_ms,
         CASE WHEN p.resolved_commit IS NULL THEN l.ordinal ELSE p.resolved_ordinal END AS ordinal
  FROM sync.ledger l
  LEFT JOIN sync.parked p ON p.client_id = l.client_id AND p.mutation_id = l.mutation_id
  JOIN sync.commit c ON c.commit = coalesce(p.resolved_commit, l.commit)
)`;

/** Bookings that some device had saved and that the server never had: they are failures, whoever counts. */
export const NEVER_ARRIVED_SQL = `never_arrived AS (
  SELECT c.ride_id, c.offline
  FROM island.claim c
  WHERE c.name = 'rides.book' AND NOT EXISTS (
    SELECT FROM sync.ledger l WHERE l.client_id = c.client_id AND l.mutation_id = c.mutation_id)
)`;

/**
 * How each booking went, by the ledger alone: the booking's own outcome, and then the first that happened to its
 * ride: a driver accepted it, it was given up, or it was called off.
 * `open` is still waiting before its deadline; `silent` is past it without any answer.
 */
export const LEDGER_BOOKINGS_SQL = `${DECIDED_SQL},
ending AS (
  SELECT DISTINCT ON (ride_id) ride_id, name, decided_at_ms
  FROM decided
  WHERE outcome = 'applied' AND name IN ('rides.accept', 'rides.giveUp', 'rides.cancel')
  ORDER BY ride_id, commit, ordinal
),
booking AS (
  SELECT coalesce('ride/' || b.ride_id, b.client_id || '#' || b.mutation_id) AS entity_id,
         b.ride_id, b.offline,
         CASE
           WHEN b.first_outcome <> 'applied' THEN b.first_outcome
           WHEN b.code IN ('booking_lapsed', 'quote_lapsed') THEN 'lapsed'
           WHEN e.name = 'rides.accept' AND e.decided_at_ms > b.valid_until_ms THEN 'too_late'
           WHEN e.name = 'rides.accept' THEN 'assigned'
           WHEN e.name = 'rides.giveUp' AND e.decided_at_ms > b.valid_until_ms THEN 'lapsed'
           WHEN e.name = 'rides.giveUp' THEN 'no_supply'
           WHEN e.name = 'rides.cancel' THEN 'cancelled'
           WHEN b.valid_until_ms < (SELECT max(committed_at_ms) FROM sync.commit) THEN 'silent'
           ELSE 'open'
         END AS how
  FROM decided b
  LEFT JOIN ending e ON e.ride_id = b.ride_id
  WHERE b.name = 'rides.book'
)`;

/** The same of bookings from offline, by the rows that the decisions themselves wrote into the audit. */
export const AUDIT_BOOKINGS_SQL = `told AS (
  SELECT entity_id, notes::json ->> 'how' AS how
  FROM public.audit_offline_first_mobile_architecture
  WHERE metric = 'offline_booking_success'
),
made AS (
  SELECT entity_id, count(*) AS bookings, max((notes::json ->> 'wantedUntilMs')::bigint) AS wanted_until_ms
  FROM public.audit_offline_first_mobile_architecture
  WHERE metric = 'offline_booking'
  GROUP BY entity_id
),
booking AS (
  SELECT entity_id, how FROM told
  UNION ALL
  SELECT m.entity_id,
         CASE WHEN m.wanted_until_ms < (SELECT max(committed_at_ms) FROM sync.commit) THEN 'silent' ELSE 'open' END
  FROM made m
  LEFT JOIN (SELECT entity_id, count(*) AS settled FROM told GROUP BY entity_id) t ON t.entity_id = m.entity_id,
  generate_series(1, m.bookings - coalesce(t.settled, 0))
)`;
