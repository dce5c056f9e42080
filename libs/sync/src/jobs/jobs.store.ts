import type { Reader } from '../define/reader.ts';
import type { JobCounts } from './job-worker.ts';

/** How far a run has come; `retrying`: it failed or was killed, and is begun again. */
export const RUN_STATES = ['waiting', 'running', 'retrying', 'done', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Who had a job done: its time had come, or somebody asked. */
export const RUN_CAUSES = ['schedule', 'staff', 'operator'] as const;
export type RunCause = (typeof RUN_CAUSES)[number];

/** What a run is given. */
export interface RunInput {
  readonly dryRun: boolean;
  readonly cause: RunCause;
}

/** One run, as it is told. */
export interface JobRunItem extends RunInput {
  readonly runId: string;
  readonly state: RunState;
  /** How often it was begun. */
  readonly tries: number;
  readonly askedAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** What was done, or would be; null while it is not done. */
  readonly counts: JobCounts | null;
  /** What it failed with last: a name, a code and a place, never a message. */
  readonly error: string | null;
}

interface RunRecord {
  id: string;
  name: string;
  state: 'created' | 'active' | 'retry' | 'completed' | 'cancelled' | 'failed';
  data: Partial<RunInput> | null;
  output: { counts?: JobCounts; message?: string } | null;
  tries: number;
  asked_at_ms: string;
  started_at_ms: string | null;
  ended_at_ms: string | null;
}

const STATES: Readonly<Record<RunRecord['state'], RunState>> = {
  created: 'waiting',
  active: 'running',
  retry: 'retrying',
  completed: 'done',
  cancelled: 'failed',
  failed: 'failed',
};

const RUN = `id, name, state, data, output, retry_count + CASE WHEN started_on IS NULL THEN 0 ELSE 1 END AS tries,
  floor(extract(epoch FROM created_on) * 1000) AS asked_at_ms, floor(extract(epoch FROM started_on) * 1000) AS started_at_ms,
  floor(extract(epoch FROM completed_on) * 1000) AS ended_at_ms`;

/** The newest run of each of these jobs, and the newest of each that failed. */
export async function readNewestRuns(
  reader: Reader,
  names: readonly string[],
): Promise<ReadonlyMap<string, { readonly last: JobRunItem | null; readonly lastFailed: JobRunItem | null }>> {
  const rows = await reader.query<(RunRecord & { failed: boolean })[]>(
    `SELECT q.failed, r.* FROM unnest($1::text[]) AS job CROSS JOIN (VALUES (false), (true)) AS q(failed)
     JOIN LATERAL (SELECT ${RUN} FROM jobs.job WHERE name = job AND (NOT q.failed OR state IN ('retry', 'failed'))
       ORDER BY created_on DESC LIMIT 1) r ON true`,
    [names],
  );
  const newest = (name: string, failed: boolean): JobRunItem | null => {
    const row = rows.find((one) => one.name === name && one.failed === failed);
    return row ? toItem(row) : null;
  };
  return new Map(names.map((name) => [name, { last: newest(name, false), lastFailed: newest(name, true) }]));
}

/** One run; null: there is none, or no longer. */
export async function findRun(reader: Reader, name: string, runId: string): Promise<JobRunItem | null> {
  const [row] = await reader.query<RunRecord[]>(`SELECT ${RUN} FROM jobs.job WHERE name = $1 AND id = $2::uuid`, [
    name,
    runId,
  ]);
  return row ? toItem(row) : null;
}

function toItem(row: RunRecord): JobRunItem {
  const { data, output } = row;
  return {
    runId: row.id,
    // What the schedule sends has no cause in it.
    dryRun: data?.dryRun ?? false,
    cause: data?.cause ?? 'schedule',
    state: STATES[row.state],
    tries: row.tries,
    askedAtMs: Number(row.asked_at_ms),
    startedAtMs: row.started_at_ms === null ? null : Number(row.started_at_ms),
    endedAtMs: row.ended_at_ms === null ? null : Number(row.ended_at_ms),
    counts: row.state === 'completed' ? (output?.counts ?? {}) : null,
    error: row.state === 'completed' ? null : (output?.message ?? null),
  };
}
