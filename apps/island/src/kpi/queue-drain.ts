import { byParish } from './by-parish.ts';
import type { Figure, KpiSpec } from './kpi.ts';
import { numberIn, numberOrNullIn, textIn, type Row } from './query.ts';
import type { Run } from './run.ts';
import { quantileInterval, quantileOf } from './statistics/quantile-interval.ts';
import { DRAINS_MIN, judgeBelow } from './verdict.ts';

export const DRAIN_CEILING_MS = 10_000;

/** Longer queues are told apart: some 200 mutations are a day of a busy driver. */
export const DRAIN_QUEUE_MAX = 200;

const DRAIN_QUANTILE = 0.95;

/** A drain that came to its end. */
export interface Drain {
  readonly parish: string;
  readonly mutations: number;
  /** With the link's round trip. */
  readonly drainMs: number;
}

/** How long queues took to empty after an outage. */
export const queueDrain: KpiSpec = {
  id: 'queue_drain',
  title: 'Queue drain, 95th percentile',
  unit: 'milliseconds',
  definition: `From the first exchange that succeeded after an outage until the last mutation of the queue was decided and stored, one duration per outage, for queues of up to ${DRAIN_QUEUE_MAX} mutations: the 95th percentile. Each is the longer of what the device tells and what the server’s own clock saw; both begin or end at the server and miss one round trip, so the link’s is added before judging. Drains that another outage cut off, and longer queues, are told apart.`,
  gate: '< 10 s',
  decides: true,
  samplesMin: DRAINS_MIN,
  sql: `WITH pushed AS (
  SELECT l.drain_episode AS episode, count(*) AS mutations,
         max(c.committed_at_ms) - min(l.received_at_ms) AS seen_ms,
         min(l.args ->> 'rideId') AS ride_id
  FROM sync.ledger l JOIN sync.commit c ON c.commit = l.commit
  WHERE l.drain_episode IS NOT NULL
  GROUP BY l.drain_episode
),
ended AS (
  SELECT notes::json ->> 'episode' AS episode, value AS told_ms
  FROM public.audit_offline_first_mobile_architecture
  WHERE metric = 'queue_drain'
)
SELECT coalesce(r.parish, 'unknown') AS parish, coalesce(p.mutations, 0) AS mutations,
       CASE WHEN e.episode IS NOT NULL THEN greatest(e.told_ms, p.seen_ms) END AS drain_ms
FROM pushed p FULL JOIN ended e ON e.episode = p.episode
LEFT JOIN island.ride r ON r.ride_id = p.ride_id
ORDER BY 3, 1, 2`,
  measure: (rows, run) => {
    const drains = drainsIn(rows, run);
    const short = drains.filter(({ mutations }) => mutations <= DRAIN_QUEUE_MAX);
    return {
      figure: figureOf(short),
      byParish: byParish(short, figureOf),
      notes: [
        `A round trip of ${run.linkRttMs} ms is added to each.`,
        ...told(rows.length - drains.length, 'were cut off by another outage and are left out'),
        ...told(drains.length - short.length, `had more than ${DRAIN_QUEUE_MAX} mutations and are left out`, drains),
      ],
    };
  },
};

/** The drains that came to their end, with the link's round trip. */
export function drainsIn(rows: readonly Row[], { linkRttMs }: Pick<Run, 'linkRttMs'>): readonly Drain[] {
  return rows.flatMap((row) => {
    const drainMs = numberOrNullIn(row, 'drain_ms');
    if (drainMs === null) return [];
    return [{ parish: textIn(row, 'parish'), mutations: numberIn(row, 'mutations'), drainMs: drainMs + linkRttMs }];
  });
}

function told(count: number, what: string, drains: readonly Drain[] = []): readonly string[] {
  if (count === 0) return [];
  const long = drains.filter(({ mutations }) => mutations > DRAIN_QUEUE_MAX);
  const slowest = long.length === 0 ? '' : `; the slowest took ${Math.max(...long.map(({ drainMs }) => drainMs))} ms`;
  return [`${count} drains ${what}${slowest}.`];
}

function figureOf(drains: readonly Drain[]): Figure {
  const sorted = drains.map(({ drainMs }) => drainMs).sort((one, other) => one - other);
  const interval = quantileInterval(sorted, DRAIN_QUANTILE);
  return {
    value: quantileOf(sorted, DRAIN_QUANTILE),
    interval,
    samples: sorted.length,
    verdict: judgeBelow(DRAIN_CEILING_MS, { interval, samples: sorted.length, samplesMin: DRAINS_MIN }),
  };
}
