/** What is bounded by person: counted behind the head's lock, so that no other commit adds to it meanwhile. */
import type { Sql } from '../database/flight.ts';
import { outcomeKind, type OutcomeState } from '../decide/outcome.ts';
import type { Holdings } from '../decide/step.ts';
import type { FoldResult, Step } from '../decide/step.ts';
import { keyText } from '../define/entity.ts';
import { SYNC_LIMITS } from '../limits.ts';

const MS_PER_DAY = 86_400_000;

/** How much everybody has who pushes in this group. */
export async function loadHoldings(
  sql: Sql,
  steps: readonly Step[],
  nowMs: number,
): Promise<ReadonlyMap<string, Holdings>> {
  const subjects = new Set(steps.flatMap((step) => (step.kind === 'push' ? [step.intent.actor.subject] : [])));
  const rows = await sql<Record<'streams' | 'installs' | 'parked' | 'bytes' | 'subject', string>>({
    name: 'load holdings',
    text: `SELECT q.subject, s.streams, s.installs, p.parked, p.bytes FROM unnest($1::text[]) AS q(subject),
      LATERAL (SELECT count(*) AS streams, count(DISTINCT c.group_id) AS installs
        FROM sync.client_group g JOIN sync.client c ON c.group_id = g.group_id
        WHERE g.subject = q.subject AND c.begun_at_ms > $2) s,
      LATERAL (SELECT count(*) AS parked, coalesce(sum(bytes), 0) AS bytes FROM sync.parked
        WHERE subject = q.subject AND resolved_commit IS NULL) p`,
    values: [[...subjects], nowMs - SYNC_LIMITS.streamsCountedDays * MS_PER_DAY],
  });
  return new Map(
    rows.map(({ subject, streams, installs, parked, bytes }) => [
      subject,
      { streams: Number(streams), installs: Number(installs), parked: Number(parked), parkedBytes: Number(bytes) },
    ]),
  );
}

/**
 * The oldest outcomes of people beyond those that are kept for them, when these come on top.
 *
 * @param coming by person, the outcomes that are about to be stored
 */
async function loadOldOutcomes(sql: Sql, coming: ReadonlyMap<string, readonly string[]>): Promise<readonly string[]> {
  const rows = await sql<{ outcome_id: string }>({
    name: 'load old outcomes',
    text: `SELECT o.outcome_id FROM unnest($1::text[], $2::integer[]) AS q(subject, room),
      LATERAL (SELECT outcome_id FROM sync.outcome WHERE subject = q.subject AND NOT (outcome_id = ANY($3::text[]))
        ORDER BY commit DESC, outcome_id DESC OFFSET q.room) o`,
    values: [
      [...coming.keys()],
      [...coming.values()].map(({ length }) => Math.max(0, SYNC_LIMITS.outcomesPerPersonMax - length)),
      [...coming.values()].flat(),
    ],
  });
  return rows.map((row) => row.outcome_id);
}

/** The group, with the oldest outcomes taken away of people for whom there would be too many. */
export async function withoutOldOutcomes(sql: Sql, folded: FoldResult): Promise<FoldResult> {
  const puts = [...folded.changes.values()].filter(({ kind, state }) => kind === outcomeKind.kind && state !== null);
  if (puts.length === 0) return folded;
  const coming = Map.groupBy(puts, ({ state }) => (state as OutcomeState).subject);
  const ids = new Map([...coming].map(([subject, changes]) => [subject, changes.map(({ id }) => id)]));
  const old = (await loadOldOutcomes(sql, ids)).map((id) => outcomeKind.remove(id));
  if (old.length === 0) return folded;
  return {
    ...folded,
    changes: new Map([...folded.changes, ...old.map((change) => [keyText(change), change] as const)]),
  };
}
