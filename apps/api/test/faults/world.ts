import { canonicalJson, verifyStoredChain } from '#sync';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { Role } from '#sync/client';
import { createDataSource, migrateDatabase } from '../../src/data-source.ts';
import type { EmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { startTestCluster } from '../harness/test-cluster.ts';
import { testDatabase } from '../harness/test-database.ts';
import { startTestIssuer, type TestIssuer } from '../harness/test-issuer.ts';
import type { Caller, HttpPhone } from '../phone/index.ts';
import { eventually } from './eventually.ts';
import type { ScopeFollower } from './follower.ts';
import { brokenInvariants, unevenEchoes, type Ask } from './invariants.ts';
import { ServerProcess, type ServerInput } from './server-process.ts';
import { TALLY_DATABASE_MODULES } from './tally.ts';

const TOKEN_SECONDS = 86_400;
/** Connections of the tests, as the database lists them: not those of a server. */
const TESTS = 'fault tests';

/** A database, an issuer and the servers that were started on them. */
export class World {
  readonly databaseUrl: string;
  readonly dataSource: DataSource;
  readonly #deliveriesFile = join(tmpdir(), `bimride-deliveries-${randomUUID()}`);
  readonly #mendedFile = `${this.#deliveriesFile}-mended`;
  readonly #issuer: TestIssuer;
  readonly #closeDatabase: () => Promise<void>;
  readonly #servers = new Set<ServerProcess>();

  private constructor(parts: {
    databaseUrl: string;
    dataSource: DataSource;
    issuer: TestIssuer;
    close: () => Promise<void>;
  }) {
    this.databaseUrl = parts.databaseUrl;
    this.dataSource = parts.dataSource;
    this.#issuer = parts.issuer;
    this.#closeDatabase = parts.close;
  }

  /** On a database of the run's own cluster, which forgets when it is killed. */
  static async create(): Promise<World> {
    const database = await testDatabase({ modules: TALLY_DATABASE_MODULES });
    return World.#on(database.url, () => database.close());
  }

  /** On a cluster of its own that keeps its promises. */
  static async createDurable(): Promise<{ world: World; cluster: EmbeddedPostgres }> {
    const cluster = await startTestCluster({ durable: true });
    await migrateDatabase({ url: cluster.url, modules: TALLY_DATABASE_MODULES });
    return { cluster, world: await World.#on(cluster.url, () => cluster.destroy()) };
  }

  static async #on(databaseUrl: string, closeDatabase: () => Promise<void>): Promise<World> {
    const input = { url: databaseUrl, modules: TALLY_DATABASE_MODULES, applicationName: TESTS };
    const dataSource = await createDataSource(input).initialize();
    const close = async (): Promise<void> => {
      await dataSource.destroy().catch(() => undefined);
      await closeDatabase();
    };
    return new World({ databaseUrl, dataSource, issuer: await startTestIssuer(), close });
  }

  async person(subject: string, role: Role): Promise<Caller> {
    const token = await this.#issuer.mint({ sub: subject, roles: [role], expiresInSeconds: TOKEN_SECONDS });
    return { subject, token };
  }

  /** Starts a server, with something between it and its database if it is given that one's address. */
  async startServer(
    input: Partial<Pick<ServerInput, 'roles' | 'writeLimits' | 'eventLimits' | 'databaseUrl'>> = {},
  ): Promise<ServerProcess> {
    const { databaseUrl } = this;
    const files = { deliveriesFile: this.#deliveriesFile, mendedFile: this.#mendedFile };
    const server = await ServerProcess.start({ databaseUrl, ...input, ...files, issuer: this.#issuer.issuer });
    this.#servers.add(server);
    return server;
  }

  async ask(sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
    return this.dataSource.query<Record<string, unknown>[]>(sql, parameters);
  }

  /** Every way in which the database is wrong, now; the servers may be at work meanwhile. */
  async wrongs(): Promise<readonly string[]> {
    const broken = await this.dataSource.transaction('REPEATABLE READ', (manager) =>
      brokenInvariants((sql) => manager.query<Record<string, unknown>[]>(sql)),
    );
    const chain = await verifyStoredChain(this.dataSource);
    return chain.ok ? broken : [...broken, `the hash chain breaks at commit ${chain.commit}: ${chain.reason}`];
  }

  /** Waits until every event is handled. @throws Error when one never is, or is counted twice. */
  async eventsHandled(): Promise<void> {
    const ask: Ask = (sql) => this.ask(sql);
    await eventually('every event counted once', async () => (await unevenEchoes(ask)).length === 0);
  }

  /** Whether the handlers of this world bear the events of cursed tallies. */
  async mend(isMended: boolean): Promise<void> {
    await (isMended ? writeFile(this.#mendedFile, '') : rm(this.#mendedFile, { force: true }));
  }

  /** Every delivery of an event to a handler, and by which process, oldest first. */
  async deliveries(): Promise<readonly { readonly pid: number; readonly eventId: string }[]> {
    const text = await readFile(this.#deliveriesFile, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => ({ pid: Number(line.split(' ')[0]), eventId: line.split(' ')[1] ?? '' }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#servers].map((server) => server.stop()));
    await this.#issuer.close();
    await this.#closeDatabase();
    await Promise.all([this.#deliveriesFile, this.#mendedFile].map((path) => rm(path, { force: true })));
  }
}

/** Every way in which a reader does not hold its scope as the database has it, and whether it goes on asking for nothing. */
export async function readerWrongs(world: World, follower: ScopeFollower): Promise<readonly string[]> {
  await follower.drain();
  const wrongs: string[] = [];
  const stored = await world.ask(
    "SELECT key, value FROM sync.view WHERE scope = $1 AND value IS NOT NULL AND key LIKE 'tally/%'",
    [follower.scope],
  );
  const held = follower.rows();
  const differing = stored.filter(
    ({ key, value }) => canonicalJson(held.get(String(key)) ?? null) !== canonicalJson(value),
  );
  if (differing.length > 0 || held.size !== stored.length) {
    wrongs.push(`${follower.scope} holds ${held.size} of ${stored.length} rows, ${differing.length} of them otherwise`);
  }
  if (!follower.agreesWithServer()) wrongs.push(`${follower.scope} has another digest than the server`);
  if (!(await follower.isUpToDate())) wrongs.push(`${follower.scope} is given something in a second pull`);
  return wrongs;
}

/** Every way in which a phone was told something else than what is stored. */
export async function phoneWrongs(
  world: World,
  phone: HttpPhone,
  url: string,
  fromPush = 0,
): Promise<readonly string[]> {
  const wrongs: string[] = [];
  if (phone.unanswered.length > 0)
    wrongs.push(`${phone.clientId()} still has ${phone.unanswered.length} mutations pending`);
  const [stream] = await world.ask('SELECT last_mutation_id FROM sync.client WHERE client_id = $1', [phone.clientId()]);
  const lastId = Number(stream?.['last_mutation_id'] ?? 0);
  if (lastId !== phone.lastId())
    wrongs.push(`${phone.clientId()} sent ${phone.lastId()} mutations, the server has ${lastId}`);
  const changed = await phone.changedRepeats(url, fromPush);
  if (changed.length > 0) wrongs.push(`${phone.clientId()} was told otherwise by a replay: ${changed[0]}`);
  return wrongs;
}

/** A stranger's transaction that holds the head's lock. */
export interface HeadHolder {
  /** Whether a commit of ours waits for it. */
  isWaitedFor(): Promise<boolean>;
  letGo(): Promise<void>;
}

/** Opens a transaction that holds the head, as a stuck process would. */
export async function holdHead(databaseUrl: string): Promise<HeadHolder> {
  const holder = new Client({ connectionString: databaseUrl, application_name: 'holder of the head' });
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('UPDATE sync.head SET commit = commit');
  return {
    isWaitedFor: async () => {
      // Within one transaction the list of backends stays as it was first seen.
      await holder.query('SELECT pg_stat_clear_snapshot()');
      const { rowCount } = await holder.query(
        "SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)) AND application_name = 'bimride-sequencer'",
      );
      return (rowCount ?? 0) > 0;
    },
    letGo: async () => {
      await holder.query('ROLLBACK');
      await holder.end();
    },
  };
}
