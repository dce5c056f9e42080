import { FINDINGS_SQL, measureFindings } from './findings.ts';
import type { KpiSpec } from './kpi.ts';
import { DECIDED_SQL } from './ledger-sql.ts';

/** What was done once must count once. */
export const doubledEffects: KpiSpec = {
  id: 'doubled_effects',
  title: 'Doubled effects',
  unit: 'count',
  definition:
    'A step that a ride takes once (booked, accepted, arrived, started, ended, called off) and that was applied or announced more than once; a ride that two drivers accepted; and two rides of one rider from the same moment on the phone, which is one tap.',
  gate: '= 0',
  decides: true,
  samplesMin: 1,
  sql: `WITH ${DECIDED_SQL},
step AS (
  SELECT * FROM decided
  WHERE outcome = 'applied'
    AND name IN ('rides.book', 'rides.accept', 'rides.arrive', 'rides.start', 'rides.end', 'rides.cancel', 'rides.noShow')
),
finding AS (
  SELECT 'applied twice: ' || name AS kind, 'ride/' || ride_id AS ref
  FROM step GROUP BY name, ride_id HAVING count(*) > 1
  UNION ALL
  SELECT 'two drivers accepted', 'ride/' || ride_id
  FROM step WHERE name = 'rides.accept' GROUP BY ride_id HAVING count(DISTINCT subject) > 1
  UNION ALL
  SELECT 'two rides from one tap', min('ride/' || ride_id)
  FROM step WHERE name = 'rides.book' AND claimed_at_ms IS NOT NULL
  GROUP BY subject, claimed_at_ms HAVING count(DISTINCT ride_id) > 1
  UNION ALL
  SELECT 'announced twice: ' || type, 'ride/' || key
  FROM sync.outbox
  WHERE type IN ('rides.accepted.v1', 'rides.arrived.v1', 'rides.started.v1', 'rides.ended.v1', 'rides.cancelled.v1')
  GROUP BY type, key HAVING count(*) > 1
)
${FINDINGS_SQL}
UNION ALL SELECT 'samples', count(*), NULL FROM step
ORDER BY 1`,
  measure: measureFindings,
};
