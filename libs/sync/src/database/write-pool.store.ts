import type { PoolClient } from 'pg';
import { Flight, type Sql } from './flight.ts';
import { isPassing, isStale } from './passing-faults.ts';
import type { PoolFigures, SessionPool } from './session-pool.store.ts';
import type { Sessions } from './sessions.ts';
import { StoringRecord } from './storing-record.ts';
import { tryStoring } from './try-storing.store.ts';

/** Limits of the connections that write. The server enforces them, so that a stuck holder of the head's lock is cut off. */
export const WRITE_POOL_LIMITS = {
  connectionsMax: 2,
  statementTimeoutMs: 10_000,
  /** Below the limit of a statement: who waits for a lock in vain is told so. */
  lockTimeoutMs: 8_000,
  idleInTransactionTimeoutMs: 5_000,
  transactionTimeoutMs: 15_000,
  /** For so long no commit may succeed, while some are tried, before it is looked into; and so long the host's last fault counts. */
  unstoredMsMax: 5_000,
  /** Then a trial waits for a lock no longer than this: whoever asks for the health of a server waits for it. */
  trialLockTimeoutMs: 1_000,
} as const;

/** Limits in the place of the usual ones. */
export type WritePoolLimits = { readonly [K in keyof typeof WRITE_POOL_LIMITS]: number };

/** Nothing was stored, for a reason that passes (the cause). */
export class NotNow extends Error {
  constructor(cause: unknown) {
    super('nothing was stored for now', { cause });
  }
}

/** COMMIT was sent and its answer never came: it may be stored, or not. */
export class PerhapsStored extends Error {
  constructor(cause: unknown) {
    super('nobody knows whether it was stored', { cause });
  }
}

type Work<T> = (sql: Sql) => Promise<T>;

interface Asked<T> {
  readonly work: Work<T>;
  readonly keeps: (result: T) => boolean;
  readonly isTrial: boolean;
}

/** The pool for commits, apart from the readers' one, so that reading never starves deciding. */
export class WritePool {
  readonly #pool: SessionPool;
  readonly #limits: WritePoolLimits;
  readonly #record: StoringRecord;
  #trial: Promise<void> | null = null;

  constructor(sessions: Sessions, onError: (error: Error) => void, special: Partial<WritePoolLimits> = {}) {
    const limits = { ...WRITE_POOL_LIMITS, ...special };
    this.#limits = limits;
    this.#record = new StoringRecord(limits.unstoredMsMax);
    this.#pool = sessions.pool({
      application: 'bimride-sequencer',
      connectionsMax: limits.connectionsMax,
      onError,
      settings: {
        statement_timeout: limits.statementTimeoutMs,
        lock_timeout: limits.lockTimeoutMs,
        idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs,
        transaction_timeout: limits.transactionTimeoutMs,
        // What leaves behind a BEGIN that fails must not take effect by itself: only BEGIN READ WRITE may change anything.
        default_transaction_read_only: 'on',
        // Everything here goes by primary key. Plans made while tables were young would scan them whole for ever after.
        enable_seqscan: 'off',
        jit: 'off',
      },
      // A group's statements go out in one flight instead of one round trip each.
      config: { pipeline: true },
    });
  }

  get figures(): PoolFigures {
    return this.#pool.figures;
  }

  /** How storing goes. When that is suspect, a trial tells more (`tryStoring`). */
  get storing(): Pick<StoringRecord, 'isSuspect' | 'isHostFailing'> {
    return this.#record;
  }

  /** Why no connection could be opened, when that was a moment ago. */
  get refusal(): Error | null {
    return this.#pool.refusal;
  }

  /** Whether the database answers. @throws when it does not */
  check(): Promise<void> {
    return this.#pool.check();
  }

  /** Stores something and takes it back; who asks meanwhile hears the same. @throws NotNow, and what keeps it from being stored */
  tryStoring(): Promise<void> {
    const work = (sql: Sql): Promise<void> => tryStoring(sql, this.#limits.trialLockTimeoutMs);
    this.#trial ??= this.#attempts({ work, keeps: () => true, isTrial: true }).finally(() => {
      this.#trial = null;
    });
    return this.#trial;
  }

  /**
   * The one place that opens a transaction for writing: gives what `work` gives, and takes back what it did when that is not
   * to be kept. Work may be done twice, when its first connection had prepared what no longer fits the tables.
   *
   * @throws NotNow when nothing was stored, for a reason that passes; PerhapsStored; whatever `work` throws, or the database
   * says of what was to be stored, when that is the reason why nothing was
   */
  transaction<T>(work: Work<T>, keeps: (result: T) => boolean = () => true): Promise<T> {
    return this.#attempts({ work, keeps, isTrial: false });
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #attempts<T>(asked: Asked<T>): Promise<T> {
    try {
      return await this.#attempt(asked);
    } catch (error) {
      if (!(error instanceof NotNow && isStale(error.cause))) throw error;
      this.#pool.renew();
      return this.#attempt(asked);
    }
  }

  async #attempt<T>({ work, keeps, isTrial }: Asked<T>): Promise<T> {
    const one = this.#record.begin(isTrial);
    try {
      const { result, isKept } = await this.#once(work, keeps);
      if (isKept) this.#record.stored(one);
      return result;
    } catch (error) {
      // Any other failure is of what was to be stored, and says nothing of the rest.
      if (error instanceof NotNow || error instanceof PerhapsStored) this.#record.failed(one, error.cause);
      throw error;
    } finally {
      this.#record.end(one);
    }
  }

  /** A connection goes back to the pool only when all that was sent on it is answered, and nothing is open. */
  async #once<T>(work: Work<T>, keeps: (result: T) => boolean): Promise<{ result: T; isKept: boolean }> {
    const client = await this.#pool.acquire().catch((error: unknown) => {
      throw new NotNow(error);
    });
    const flight = new Flight(client);
    const onError = (error: Error): void => void flight.fail(error);
    client.on('error', onError);
    let isSound = false;
    try {
      const result = await fly(flight, work);
      const isKept = keeps(result);
      isSound = isKept ? await commit(client) : await rollBack(client);
      return { result, isKept };
    } catch (error) {
      isSound = !(error instanceof NotNow || error instanceof PerhapsStored) && (await rollBack(client));
      throw error;
    } finally {
      client.off('error', onError);
      client.release(!isSound);
    }
  }
}

/** Everything of a transaction but its end. */
async function fly<T>(flight: Flight, work: Work<T>): Promise<T> {
  // Prepared like the others, so that it leaves with them.
  const begun = flight.sql({ name: 'begin', text: 'BEGIN READ WRITE' });
  // Work that fails may still have statements under way, and so may a BEGIN that fails.
  const [worked] = await Promise.allSettled([work(flight.sql), begun]);
  await flight.landed();
  if (flight.failure) throw isPassing(flight.failure) ? new NotNow(flight.failure) : flight.failure;
  if (worked.status === 'rejected') throw worked.reason;
  return worked.value;
}

/** True, for the connection that did it. @throws NotNow, PerhapsStored, and why it could not be stored */
async function commit(client: PoolClient): Promise<true> {
  const command = await client.query('COMMIT').then(
    (answer) => answer.command,
    async (error: unknown) => {
      // Whoever still answers has rolled back: a constraint that is checked last, a cancelled COMMIT.
      if (!(await rollBack(client))) throw new PerhapsStored(error);
      throw isPassing(error) ? new NotNow(error) : error;
    },
  );
  // So PostgreSQL answers, without an error, when the transaction had failed before.
  if (command !== 'COMMIT') throw new NotNow(new Error(`COMMIT was answered with ${command}`));
  return true;
}

/** Whether the connection answers, and has no transaction open. */
async function rollBack(client: PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => client.getTransactionStatus() === 'I',
    () => false,
  );
}
