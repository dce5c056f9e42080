import { AUDIT_ROWS_PER_COMMIT_MAX } from './commit-writes.store.ts';
import { ACTS_COVERED_FROM_VERSION } from '../wire/chain.ts';
import type { Reader } from '../define/reader.ts';

const LAST = '(SELECT coalesce(max(commit), 0) FROM sync.commit)';

/** Commits have no gaps: rows of one that is not there come before the first or after the last. */
const beyond = (column: string): string => `${column} < 1 OR ${column} > ${LAST}`;

const OF_AUDIT = `SELECT id / ${AUDIT_ROWS_PER_COMMIT_MAX} FROM public.audit_offline_first_mobile_architecture
  WHERE id < ${AUDIT_ROWS_PER_COMMIT_MAX} OR id >= (${LAST} + 1) * ${AUDIT_ROWS_PER_COMMIT_MAX}`;

/** Acts outside of every commit are of earlier servers, and so are the events that they are about. */
const OF_ACTS = `SELECT a.commit FROM sync.parked_event_act a WHERE a.act_commit IS NULL AND NOT EXISTS
  (SELECT 1 FROM sync.commit c WHERE c.commit = a.commit AND c.chain_version < ${ACTS_COVERED_FROM_VERSION})`;

/** Events are kept for as long as one of their commit, or of an earlier one, is set aside. */
const OF_PARKED_EVENTS = `SELECT p.commit FROM sync.parked_event p WHERE NOT EXISTS
  (SELECT 1 FROM sync.outbox o WHERE (o.commit, o.ordinal, o.type, o.key) = (p.commit, p.ordinal, p.type, p.key))`;

/** Nobody decided what waits, and the digest of a note comes when the note goes. */
const OF_PARKED_WORK = `SELECT coalesce(l.commit, 0) FROM sync.parked p LEFT JOIN sync.ledger l USING (client_id, mutation_id)
  WHERE l.client_id IS NULL OR (p.detail_digest IS NOT NULL AND p.detail <> '')
    OR (p.resolved_commit IS NULL AND num_nonnulls(p.resolved_by, p.resolved_result, p.resolved_ordinal, p.detail_digest) > 0)`;

const FIRST = `SELECT min(commit) AS commit FROM (${[
  `SELECT commit FROM sync.ledger WHERE ${beyond('commit')}`,
  `SELECT commit FROM sync.correction WHERE ${beyond('commit')}`,
  `SELECT commit FROM sync.outbox WHERE ${beyond('commit')}`,
  `SELECT resolved_commit FROM sync.parked WHERE ${beyond('resolved_commit')}`,
  `SELECT act_commit FROM sync.parked_event_act WHERE ${beyond('act_commit')}`,
  OF_AUDIT,
  OF_ACTS,
  OF_PARKED_EVENTS,
  OF_PARKED_WORK,
].join('\n UNION ALL ')}) AS stray(commit)`;

/**
 * The first commit number under which a row stands that no link covers, and that no server has written; null: there is none.
 * One statement, so that commits and rows are those of one moment, while servers go on.
 */
export async function readFirstStray(reader: Reader): Promise<number | null> {
  const [row] = await reader.query<{ commit: string | null }[]>(FIRST);
  return typeof row?.commit === 'string' ? Number(row.commit) : null;
}
