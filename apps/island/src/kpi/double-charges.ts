import { FINDINGS_SQL, measureFindings } from './findings.ts';
import type { KpiSpec } from './kpi.ts';

/** Nobody pays twice for one ride. */
export const doubleCharges: KpiSpec = {
  id: 'double_charges',
  title: 'Double charges',
  unit: 'count',
  definition:
    'From pricing’s own ledger: a ride that was charged more than once (fares and cancellation fees together); a ride whose entries charge its rider another amount than its fare; a ride for which cash was recorded more than once, which the people of this run never do; and a drawer that holds another amount than its driver’s payments.',
  gate: '= 0',
  decides: true,
  samplesMin: 1,
  sql: `WITH charge AS (
  SELECT e.ride_id, count(*) AS entries, sum((
    SELECT coalesce(sum((line ->> 'amountCents')::bigint), 0)
    FROM jsonb_array_elements(e.lines) AS line WHERE line ->> 'account' = 'rider_receivable')) AS charged_cents
  FROM pricing.ledger_entry e
  WHERE e.reason IN ('fare', 'cancellation')
  GROUP BY e.ride_id
),
kept AS (
  SELECT driver_id, sum(kept_cents) AS kept_cents FROM pricing.cash_payment GROUP BY driver_id
),
finding AS (
  SELECT 'charged twice' AS kind, 'ride/' || ride_id AS ref FROM charge WHERE entries > 1
  UNION ALL
  SELECT 'charged another amount than its fare', 'ride/' || c.ride_id
  FROM charge c LEFT JOIN pricing.fare f ON f.ride_id = c.ride_id
  WHERE c.charged_cents IS DISTINCT FROM f.fare_cents
  UNION ALL
  SELECT 'cash taken twice', 'ride/' || ride_id FROM pricing.cash_payment GROUP BY ride_id HAVING count(*) > 1
  UNION ALL
  SELECT 'drawer differs from its payments', 'driver/' || driver_id
  FROM kept k FULL JOIN pricing.drawer d USING (driver_id)
  WHERE coalesce(k.kept_cents, 0) <> coalesce(d.kept_cents, 0)
)
${FINDINGS_SQL}
UNION ALL SELECT 'samples', count(*), NULL FROM charge
ORDER BY 1`,
  measure: measureFindings,
};
