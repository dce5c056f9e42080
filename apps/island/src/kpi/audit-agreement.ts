import { FINDINGS_SQL, measureFindings } from './findings.ts';
import type { KpiSpec } from './kpi.ts';
import { AUDIT_BOOKINGS_SQL, LEDGER_BOOKINGS_SQL } from './ledger-sql.ts';

// Both sides have a query named booking: each is kept to itself.
const side = (source: string, which = '') => `(WITH ${source}
  SELECT 'booking' AS kind, entity_id AS ref, how FROM booking ${which})`;

/** What was counted while deciding, and what the ledger says afterwards, must be the same. */
export const auditAgreement: KpiSpec = {
  id: 'audit_agreement',
  title: 'Audit and ledger disagree',
  unit: 'count',
  definition:
    'Each offline booking and how it went, and each mutation from offline and its outcomes: once as the audit has it, once as it follows from the ledger. Counted is what only one of the two knows, and rows of the audit whose number is not that of their words.',
  gate: '= 0',
  decides: true,
  samplesMin: 1,
  sql: `WITH by_ledger AS (
  SELECT * FROM ${side(LEDGER_BOOKINGS_SQL, 'WHERE offline')} AS bookings
  UNION ALL
  SELECT 'mutation', client_id || '#' || mutation_id, outcome FROM sync.ledger WHERE offline
  UNION ALL
  SELECT 'mutation', l.client_id || '#' || l.mutation_id, 'later ' || (p.resolved_result::json ->> 'outcome')
  FROM sync.ledger l JOIN sync.parked p ON p.client_id = l.client_id AND p.mutation_id = l.mutation_id
  WHERE l.offline AND p.resolved_result IS NOT NULL
),
by_audit AS (
  SELECT * FROM ${side(AUDIT_BOOKINGS_SQL)} AS bookings
  UNION ALL
  SELECT 'mutation', (notes::json ->> 'stream') || '#' || (notes::json ->> 'id'),
         replace(substr(metric, 6), 'replayed_', 'later ')
  FROM public.audit_offline_first_mobile_architecture
  WHERE metric ~ '^sync_(replayed_)?(applied|rejected|conflict|expired|parked)$'
    AND notes::json ->> 'offline' = 'true'
),
finding AS (
  SELECT kind || ' only by the ledger' AS kind, ref || ' ' || how AS ref FROM (TABLE by_ledger EXCEPT ALL TABLE by_audit) AS l
  UNION ALL
  SELECT kind || ' only by the audit', ref || ' ' || how FROM (TABLE by_audit EXCEPT ALL TABLE by_ledger) AS a
  UNION ALL
  SELECT 'success that contradicts itself', entity_id
  FROM public.audit_offline_first_mobile_architecture
  WHERE metric = 'offline_booking_success' AND (value, (notes::json ->> 'strict')::int) IS DISTINCT FROM
    (CASE WHEN notes::json ->> 'how' IN ('assigned', 'no_supply') THEN 1 ELSE 0 END,
     CASE WHEN notes::json ->> 'how' = 'assigned' THEN 1 ELSE 0 END)
)
${FINDINGS_SQL}
UNION ALL SELECT 'samples', count(*), NULL FROM by_ledger
ORDER BY 1`,
  measure: measureFindings,
};
