import type { ChainedAudit, ChainedEvent, ChainedMutation, StoredCommit } from '../wire/chain.ts';
import { AUDIT_ROWS_PER_COMMIT_MAX } from './commit-writes.store.ts';
import type { Reader } from '../define/reader.ts';

interface CommitRecord {
  commit: string;
  epoch: number;
  committed_at_ms: string;
  previous_digest: string;
  digest: string;
  effects_digest: string;
  chain_version: number;
  events_digest: string | null;
  mutations: ChainedMutation[] | null;
  decided: ChainedMutation[] | null;
  events: ChainedEvent[] | null;
  audit: ChainedAudit[] | null;
}

const READ = `
  SELECT c.*,
    (SELECT json_agg(json_build_object('clientId', l.client_id, 'mutationId', l.mutation_id, 'name', l.name,
        'argsHash', l.args_hash, 'outcome', l.result) ORDER BY l.ordinal)
      FROM sync.ledger l WHERE l.commit = c.commit) AS mutations,
    (SELECT json_agg(json_build_object('clientId', p.client_id, 'mutationId', p.mutation_id, 'name', l.name,
        'argsHash', coalesce(p.corrected_args_hash, l.args_hash), 'outcome', p.resolved_result) ORDER BY p.resolved_ordinal)
      FROM sync.parked p JOIN sync.ledger l USING (client_id, mutation_id) WHERE p.resolved_commit = c.commit) AS decided,
    (SELECT json_agg(json_build_object('type', o.type, 'key', o.key, 'payload', o.payload::text) ORDER BY o.ordinal)
      FROM sync.outbox o WHERE o.commit = c.commit) AS events,
    (SELECT json_agg(json_build_object('entityId', a.entity_id, 'metric', a.metric, 'value', a.value, 'notes', a.notes) ORDER BY a.id)
      FROM public.audit_offline_first_mobile_architecture a
      WHERE a.id >= c.commit * ${AUDIT_ROWS_PER_COMMIT_MAX} AND a.id < (c.commit + 1) * ${AUDIT_ROWS_PER_COMMIT_MAX}) AS audit
  FROM sync.commit c WHERE c.commit > $1 ORDER BY c.commit LIMIT $2`;

/** Stored commits after `commit`, with everything their digests cover. */
export async function readCommits(reader: Reader, commit: number, rowsMax: number): Promise<StoredCommit[]> {
  const rows = await reader.query<CommitRecord[]>(READ, [commit, rowsMax]);
  return rows.map((row) => ({
    commit: Number(row.commit),
    epoch: row.epoch,
    committedAtMs: Number(row.committed_at_ms),
    previousDigest: row.previous_digest,
    digest: row.digest,
    effectsDigest: row.effects_digest,
    chainVersion: row.chain_version,
    eventsDigest: row.events_digest,
    mutations: [...(row.mutations ?? []), ...(row.decided ?? [])],
    events: row.events ?? [],
    audit: row.audit ?? [],
  }));
}
