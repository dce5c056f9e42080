import type { Reader } from '../define/reader.ts';
import { sha256 } from '../native-hash.ts';
import { isStale } from './passing-faults.ts';
import type { PoolFigures, SessionPool } from './session-pool.store.ts';
import type { Sessions } from './sessions.ts';

/** Connections on which phones' pulls are read, unless there are to be others. */
const CONNECTIONS_MAX = 8;

const NAME_HEX_DIGITS = 32;

/**
 * Reads what is asked again and again: each statement is prepared once for each connection. Planning took longer than reading
 * for a pull, the most frequent thing that is asked. For statements that stand in the code, of which there are few.
 */
export class ReadPool implements Reader {
  readonly #pool: SessionPool;
  readonly #names = new Map<string, string>();

  constructor(sessions: Sessions, onError: (error: Error) => void, connectionsMax = CONNECTIONS_MAX) {
    this.#pool = sessions.pool({
      application: 'bimride-pulls',
      connectionsMax,
      onError,
      settings: {
        statement_timeout: sessions.limits.statementTimeoutMs,
        default_transaction_read_only: 'on',
        // Everything here goes by an index. Plans made while tables were young would scan them whole for ever after.
        enable_seqscan: 'off',
        jit: 'off',
      },
    });
  }

  get figures(): PoolFigures {
    return this.#pool.figures;
  }

  /** Reads; a second time on a new connection, when what was prepared on the first no longer fits the tables. */
  async query<T>(text: string, values: unknown[] = []): Promise<T> {
    try {
      return await this.#read<T>(text, values);
    } catch (error) {
      if (!isStale(error)) throw error;
      this.#pool.renew();
      return this.#read<T>(text, values);
    }
  }

  /** Why no connection could be opened, when that was a moment ago. */
  get refusal(): Error | null {
    return this.#pool.refusal;
  }

  /** Whether the database answers. @throws when it does not */
  check(): Promise<void> {
    return this.#pool.check();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #read<T>(text: string, values: unknown[]): Promise<T> {
    const client = await this.#pool.acquire();
    try {
      const { rows } = await client.query({ name: this.#nameOf(text), text, values });
      client.release();
      return rows as T;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  #nameOf(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = sha256(text).slice(0, NAME_HEX_DIGITS);
    this.#names.set(text, name);
    return name;
  }
}
