import { ECHO_OWNER } from './tally.ts';

/** Runs one statement. */
export type Ask = (sql: string) => Promise<readonly Record<string, unknown>[]>;

/** Audit ids of one commit begin at this multiple of its number. */
const AUDIT_IDS_PER_COMMIT = 4_096;
const AUDIT = 'public.audit_offline_first_mobile_architecture';

/**
 * What must be true of the database at every moment, whatever was killed: each statement finds the rows that break it.
 * Every effect is recomputed from the ledger.
 */
const ALWAYS: Readonly<Record<string, string>> = {
  'commits are numbered without a hole, and the head is the last': `
    SELECT h.commit FROM sync.head h
    WHERE h.commit <> (SELECT count(*) FROM sync.commit) OR h.commit <> (SELECT coalesce(max(commit), 0) FROM sync.commit)`,
  'a commit holds a mutation, or what was noted instead of one': `
    SELECT c.commit FROM sync.commit c WHERE NOT EXISTS (SELECT 1 FROM sync.ledger l WHERE l.commit = c.commit)
      AND NOT EXISTS (SELECT 1 FROM sync.parked p WHERE p.resolved_commit = c.commit)
      AND NOT EXISTS (SELECT 1 FROM sync.parked_event_act e WHERE e.act_commit = c.commit)
      AND NOT EXISTS (SELECT 1 FROM ${AUDIT} a WHERE a.id / ${AUDIT_IDS_PER_COMMIT} = c.commit
        AND a.metric IN ('sync_id_reused', 'queue_drain'))`,
  'nothing is stored outside a commit': `
    SELECT DISTINCT place, commit FROM (
      SELECT 'ledger' AS place, commit FROM sync.ledger UNION ALL SELECT 'outbox', commit FROM sync.outbox
      UNION ALL SELECT 'view', commit FROM sync.view UNION ALL SELECT 'client', last_commit FROM sync.client
      UNION ALL SELECT 'install', commit FROM sync.client_group UNION ALL SELECT 'outcome', commit FROM sync.outcome UNION ALL SELECT 'effect', commit FROM tally.tally
      UNION ALL SELECT 'audit', id / ${AUDIT_IDS_PER_COMMIT} FROM ${AUDIT}) AS stored
    WHERE NOT EXISTS (SELECT 1 FROM sync.commit c WHERE c.commit = stored.commit)`,
  'each mutation has one audit row, in its own commit': `
    SELECT l.client_id, l.mutation_id, count(a.id) FROM sync.ledger l
    LEFT JOIN (SELECT id, id / ${AUDIT_IDS_PER_COMMIT} AS commit, notes::json ->> 'stream' AS client_id,
      (notes::json ->> 'id')::bigint AS mutation_id FROM ${AUDIT} WHERE metric LIKE 'sync%') a USING (commit, client_id, mutation_id)
    GROUP BY 1, 2 HAVING count(a.id) <> 1`,
  'each audit row has its mutation': `
    SELECT id FROM ${AUDIT} a WHERE metric LIKE 'sync%' AND NOT EXISTS (SELECT 1 FROM sync.ledger l
      WHERE l.client_id = a.notes::json ->> 'stream' AND l.mutation_id = (a.notes::json ->> 'id')::bigint)`,
  'each applied addition has its event, in the same commit and order': `
    SELECT commit FROM sync.commit
    LEFT JOIN (SELECT commit, array_agg(args ->> 'tallyId' ORDER BY ordinal) AS keys FROM sync.ledger
      WHERE name = 'tally.add' AND outcome = 'applied' GROUP BY 1) AS decided USING (commit)
    LEFT JOIN (SELECT commit, array_agg(key ORDER BY ordinal) AS keys FROM sync.outbox
      WHERE type = 'tally.added.v1' GROUP BY 1) AS told USING (commit)
    WHERE decided.keys IS DISTINCT FROM told.keys`,
  'each applied mutation has its effect, once': `
    SELECT tally_id, t.value, e.value AS owed, t.adds, e.adds AS owed_adds FROM tally.tally t
    FULL JOIN (SELECT args ->> 'tallyId' AS tally_id, sum((args ->> 'amount')::bigint) AS value, count(*) AS adds,
        max(commit) AS commit FROM sync.ledger
      WHERE outcome = 'applied' AND name IN ('tally.add', 'tally.echo') GROUP BY 1) AS e USING (tally_id)
    WHERE (t.value, t.adds, t.commit) IS DISTINCT FROM (e.value, e.adds, e.commit)`,
  'each scope sees each of its rows as it stands, and no other': `
    WITH owed AS (
      SELECT 'tally/' || tally_id AS key, 'rider:' || owner_id AS scope, value, adds, commit FROM tally.tally
      UNION ALL SELECT 'tally/' || tally_id, 'ops:dispatch', value, adds, commit FROM tally.tally
      UNION ALL SELECT 'tally/' || tally_id, 'driver:' || driver_id, value, adds, commit FROM tally.tally WHERE driver_id IS NOT NULL)
    SELECT key, scope FROM owed
    FULL JOIN (SELECT key, scope, (value ->> 'value')::bigint AS value, (value ->> 'adds')::bigint AS adds, commit
      FROM sync.view WHERE value IS NOT NULL AND key LIKE 'tally/%') AS seen USING (key, scope)
    WHERE (owed.value, owed.adds, owed.commit) IS DISTINCT FROM (seen.value, seen.adds, seen.commit)`,
  'each scope counts its rows': `
    SELECT scope FROM sync.scope s
    FULL JOIN (SELECT scope, count(*) AS rows FROM sync.view WHERE value IS NOT NULL GROUP BY 1) AS live USING (scope)
    WHERE coalesce(s.rows, 0) <> coalesce(live.rows, 0)`,
  'each stream has its mutations without a hole, and remembers the last': `
    SELECT client_id FROM sync.client c
    FULL JOIN (SELECT client_id, count(*) AS number, max(mutation_id) AS last, max(commit) AS commit FROM sync.ledger
      WHERE NOT single GROUP BY 1) AS sent USING (client_id)
    WHERE (c.last_mutation_id, c.last_mutation_id, c.last_commit) IS DISTINCT FROM (sent.number, sent.last, sent.commit)`,
  'each refusal waits for its owner': `
    SELECT l.client_id, l.mutation_id FROM sync.ledger l WHERE l.outcome <> 'applied' AND NOT l.single
      AND NOT EXISTS (SELECT 1 FROM sync.outcome o WHERE o.client_id = l.client_id AND o.mutation_id = l.mutation_id)`,
};

/** What must come true once all events are handled: each counted once, however often it was delivered. */
const EVENTS_HANDLED = `
  SELECT tally_id, e.adds AS told, t.adds AS counted FROM (SELECT key AS tally_id, sum((payload ->> 'amount')::bigint) AS value,
      count(*) AS adds FROM sync.outbox WHERE type = 'tally.added.v1' GROUP BY 1) AS e
  FULL JOIN (SELECT substr(tally_id, length('${ECHO_OWNER}-') + 1) AS tally_id, value, adds FROM tally.tally
    WHERE owner_id = '${ECHO_OWNER}') AS t USING (tally_id)
  WHERE (e.value, e.adds) IS DISTINCT FROM (t.value, t.adds)`;

const SHOWN_MAX = 3;

/** The invariants that are broken, each with a few of the rows that break it. Run it on one snapshot. */
export async function brokenInvariants(ask: Ask): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [name, sql] of Object.entries(ALWAYS)) {
    const rows = await ask(sql);
    if (rows.length > 0) broken.push(`${name}: ${rows.length} rows, ${JSON.stringify(rows.slice(0, SHOWN_MAX))}`);
  }
  return broken;
}

/** Tallies whose events are not counted, or not exactly once. */
export async function unevenEchoes(ask: Ask): Promise<readonly Record<string, unknown>[]> {
  return ask(EVENTS_HANDLED);
}

/** The names of all invariants, for whoever plants violations. */
export const INVARIANTS = Object.keys(ALWAYS);
