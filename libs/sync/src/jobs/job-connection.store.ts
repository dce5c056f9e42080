import type { Db } from 'pg-boss';
import type { Reader } from '../define/reader.ts';
import type { SessionPool } from '../database/session-pool.store.ts';
import type { Sessions } from '../database/sessions.ts';

/** Connections that a process holds for its jobs: for what is known of them, not for what they do. */
export const JOB_CONNECTIONS_MAX = 1;

const LOCK_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 5_000;

/** The connection on which jobs are kept: opened and given up like every other of this process, whatever `pg-boss` would do. */
export class JobConnection implements Db, Reader {
  readonly #pool: SessionPool;

  constructor(sessions: Sessions, onError: (error: Error) => void) {
    this.#pool = sessions.pool({
      application: 'bimride-jobs',
      connectionsMax: JOB_CONNECTIONS_MAX,
      onError,
      settings: {
        statement_timeout: sessions.limits.statementTimeoutMs,
        lock_timeout: LOCK_TIMEOUT_MS,
        idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
        jit: 'off',
      },
    });
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- so `pg-boss` has it
  async executeSql(text: string, values: unknown[] = []): Promise<{ rows: any[] }> {
    const client = await this.#pool.acquire();
    try {
      // Without values it may be several statements.
      const result = await (values.length === 0 ? client.query(text) : client.query(text, values));
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async query<T>(text: string, values: unknown[] = []): Promise<T> {
    const { rows } = await this.executeSql(text, values);
    return rows as T;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
