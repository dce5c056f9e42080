import { databaseTrouble, type SyncTrouble } from '#sync';
import { missingGrants } from '../database-grants.ts';
import { pendingMigrations, type DataSource } from '../data-source.ts';

/** Why this process should get no requests. */
export type NotReady =
  | 'starting'
  | 'shutting_down'
  | 'database_unavailable'
  | 'migrations_pending'
  /** The issuer of tokens cannot be asked, and no keys of it are known: nobody can be let in. */
  | 'identity_unavailable'
  /** The clock of this machine is not that of the database: what is decided by it would be wrong. */
  | 'clock_wrong'
  | SyncTrouble;

/** The pipeline, as far as it tells of its troubles. */
export interface Watched {
  troubles(waitMs: number): Promise<readonly SyncTrouble[]>;
}

/** Something that is asked whether it works. */
export interface Checked {
  /** @throws when it does not */
  check(): Promise<void>;
}

/** The clock of the machine, as the last look found it. */
export interface WatchedClock {
  readonly isWrong: boolean;
}

const ANSWER_TIMEOUT_MS = 2_000;

/**
 * Says whether this process can serve: the database answers and lets it work, its schema is current, it listens, every part of the
 * pipeline works, tokens can be checked, the clock is right, and no shutdown has begun.
 */
export class Readiness {
  readonly #dataSource: DataSource;
  #issuer: Checked | undefined;
  #clock: WatchedClock | undefined;
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

  /** Looks at the issuer of tokens, too. */
  watchIssuer(issuer: Checked): void {
    this.#issuer = issuer;
  }

  /** Looks at the clock of this machine, too. */
  watchClock(clock: WatchedClock): void {
    this.#clock = clock;
  }

  beginShutdown(): void {
    this.#shuttingDown = true;
  }

  /** Every reason why it cannot; none when it can. Never throws and never waits longer than four seconds. */
  async check(): Promise<readonly NotReady[]> {
    if (this.#shuttingDown) return ['shutting_down'];
    if (!this.#serving) return ['starting'];
    const [ofDatabase, ofIssuer] = await Promise.all([this.#databaseTroubles(this.#serving), this.#issuerTroubles()]);
    return [...ofDatabase, ...ofIssuer, ...(this.#clock?.isWrong === true ? (['clock_wrong'] as const) : [])];
  }

  async #databaseTroubles(pipeline: Watched): Promise<readonly NotReady[]> {
    const reason = await inTime(this.#askDatabase()).catch(reasonOf);
    return reason === undefined ? pipeline.troubles(ANSWER_TIMEOUT_MS) : [reason];
  }

  async #issuerTroubles(): Promise<readonly NotReady[]> {
    const works = this.#issuer ? inTime(this.#issuer.check()) : Promise.resolve();
    return works.then(
      () => [],
      () => ['identity_unavailable'],
    );
  }

  // Migrations only ever go forward, so once the schema is seen to be current it is not looked up again.
  async #askDatabase(): Promise<NotReady | undefined> {
    if ((await missingGrants(this.#dataSource)).length > 0) return 'database_refuses';
    this.#schemaIsCurrent ||= (await pendingMigrations(this.#dataSource)).length === 0;
    return this.#schemaIsCurrent ? undefined : 'migrations_pending';
  }
}

function reasonOf(error: unknown): NotReady {
  const trouble = databaseTrouble(error);
  if (trouble === 'exhausted') return 'connections_used_up';
  return trouble === 'refuses' ? 'database_refuses' : 'database_unavailable';
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the database does not answer in time')), ANSWER_TIMEOUT_MS);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
