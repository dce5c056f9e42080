import { Pool, type PoolClient } from 'pg';

/** Runs one statement. Statements may be sent without waiting for the ones before: the server takes them in order. */
export type Sql = <R = Record<string, unknown>>(statement: Statement) => Promise<R[]>;

/** A statement with a name is prepared once for each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Limits of the connections that write. The server enforces them, so that a stuck holder of the head's lock is cut off. */
export const WRITE_POOL_LIMITS = {
  connectionsMax: 2,
  connectTimeoutMs: 5_000,
  connectionLifetimeSeconds: 1_800,
  statementTimeoutMs: 10_000,
  lockTimeoutMs: 10_000,
  idleInTransactionTimeoutMs: 5_000,
  transactionTimeoutMs: 15_000,
} as const;

/** Limits in the place of the usual ones. */
export type WritePoolLimits = { readonly [K in keyof typeof WRITE_POOL_LIMITS]: number };

/** The pool for commits, apart from the readers' one, so that reading never starves deciding. */
export class WritePool {
  readonly #pool: Pool;

  constructor(url: string, onError: (error: Error) => void, special: Partial<WritePoolLimits> = {}) {
    const limits = { ...WRITE_POOL_LIMITS, ...special };
    this.#pool = new Pool({
      connectionString: url,
      application_name: 'bimride-sequencer',
      max: limits.connectionsMax,
      connectionTimeoutMillis: limits.connectTimeoutMs,
      maxLifetimeSeconds: limits.connectionLifetimeSeconds,
      statement_timeout: limits.statementTimeoutMs,
      lock_timeout: limits.lockTimeoutMs,
      idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs,
      // Everything here goes by primary key. Plans made while tables were young would scan them whole for ever after.
      options: `-c transaction_timeout=${limits.transactionTimeoutMs} -c enable_seqscan=off -c jit=off`,
      // A group's statements go out in one flight instead of one round trip each.
      pipeline: true,
    });
    this.#pool.on('error', onError);
    // A connection may break before whoever waits for it has it in hand; nobody would hear of that, and the process would end.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * The one place that opens a transaction for writing. `work` answers true to commit; anything else rolls back.
   *
   * @throws whatever `work` or the database throws, after rolling back. A commit whose reply was lost throws too: the
   * ledger tells later whether it happened.
   */
  async transaction(work: (sql: Sql) => Promise<boolean>): Promise<void> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const markBroken = (error: Error) => (broken = error);
    client.on('error', markBroken);
    try {
      await runTransaction(client, work);
    } catch (error) {
      await client.query('ROLLBACK').catch(markBroken);
      throw error;
    } finally {
      client.off('error', markBroken);
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

async function runTransaction(client: PoolClient, work: (sql: Sql) => Promise<boolean>): Promise<void> {
  const sql: Sql = async (statement) => {
    gatherTurn(client);
    const { rows } = await client.query({ ...statement, values: [...(statement.values ?? [])] });
    return rows as never;
  };
  // Prepared like the others, so that it leaves with them.
  const begun = sql({ name: 'begin', text: 'BEGIN' });
  const commit = await Promise.all([work(sql), begun]).then(([answer]) => answer);
  await client.query(commit ? 'COMMIT' : 'ROLLBACK');
}

/**
 * Lets the statements of this turn leave in one packet. `pg` corks each by itself: without this each of a group's costs a
 * system call, and wakes the database.
 */
function gatherTurn({ connection: { stream } }: PoolClient): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}
