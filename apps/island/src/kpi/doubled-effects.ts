import { FINDINGS_SQL, measureFindings } from './findings.ts';
import type { KpiSpec } from './kpi.ts';
import { DECIDED_SQL } from './ledger-sql.ts';
import { numberIn } from './query.ts';

/** Not a finding: that the fence was tried, and held. */
const REFUSED = 'refused to the other phone';

/** What was done once must count once. */
export const doubledEffects: KpiSpec = {
  id: 'doubled_effects',
  title: 'Doubled effects',
  unit: 'count',
  definition:
    'A step that a ride takes once (booked, accepted, arrived, started, ended, called off) and that was applied or announced more than once; a ride that two drivers accepted; what a driver’s phone did after the shift, or the ride, had gone over to their other phone and that was applied all the same; and two rides of one rider from the same moment on the phone, which is one tap.',
  gate: '= 0',
  decides: true,
  samplesMin: 1,
  sql: `WITH ${DECIDED_SQL},
step AS (
  SELECT * FROM decided
  WHERE outcome = 'applied'
    AND name IN ('rides.book', 'rides.accept', 'rides.arrive', 'rides.start', 'rides.end', 'rides.cancel', 'rides.noShow')
),
-- Each deed of a driver, and the phone that had gone online last before it.
by_shift AS (
  SELECT subject, name, group_id, commit, ordinal,
         count(*) FILTER (WHERE name = 'drivers.goOnline') OVER (PARTITION BY subject ORDER BY commit, ordinal) AS shift
  FROM decided
  WHERE outcome = 'applied' AND NOT single AND name IN ('drivers.goOnline', 'drivers.goOffline', 'rides.accept', 'rides.decline',
    'rides.arrive', 'rides.start', 'rides.end', 'rides.noShow')
),
fenced AS (
  SELECT subject, group_id, shift, first_value(group_id) OVER (PARTITION BY subject, shift ORDER BY commit, ordinal) AS shift_group_id
  FROM by_shift
),
finding AS (
  SELECT 'applied twice: ' || name AS kind, 'ride/' || ride_id AS ref
  FROM step GROUP BY name, ride_id HAVING count(*) > 1
  UNION ALL
  SELECT 'two drivers accepted', 'ride/' || ride_id
  FROM step WHERE name = 'rides.accept' GROUP BY ride_id HAVING count(DISTINCT subject) > 1
  UNION ALL
  SELECT 'acted for a shift on the other phone', 'driver/' || subject FROM fenced WHERE shift > 0 AND group_id <> shift_group_id
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
UNION ALL SELECT '${REFUSED}', count(*), NULL FROM decided WHERE outcome = 'rejected' AND code = 'other_device'
ORDER BY 1`,
  measure: (rows) => {
    const told = rows.find((row) => row['kind'] === REFUSED);
    const fenced = told ? numberIn(told, 'seen') : 0;
    const measured = measureFindings(rows.filter((row) => row !== told));
    return {
      ...measured,
      notes: [
        ...measured.notes,
        ...(fenced === 0 ? [] : [`${fenced} tries of a phone that the shift had left were refused.`]),
      ],
    };
  },
};
