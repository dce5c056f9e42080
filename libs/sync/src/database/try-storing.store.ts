import type { Sql } from './flight.ts';

/**
 * Stores what a commit stores, and takes it back: a row of the ledger needs room in its table, and the end of the transaction room
 * in the log. It does not queue for the head: whoever holds that is deciding.
 * @throws what keeps a commit from being stored
 */
export async function tryStoring(sql: Sql, lockTimeoutMs: number): Promise<void> {
  await Promise.all([
    sql({ text: `SET LOCAL lock_timeout = ${lockTimeoutMs}` }),
    // What every commit may write: of a table that somebody holds, or that is not there, this tells.
    sql({
      text: `LOCK TABLE sync.head, sync.commit, sync.ledger, sync.client, sync.client_group, sync.view, sync.scope, sync.outcome,
        sync.outbox, sync.parked, public.audit_offline_first_mobile_architecture IN ROW EXCLUSIVE MODE`,
    }),
    sql({ text: 'SAVEPOINT trial' }),
    sql({
      text: `INSERT INTO sync.ledger
          (client_id, mutation_id, commit, ordinal, group_id, single, subject, roles, name, args_hash, received_at_ms, offline, outcome, result)
        VALUES ('trial ' || pg_backend_pid(), 0, 0, 0, 'trial', true, 'system', '{system}', 'trial', '', 0, false, 'rejected', '')`,
    }),
    sql({ text: 'ROLLBACK TO SAVEPOINT trial' }),
  ]);
}
