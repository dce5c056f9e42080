import type { Sql } from '../database/flight.ts';
import { toDelivered, type EventRecord } from './event-record.ts';
import type { EventPlace, PlacedEvent, SetAside, Verdict } from './rules/lanes.ts';

/** By the database's clock, which is one for all processes. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** The head of a lane that is set aside. */
export interface LaneHead extends Pick<PlacedEvent, 'place' | 'event'> {
  readonly tries: number;
  readonly dueInMs: number;
}

/** Nobody else changes what the group has set aside until the transaction ends. Whoever does goes through here first. */
export async function lockConsumerGroup(sql: Sql, group: string): Promise<void> {
  const text = 'SELECT 1 FROM sync.cursor WHERE group_name = $1 FOR UPDATE';
  await sql({ name: 'lock group', text, values: [group] });
}

/** Sets events aside. The transaction holds the group. */
export async function insertAside(
  sql: Sql,
  { group, rows, nowMs }: { readonly group: string; readonly rows: readonly SetAside[]; readonly nowMs: number },
): Promise<void> {
  const records = rows.map(({ place, ...rest }) => ({ ...place, ...rest }));
  await sql({
    text: `INSERT INTO sync.parked_event
        (group_name, commit, ordinal, type, key, set_aside_at_ms, tries, last_error, tried_at_ms, due_at_ms, parked_at_ms)
      SELECT $1, r.commit, r.ordinal, r.type, r.key, $3::bigint, r.tries, r.error, CASE WHEN r.error IS NOT NULL THEN $3::bigint END,
        ${NOW_MS} + r."dueInMs", CASE WHEN r."isParked" THEN $3::bigint END
      FROM json_to_recordset($2) AS r(commit bigint, ordinal int, type text, key text, tries int, error text, "dueInMs" bigint, "isParked" boolean)`,
    values: [group, JSON.stringify(records), nowMs],
  });
  // Those before it may have been settled since it was read.
  await armHeads(sql, group, [...new Set(rows.map(({ key }) => key))]);
}

/** The first of a lane is due, unless it waits for staff. Answers how many became so. */
export async function armHeads(sql: Sql, group: string, keys: readonly string[]): Promise<number> {
  const armed = await sql({
    name: 'arm heads',
    text: `UPDATE sync.parked_event p SET due_at_ms = ${NOW_MS}
      FROM unnest($2::text[]) AS lane(key) CROSS JOIN LATERAL (SELECT commit, ordinal FROM sync.parked_event
        WHERE group_name = $1 AND key = lane.key AND resolved_at_ms IS NULL ORDER BY commit, ordinal LIMIT 1) AS head
      WHERE p.group_name = $1 AND (p.commit, p.ordinal) = (head.commit, head.ordinal)
        AND p.due_at_ms IS NULL AND p.parked_at_ms IS NULL RETURNING 1`,
    values: [group, keys],
  });
  return armed.length;
}

/** Heads that are due, and the next ones that will be, soonest first; not those of lanes that are being worked on. */
export async function readHeads(
  sql: Sql,
  { group, except, rowsMax }: { readonly group: string; readonly except: readonly string[]; readonly rowsMax: number },
): Promise<readonly LaneHead[]> {
  return toHeads(await sql(headsQuery('p.key <> ALL($2::text[])', [group, except, rowsMax])));
}

/** What a try of a lane's head led to. Answers the lane's next event, where it is that one's turn. */
export async function conclude(
  sql: Sql,
  { group, head, verdict, nowMs }: { group: string; head: LaneHead; verdict: Verdict; nowMs: number },
): Promise<LaneHead | null> {
  if (verdict.kind !== 'handled') {
    await Promise.all([lockConsumerGroup(sql, group), recordFailure(sql, { group, head, verdict, nowMs })]);
    return null;
  }
  const { key } = head.event;
  // They are sent in one flight, and the server takes them in this order.
  const [, , armed] = await Promise.all([
    lockConsumerGroup(sql, group),
    resolve(sql, { group, place: head.place, as: 'handled', nowMs }),
    armHeads(sql, group, [key]),
  ]);
  if (armed === 0) return null;
  const [next] = toHeads(await sql(headsQuery('p.key = ANY($2::text[])', [group, [key], 1])));
  return next ?? null;
}

/** An event is done with. Of one that nobody had to look at nothing is kept. The transaction holds the group. */
export async function resolve(
  sql: Sql,
  { group, place, as, nowMs }: { group: string; place: EventPlace; as: 'handled' | 'discarded'; nowMs: number },
): Promise<void> {
  const at = 'group_name = $1 AND commit = $2 AND ordinal = $3 AND resolved_at_ms IS NULL';
  const isKept = "($5 = 'discarded' OR parked_at_ms IS NOT NULL OR corrected_payload IS NOT NULL)";
  await sql({
    name: 'resolve event',
    text: `WITH forgotten AS (DELETE FROM sync.parked_event WHERE ${at} AND NOT ${isKept})
      UPDATE sync.parked_event SET resolved_at_ms = $4, resolved_as = $5, due_at_ms = NULL WHERE ${at} AND ${isKept}`,
    values: [group, place.commit, place.ordinal, nowMs, as],
  });
}

async function recordFailure(
  sql: Sql,
  parts: { group: string; head: LaneHead; verdict: Exclude<Verdict, { kind: 'handled' }>; nowMs: number },
): Promise<void> {
  const { group, head, verdict, nowMs } = parts;
  const { commit, ordinal } = head.place;
  await sql({
    name: 'record failure',
    text: `UPDATE sync.parked_event SET tries = $4, last_error = $5, tried_at_ms = $6::bigint, due_at_ms = ${NOW_MS} + $7::bigint,
        parked_at_ms = CASE WHEN $7::bigint IS NULL THEN coalesce(parked_at_ms, $6::bigint) ELSE parked_at_ms END
      WHERE group_name = $1 AND commit = $2 AND ordinal = $3 AND resolved_at_ms IS NULL`,
    values: [
      group,
      commit,
      ordinal,
      verdict.tries,
      verdict.error,
      nowMs,
      verdict.kind === 'again' ? verdict.afterMs : null,
    ],
  });
}

function headsQuery(which: string, values: readonly unknown[]) {
  return {
    text: `SELECT p.commit, p.ordinal, c.epoch, p.type, p.key, coalesce(p.corrected_payload, o.payload) AS payload,
        o.occurred_at_ms, p.tries, greatest(p.due_at_ms - ${NOW_MS}, 0) AS due_in_ms
      FROM sync.parked_event p JOIN sync.outbox o USING (commit, ordinal) JOIN sync.commit c USING (commit)
      WHERE p.group_name = $1 AND p.due_at_ms IS NOT NULL AND ${which} ORDER BY p.due_at_ms LIMIT $3`,
    values,
  };
}

function toHeads(rows: readonly Record<string, unknown>[]): readonly LaneHead[] {
  return (rows as unknown as (EventRecord & { tries: number; due_in_ms: string })[]).map((row) => ({
    ...toDelivered(row),
    tries: row.tries,
    dueInMs: Number(row.due_in_ms),
  }));
}
