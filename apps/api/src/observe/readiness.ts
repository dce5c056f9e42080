import type { SyncTrouble } from '#sync';
import { pendingMigrations, type DataSource } from '../data-source.ts';

/** Why this process should get no requests. */
export type NotReady = 'starting' | 'shutting_down' | 'database_unavailable' | 'migrations_pending' | SyncTrouble;

/** The pipeline, as far as it tells of its troubles. */
export interface Watched {
  troubles(waitMs: number): Promise<readonly SyncTrouble[]>;
}

const ANSWER_TIMEOUT_MS = 2_000;

/**
 * Says whether this process can serve: the database answers, its schema is current, it listens, every part of the pipeline works,
 * and no shutdown has begun.
 */
export class Readiness {
  readonly #dataSource: DataSource;
  #serving: Watched | undefined;
  #shuttingDown = false;
  #schemaIsCurrent = false;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  get isShuttingDown(): boolean {
    return this.#shuttingDown;
  }

  beginServing(pipeline: Watched): void {
    this.#serving = pipeline;
  }

  beginShutdown(): void {
    this.#shuttingDown = true;
  }

  /** Every reason why it cannot; none when it can. Never throws and never waits longer than four seconds. */
  async check(): Promise<readonly NotReady[]> {
    if (this.#shuttingDown) return ['shutting_down'];
    if (!this.#serving) return ['starting'];
    const reason = await inTime(this.#askDatabase()).catch((): NotReady => 'database_unavailable');
    return reason === undefined ? this.#serving.troubles(ANSWER_TIMEOUT_MS) : [reason];
  }

  // Migrations only ever go forward, so once the schema is seen to be current it is not looked up again.
  async #askDatabase(): Promise<NotReady | undefined> {
    if (this.#schemaIsCurrent) {
      await this.#dataSource.query('SELECT 1');
      return undefined;
    }
    this.#schemaIsCurrent = (await pendingMigrations(this.#dataSource)).length === 0;
    return this.#schemaIsCurrent ? undefined : 'migrations_pending';
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the database does not answer in time')), ANSWER_TIMEOUT_MS);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
