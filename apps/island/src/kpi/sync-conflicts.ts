import { byParish } from './by-parish.ts';
import type { Figure, KpiSpec, Measured } from './kpi.ts';
import { DECIDED_SQL } from './ledger-sql.ts';
import { numberIn, textIn, type Row } from './query.ts';
import { clopperPearson } from './statistics/share-interval.ts';
import { judgeBelow, OFFLINE_MUTATIONS_MIN } from './verdict.ts';

/** Of mutations from offline. */
const CONFLICT_CEILING = 0.005;

const DEFINITION =
  'Of all mutations that were made offline and reached the server: the share of which one side had to lose, because something it needed had changed since the phone looked. What was parked counts by how it ended. A mutation sent again is no new one. The interval is exact.';

const SHARED = { unit: 'share', gate: '< 0.5 %', decides: true, samplesMin: OFFLINE_MUTATIONS_MIN, measure } as const;

/** By the ledger. */
export const syncConflicts: KpiSpec = {
  ...SHARED,
  id: 'sync_conflicts',
  title: 'Sync conflicts',
  definition: `${DEFINITION} By the ledger.`,
  sql: `WITH ${DECIDED_SQL}
SELECT coalesce(r.parish, 'unknown') AS parish,
       count(*) AS mutations, count(*) FILTER (WHERE d.outcome = 'conflict') AS conflicts
FROM decided d LEFT JOIN island.ride r ON r.ride_id = d.ride_id
WHERE d.offline
GROUP BY 1 ORDER BY 1`,
};

/** By the audit: the same number by another way. */
export const syncConflictsByAudit: KpiSpec = {
  ...SHARED,
  id: 'sync_conflicts_by_audit',
  title: 'Sync conflicts, by the audit',
  definition: 'The same as sync conflicts, from the rows that the pipeline wrote into the audit as it decided.',
  sql: `WITH told AS (
  SELECT entity_id, metric, notes::json ->> 'stream' AS stream, notes::json ->> 'id' AS id
  FROM public.audit_offline_first_mobile_architecture
  WHERE metric ~ '^sync_(replayed_)?(applied|rejected|conflict|expired|parked)$'
    AND notes::json ->> 'offline' = 'true'
),
mutation AS (
  SELECT stream, id, min(entity_id) AS entity_id, bool_or(metric IN ('sync_conflict', 'sync_replayed_conflict')) AS conflict
  FROM told GROUP BY stream, id
)
SELECT coalesce(r.parish, 'unknown') AS parish, count(*) AS mutations, count(*) FILTER (WHERE m.conflict) AS conflicts
FROM mutation m LEFT JOIN island.ride r ON 'ride/' || r.ride_id = m.entity_id
GROUP BY 1 ORDER BY 1`,
};

interface Group {
  readonly parish: string;
  readonly mutations: number;
  readonly conflicts: number;
}

function measure(rows: readonly Row[]): Measured {
  const groups = rows.map((row) => ({
    parish: textIn(row, 'parish'),
    mutations: numberIn(row, 'mutations'),
    conflicts: numberIn(row, 'conflicts'),
  }));
  return { figure: figureOf(groups), byParish: byParish(groups, figureOf), notes: [] };
}

function figureOf(groups: readonly Group[]): Figure {
  const samples = groups.reduce((sum, { mutations }) => sum + mutations, 0);
  const events = groups.reduce((sum, { conflicts }) => sum + conflicts, 0);
  const interval = clopperPearson({ events, samples });
  return {
    value: samples === 0 ? null : events / samples,
    interval,
    samples,
    verdict: judgeBelow(CONFLICT_CEILING, { interval, samples, samplesMin: OFFLINE_MUTATIONS_MIN }),
  };
}
