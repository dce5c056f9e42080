import { byParish } from './by-parish.ts';
import type { Beside, Figure, KpiSpec, Measured } from './kpi.ts';
import { numberIn, numberOrNullIn, textIn, type Row } from './query.ts';
import type { Run } from './run.ts';
import { quantileInterval, quantileOf } from './statistics/quantile-interval.ts';
import { DRAINS_MIN, judgeBelow } from './verdict.ts';

export const DRAIN_CEILING_MS = 10_000;

/** Longer queues are told apart: some 200 mutations are a day of a busy driver. */
export const DRAIN_QUEUE_MAX = 200;

const DRAIN_QUANTILE = 0.95;

/** By how much waited: a person's one tap, a ride, some rides, a day. */
const SIZES = [
  { words: '1 mutation', from: 1, to: 1 },
  { words: '2 to 19 mutations', from: 2, to: 19 },
  { words: '20 to 99 mutations', from: 20, to: 99 },
  { words: '100 mutations and more', from: 100, to: Infinity },
] as const;

/** How a queue emptied. */
export interface Drain {
  readonly parish: string;
  readonly mutations: number;
  /** Infinite: it did not, before the next outage or the closing of the app. */
  readonly drainMs: number;
}

const SHARED = { unit: 'milliseconds', gate: '< 10 s', decides: true, samplesMin: DRAINS_MIN } as const;

/** As phones live through it. */
export const queueDrain: KpiSpec = {
  ...SHARED,
  id: 'queue_drain',
  title: 'Queue drain, 95th percentile',
  definition: `On the phone, by the island’s clock, for queues of up to ${DRAIN_QUEUE_MAX} mutations: from when the first request left that the server answered well after a real outage, even if that answer got lost, until nothing waited any more and every outcome was on the phone’s disk: the 95th percentile. What was added meanwhile is part of it. A drain that another outage or the closing of the app cut off counts as one that never ended. The link’s time is in it, the server’s own only as the fixed time that the run names.`,
  sql: `SELECT parish, mutations, ended_at_ms - served_at_ms AS drain_ms, ended_at_ms - heard_at_ms AS heard_ms
FROM island.drain
ORDER BY 3, 4, 1, 2`,
  measure: (rows) => {
    const all = drainsIn(rows);
    const short = all.filter(isShort);
    const heard = rows.flatMap((row) => (row['heard_ms'] === null ? [] : [drainOf(row, 'heard_ms')])).filter(isShort);
    const cut = short.filter(({ drainMs }) => drainMs === Infinity).length;
    return {
      figure: figureOf(short),
      byParish: byParish(short, figureOf),
      beside: [
        ...bySize(all),
        {
          name: 'of those that ended, from the first request whose answer came',
          unit: 'milliseconds',
          figure: figureOf(heard),
        },
      ],
      notes: [
        ...told(cut, 'drains were cut off by another outage, or by closing the app, and count as never ended.'),
        ...told(
          all.length - short.length,
          `drains had more than ${DRAIN_QUEUE_MAX} mutations and are shown by size alone.`,
        ),
      ],
    };
  },
};

/** By the server's rows: the same by another way, with what that way cannot see. */
export const queueDrainByAudit: KpiSpec = {
  ...SHARED,
  id: 'queue_drain_by_audit',
  title: 'Queue drain, by the audit',
  definition: `By the server’s rows, for queues of up to ${DRAIN_QUEUE_MAX} mutations: from the first push that arrived in an episode until the last mutation of the queue was decided and stored. Each is the longer of what the device tells and what the server’s own clock saw; both begin or end at the server and miss one round trip, so the link’s is added before judging. A phone that waits for an answer in vain begins a new episode, so a stall between two pushes is not in this figure; it is in the phone’s own.`,
  sql: `WITH pushed AS (
  SELECT l.drain_episode AS episode, min(l.group_id) AS group_id, count(*) AS mutations,
         max(c.committed_at_ms) - min(l.received_at_ms) AS seen_ms, max(c.committed_at_ms) AS last_ms,
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
       CASE WHEN e.episode IS NOT NULL THEN greatest(e.told_ms, p.seen_ms) END AS drain_ms,
       EXISTS (SELECT FROM island.outage o WHERE o.group_id = p.group_id AND o.from_ms BETWEEN p.last_ms - p.seen_ms AND p.last_ms + ${DRAIN_CEILING_MS}) AS outage_came
FROM pushed p FULL JOIN ended e ON e.episode = p.episode
LEFT JOIN island.ride r ON r.ride_id = p.ride_id
ORDER BY 3, 1, 2`,
  measure: measureAudit,
};

function measureAudit(rows: readonly Row[], { linkRttMs }: Run): Measured {
  const [ended, unended] = [
    rows.filter((row) => row['drain_ms'] !== null),
    rows.filter((row) => row['drain_ms'] === null),
  ];
  const all = drainsIn(ended).map((drain) => ({ ...drain, drainMs: drain.drainMs + linkRttMs }));
  const short = all.filter(isShort);
  const cut = unended.filter((row) => row['outage_came'] === true).length;
  return {
    figure: figureOf(short),
    byParish: byParish(short, figureOf),
    notes: [
      `A round trip of ${linkRttMs} ms is added to each.`,
      ...told(cut, 'episodes were cut off by another outage and are left out here.'),
      ...told(
        unended.length - cut,
        'episodes have no end although there was coverage: an answer did not come, and the phone began another one.',
      ),
      ...told(
        all.filter(({ mutations }) => mutations === 0).length,
        'ends were told of queues that had arrived in an episode before.',
      ),
      ...told(all.length - short.length, `drains had more than ${DRAIN_QUEUE_MAX} mutations and are left out.`),
    ],
  };
}

/** All drains, those that never ended included. */
export function drainsIn(rows: readonly Row[]): readonly Drain[] {
  return rows.map((row) => drainOf(row, 'drain_ms'));
}

function drainOf(row: Row, column: string): Drain {
  const drainMs = numberOrNullIn(row, column) ?? Infinity;
  return { parish: textIn(row, 'parish'), mutations: numberIn(row, 'mutations'), drainMs };
}

function isShort({ mutations }: Drain): boolean {
  return mutations <= DRAIN_QUEUE_MAX;
}

function bySize(drains: readonly Drain[]): readonly Beside[] {
  return SIZES.map(({ words, from, to }) => ({
    name: `with ${words}`,
    unit: 'milliseconds',
    figure: figureOf(drains.filter(({ mutations }) => mutations >= from && mutations <= to)),
    samplesMin: DRAINS_MIN,
  }));
}

function told(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

function figureOf(drains: readonly Drain[]): Figure {
  const sorted = drains.map(({ drainMs }) => drainMs).sort(ascending);
  const interval = quantileInterval(sorted, DRAIN_QUANTILE);
  return {
    value: quantileOf(sorted, DRAIN_QUANTILE),
    interval,
    samples: sorted.length,
    verdict: judgeBelow(DRAIN_CEILING_MS, { interval, samples: sorted.length, samplesMin: DRAINS_MIN }),
  };
}

// Of two that never ended the difference is no number.
function ascending(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
