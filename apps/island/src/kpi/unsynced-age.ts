import type { KpiSpec } from './kpi.ts';
import { numberIn, type Row } from './query.ts';

/** How often the queues are looked at. */
const LOOK_EVERY_MS = 300_000;

const WAITING_SQL = `WITH waiting AS (
  SELECT c.group_id, c.claimed_at_ms AS from_ms,
         coalesce(l.received_at_ms, (SELECT max(committed_at_ms) FROM sync.commit)) AS to_ms
  FROM island.claim c
  LEFT JOIN sync.ledger l ON l.client_id = c.client_id AND l.mutation_id = c.mutation_id
),
look AS (
  SELECT w.group_id, moment AS at_ms, max(moment - w.from_ms) AS oldest_ms
  FROM waiting w,
       generate_series((w.from_ms + ${LOOK_EVERY_MS - 1}) / ${LOOK_EVERY_MS} * ${LOOK_EVERY_MS}, w.to_ms - 1, ${LOOK_EVERY_MS}) AS moment
  GROUP BY w.group_id, moment
)`;

/** How old the oldest thing is that a phone has not brought yet. */
export const unsyncedAge: KpiSpec = {
  id: 'unsynced_age',
  title: 'Oldest unsynced, 99th percentile',
  unit: 'milliseconds',
  definition:
    'Every five minutes, for each device with something that it had saved and the server had not received: the age of the oldest of that; of all those ages the 99th percentile. By the virtual clock, since some devices’ own are wrong. It follows from the length of outages and has no gate.',
  gate: null,
  decides: false,
  samplesMin: 1,
  sql: `${WAITING_SQL}
SELECT count(*) AS looks, percentile_disc(0.99) WITHIN GROUP (ORDER BY oldest_ms) AS oldest_ms FROM look`,
  measure: ([row = { looks: 0, oldest_ms: null }]) => ({
    figure: {
      value: row['oldest_ms'] === null ? null : numberIn(row, 'oldest_ms'),
      interval: null,
      samples: numberIn(row, 'looks'),
      verdict: null,
    },
    byParish: [],
    notes: [],
  }),
};

/** Queue age at one hour of the day. */
export interface AgeAtHour {
  /** 0 to 23, in Barbados. */
  readonly hour: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Queue age over the day. Barbados is four hours behind UTC, all year. */
export const AGE_BY_HOUR_SQL = `${WAITING_SQL}
SELECT (at_ms / 3600000 + 20) % 24 AS hour,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY oldest_ms) AS median_ms,
       percentile_disc(0.95) WITHIN GROUP (ORDER BY oldest_ms) AS p95_ms,
       max(oldest_ms) AS max_ms
FROM look GROUP BY 1 ORDER BY 1`;

/** Reads the rows of `AGE_BY_HOUR_SQL`. */
export function agesByHour(rows: readonly Row[]): readonly AgeAtHour[] {
  return rows.map((row) => ({
    hour: numberIn(row, 'hour'),
    medianMs: numberIn(row, 'median_ms'),
    p95Ms: numberIn(row, 'p95_ms'),
    maxMs: numberIn(row, 'max_ms'),
  }));
}
