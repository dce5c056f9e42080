import { byParish } from './by-parish.ts';
import { clusteredShare, intervalNote, type Clustered, type ClusteredShare } from './clustered-share.ts';
import type { Beside, Figure, KpiSpec, Measured } from './kpi.ts';
import { DECIDED_SQL } from './ledger-sql.ts';
import { LOSING_CODES, losesBy } from './losing-codes.ts';
import { numberIn, textIn, type Row } from './query.ts';
import { clopperPearson } from './statistics/share-interval.ts';
import { judgeBelow, OFFLINE_MUTATIONS_MIN } from './verdict.ts';

/** Of mutations from offline. */
const CONFLICT_CEILING = 0.005;

const LOSING = Object.entries(LOSING_CODES).flatMap(([code, { loses }]) => (loses ? [code] : []));

const DEFINITION = `Of all mutations that were made offline and reached the server: the share for which one side had to lose, be it a value, a move of a ride or money. That is every conflict, and every answer, applied or refused, with one of these codes: ${LOSING.join(', ')}. What was parked counts by how it ended. A mutation sent again is no new one. The interval of independent mutations is exact.`;

const SHARED = { unit: 'share', gate: '< 0.5 %', decides: true, samplesMin: OFFLINE_MUTATIONS_MIN } as const;

// Mutations of one device in one outage hang together.
const counted = `SELECT coalesce(r.parish, 'unknown') AS parish, d.device || ' since ' || coalesce(o.from_ms, 0) AS cluster, d.name, d.outcome, d.code,
       d.outcome = 'conflict' OR coalesce(d.outcome <> 'parked' AND d.code IN (${LOSING.map((code) => `'${code}'`).join(', ')}), false) AS loses,
       count(*) AS mutations
FROM decided_offline d
LEFT JOIN island.ride r ON r.ride_id = d.ride_id
LEFT JOIN island.claim c ON c.client_id = d.client_id AND c.mutation_id = d.mutation_id
LEFT JOIN island.outage o ON o.group_id = c.group_id AND c.claimed_at_ms >= o.from_ms AND c.claimed_at_ms < o.to_ms
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5`;

/** By the ledger. */
export const syncConflicts: KpiSpec = {
  ...SHARED,
  id: 'sync_conflicts',
  title: 'Sync conflicts',
  definition: `${DEFINITION} By the ledger.`,
  sql: `WITH ${DECIDED_SQL},
decided_offline AS (
  SELECT client_id, mutation_id, group_id AS device, ride_id, name, outcome, code FROM decided WHERE offline
)
${counted}`,
  measure,
};

/** By the audit: the same number by another way. */
export const syncConflictsByAudit: KpiSpec = {
  ...SHARED,
  id: 'sync_conflicts_by_audit',
  title: 'Sync conflicts, by the audit',
  definition: 'The same as sync conflicts, from the rows that the pipeline wrote into the audit as it decided.',
  sql: `WITH told AS (
  SELECT id AS row_id, entity_id, regexp_replace(metric, '^sync_(replayed_)?', '') AS outcome, notes::json ->> 'code' AS code,
         notes::json ->> 'stream' AS client_id, (notes::json ->> 'id')::bigint AS mutation_id, notes::json ->> 'mutation' AS name
  FROM public.audit_offline_first_mobile_architecture
  WHERE metric ~ '^sync_(replayed_)?(applied|rejected|conflict|expired|parked)$'
    AND notes::json ->> 'offline' = 'true'
),
decided_offline AS (
  SELECT DISTINCT ON (client_id, mutation_id) client_id, mutation_id, client_id AS device, outcome, code, coalesce(name, '') AS name,
         CASE WHEN starts_with(entity_id, 'ride/') THEN substr(entity_id, 6) END AS ride_id
  FROM told ORDER BY client_id, mutation_id, row_id DESC
)
${counted}`,
  measure: (rows) => ({ ...measure(rows), beside: [] }),
};

interface Group {
  readonly parish: string;
  readonly cluster: string;
  readonly name: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly loses: boolean;
  readonly mutations: number;
}

function measure(rows: readonly Row[]): Measured {
  const groups = rows.map(groupOf);
  const share = shareOf(groups, ({ loses }) => loses);
  return {
    figure: judged(share),
    byParish: byParish(groups, (ofParish) => judged(shareOf(ofParish, ({ loses }) => loses))),
    beside: besideOf(groups),
    notes: share.samples === 0 ? [] : [intervalNote(share)],
  };
}

function groupOf(row: Row): Group {
  const code = row['code'] === null ? null : textIn(row, 'code');
  const outcome = textIn(row, 'outcome');
  if (code !== null && outcome !== 'parked' && outcome !== 'conflict') losesBy(code);
  return {
    parish: textIn(row, 'parish'),
    cluster: textIn(row, 'cluster'),
    name: textIn(row, 'name'),
    outcome,
    code,
    loses: row['loses'] === true,
    mutations: numberIn(row, 'mutations'),
  };
}

/** Position updates can hardly lose and are many: without them the share is higher. Then what was refused or changed, by its code. */
function besideOf(groups: readonly Group[]): readonly Beside[] {
  const moves = groups.filter(({ name }) => name !== 'drivers.goOnline');
  const isConflict = ({ outcome }: Group): boolean => outcome === 'conflict';
  const telling = groups.filter(({ code, outcome }) => outcome !== 'applied' || code !== null);
  const kinds = Map.groupBy(telling, kindOf);
  return [
    {
      name: 'without position updates (drivers.goOnline)',
      unit: 'share',
      figure: judged(shareOf(moves, ({ loses }) => loses)),
    },
    {
      name: 'with bookings that came after their own deadline (booking_lapsed)',
      unit: 'share',
      figure: judged(shareOf(groups, ({ code, loses }) => loses || code === 'booking_lapsed')),
    },
    { name: 'with the outcome conflict alone', unit: 'share', figure: reported(shareOf(groups, isConflict)) },
    ...[...kinds.keys()].sort().map((kind) => {
      const figure = reported(shareOf(groups, (group) => kinds.get(kind)?.includes(group) === true));
      return { name: kind, unit: 'share', figure } as const;
    }),
  ];
}

function kindOf({ code, loses, outcome }: Group): string {
  return `${outcome}${code === null ? '' : ` ${code}`}${loses ? ', which counts' : ''}`;
}

function shareOf(groups: readonly Group[], isEvent: (group: Group) => boolean): ClusteredShare {
  const asShare = (group: Group): Clustered => {
    const samples = group.mutations;
    return { cluster: group.cluster, samples, events: isEvent(group) ? samples : 0 };
  };
  return clusteredShare(groups.map(asShare), clopperPearson);
}

function judged({ interval, samples, value }: ClusteredShare): Figure {
  const verdict = judgeBelow(CONFLICT_CEILING, { interval, samples, samplesMin: OFFLINE_MUTATIONS_MIN });
  return { value, interval, samples, verdict };
}

function reported({ interval, samples, value }: ClusteredShare): Figure {
  return { value, interval, samples, verdict: null };
}
