import { Pool } from 'pg';
import type { Reader } from '../define/reader.ts';
import { sha256 } from '../native-hash.ts';

/** Limits of the connections on which phones' pulls are read. */
export const READ_POOL_LIMITS = {
  connectionsMax: 8,
  connectTimeoutMs: 5_000,
  connectionLifetimeSeconds: 1_800,
  statementTimeoutMs: 15_000,
} as const;

const NAME_HEX_DIGITS = 32;

/**
 * Reads what is asked again and again: each statement is prepared once for each connection. Planning took longer than reading
 * for a pull, the most frequent thing that is asked. For statements that stand in the code, of which there are few.
 */
export class ReadPool implements Reader {
  readonly #pool: Pool;
  readonly #names = new Map<string, string>();

  constructor(url: string, onError: (error: Error) => void) {
    this.#pool = new Pool({
      connectionString: url,
      application_name: 'bimride-pulls',
      max: READ_POOL_LIMITS.connectionsMax,
      connectionTimeoutMillis: READ_POOL_LIMITS.connectTimeoutMs,
      maxLifetimeSeconds: READ_POOL_LIMITS.connectionLifetimeSeconds,
      statement_timeout: READ_POOL_LIMITS.statementTimeoutMs,
      // Everything here goes by an index. Plans made while tables were young would scan them whole for ever after.
      options: '-c enable_seqscan=off -c jit=off -c default_transaction_read_only=on',
    });
    this.#pool.on('error', onError);
    // A connection may break before whoever waits for it has it in hand; nobody would hear of that, and the process would end.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async query<T>(text: string, values: unknown[] = []): Promise<T> {
    const { rows } = await this.#pool.query({ name: this.#nameOf(text), text, values });
    return rows as T;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #nameOf(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = sha256(text).slice(0, NAME_HEX_DIGITS);
    this.#names.set(text, name);
    return name;
  }
}
