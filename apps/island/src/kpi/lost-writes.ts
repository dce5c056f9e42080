import { FINDINGS_SQL, measureFindings } from './findings.ts';
import type { KpiSpec } from './kpi.ts';

/** What a phone called saved must be in the ledger, and what it was told must be true. */
export const lostWrites: KpiSpec = {
  id: 'lost_writes',
  title: 'Lost writes',
  unit: 'count',
  definition:
    'Every mutation that some device called saved, against the ledger: it is not there though the device no longer keeps it; it is there as another person’s, under another name or about another ride; the device was told another outcome than the ledger holds; or it was applied and what it made is not there. Mutations that a device still keeps and the ledger does not have leave the question open.',
  gate: '= 0',
  decides: true,
  samplesMin: 1,
  sql: `WITH claim AS (
  SELECT c.*, c.client_id || '#' || c.mutation_id AS ref, l.client_id IS NOT NULL AS arrived,
         l.subject AS ledger_subject, l.name AS ledger_name, l.args ->> 'rideId' AS ledger_ride_id,
         l.args ->> 'paymentId' AS payment_id, l.outcome AS first_outcome,
         p.resolved_result::json ->> 'outcome' AS later_outcome
  FROM island.claim c
  LEFT JOIN sync.ledger l ON l.client_id = c.client_id AND l.mutation_id = c.mutation_id
  LEFT JOIN sync.parked p ON p.client_id = c.client_id AND p.mutation_id = c.mutation_id
),
finding AS (
  SELECT 'lost' AS kind, ref FROM claim WHERE NOT arrived AND stage NOT IN ('saved', 'held')
  UNION ALL
  SELECT 'another in its place', ref FROM claim
  WHERE arrived AND (ledger_subject <> subject OR ledger_name <> name OR ledger_ride_id IS DISTINCT FROM ride_id)
  UNION ALL
  SELECT 'told another outcome', ref FROM claim
  WHERE arrived AND outcome <> first_outcome AND outcome IS DISTINCT FROM later_outcome
  UNION ALL
  SELECT 'ride missing', ref FROM claim
  WHERE arrived AND name = 'rides.book' AND coalesce(later_outcome, first_outcome) = 'applied'
    AND NOT EXISTS (SELECT FROM rides.ride r WHERE r.ride_id::text = claim.ride_id)
  UNION ALL
  SELECT 'payment missing', ref FROM claim
  WHERE arrived AND name = 'pricing.recordCash' AND coalesce(later_outcome, first_outcome) = 'applied'
    AND NOT EXISTS (SELECT FROM pricing.cash_payment y WHERE y.payment_id::text = claim.payment_id)
)
${FINDINGS_SQL}
UNION ALL SELECT 'samples', count(*), NULL FROM claim
UNION ALL SELECT 'open', count(*), NULL FROM claim WHERE NOT arrived AND stage IN ('saved', 'held')
ORDER BY 1`,
  measure: measureFindings,
};
