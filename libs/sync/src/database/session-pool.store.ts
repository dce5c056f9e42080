import { Pool, type ClientConfig, type PoolClient, type PoolConfig } from 'pg';
import { closePool } from './close-pool.ts';
import { poolConfig, SilentSession, type SessionLimits, type SessionSettings } from './session.ts';

/** What a pool is for. */
export interface PoolInput {
  readonly application: string;
  readonly connectionsMax: number;
  readonly settings: SessionSettings;
  readonly config?: ClientConfig;
  readonly onError: (error: Error) => void;
}

/** Connections in use, idle, and asked for in vain so far. */
export interface PoolFigures {
  readonly busy: number;
  readonly idle: number;
  readonly waiting: number;
}

/** For so long a pool that opened no connection when it was asked to is not sound. */
const REFUSAL_TOLD_MS = 10_000;

/** A pool whose connections can be renewed: those that are older are no longer given to anybody. */
export class SessionPool {
  readonly #pool: Pool;
  readonly #bornIn = new WeakMap<PoolClient, number>();
  #generation = 0;
  #refused: { readonly error: Error; readonly atMs: number } | undefined;

  constructor(
    address: PoolConfig,
    { application, connectionsMax, settings, config, onError }: PoolInput,
    limits: SessionLimits,
  ) {
    this.#pool = new Pool({
      ...address,
      ...config,
      ...poolConfig(settings, limits),
      application_name: application,
      max: connectionsMax,
    });
    this.#pool.on('error', onError);
    this.#pool.on('connect', (client) => {
      this.#bornIn.set(client, this.#generation);
      this.#refused = undefined;
      // Others took the same way.
      client.on('error', (error) => void (error instanceof SilentSession && this.renew()));
    });
  }

  get figures(): PoolFigures {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  /** Why no connection could be opened, when that was a moment ago: others that are open may still work. */
  get refusal(): Error | null {
    const isRecent = this.#refused && performance.now() - this.#refused.atMs < REFUSAL_TOLD_MS;
    return isRecent ? (this.#refused?.error ?? null) : null;
  }

  /** Gives a connection: release it, with `true` when anything about it is odd. @throws when none comes in time */
  async acquire(): Promise<PoolClient> {
    for (;;) {
      const client = await this.#pool.connect().catch((error: Error) => {
        this.#refused = { error, atMs: performance.now() };
        throw error;
      });
      if (this.#bornIn.get(client) === this.#generation) return client;
      client.release(true);
    }
  }

  /** Every connection that there is may be of no use any more. */
  renew(): void {
    this.#generation += 1;
  }

  /** Whether the database answers. @throws when it does not */
  async check(): Promise<void> {
    const client = await this.acquire();
    try {
      await client.query('SELECT 1');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** Takes no more askers, waits until every connection was given back, and comes back when they are closed. */
  close(): Promise<void> {
    return closePool(this.#pool);
  }
}
