import { bootstrap, readConfig, startEmbeddedPostgres, type EmbeddedPostgres, type RunningServer } from '#api';
import { verifyPage, type BookJwks } from '#pricing/client';
import { GiveUps, OfferTimeouts } from '#rides';
import { SyncRuntime, type CommitReport } from '#sync';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { Issuer } from './issuer.ts';

/** Fast and forgetful: the power never goes in a run, and the database does not outlive it. */
const FORGETFUL = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
} as const;
const DATABASE = 'island';

/** The product itself, in this process: its real pipeline over its real database, by the island's clock. */
export interface IslandServer {
  readonly running: RunningServer;
  readonly issuer: Issuer;
  readonly databaseUrl: string;
  /** Resolves when the server's handlers have seen everything that was committed before. */
  idle(): Promise<void>;
  /** Takes back offers, and gives up rides, whose time is over. */
  lookForDue(): Promise<void>;
  /** Keys of the book's pages. */
  bookKeys(): Promise<BookJwks>;
  /** The contents of a page of the book. */
  page(name: 'map' | 'tariff', keys: BookJwks, nowMs: number): Promise<ReturnType<typeof verifyPage>>;
  /** Takes everything away, files too. Safe to call twice. */
  close(): Promise<void>;
}

export interface IslandServerParts {
  readonly clock: VirtualClock;
  readonly onCommit: (report: CommitReport) => void;
}

/** Starts database, issuer and server. */
export async function startIslandServer(parts: IslandServerParts): Promise<IslandServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bimride-island-'));
  // Made for us alone; as root the database runs as another user.
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, settings: FORGETFUL });
  try {
    return await start({ ...parts, dataDir, postgres });
  } catch (error) {
    await postgres.destroy();
    throw error;
  }
}

async function start({
  clock,
  dataDir,
  onCommit,
  postgres,
}: IslandServerParts & { dataDir: string; postgres: EmbeddedPostgres }): Promise<IslandServer> {
  const issuer = await Issuer.start();
  const databaseUrl = await makeDatabase(postgres.url);
  const config = readConfig({
    PORT: '0',
    BIMRIDE_MANAGEMENT_PORT: '0',
    BIMRIDE_LOG_LEVEL: 'error',
    BIMRIDE_ROAD_ENGINE: 'matrix',
    // A day of the island passes in minutes.
    BIMRIDE_PERSON_POINTS_PER_MINUTE: '100000000',
    BIMRIDE_STRANGER_POINTS_PER_MINUTE: '100000000',
    BIMRIDE_DATA_DIR: join(dataDir, 'server'),
    DATABASE_URL: databaseUrl,
    OIDC_ISSUER: issuer.url,
  });
  const pipeline = { clock: () => clock.nowMs(), onCommit };
  const running = await bootstrap(config, { planted: { pipeline, looksByHand: true } });
  const timeouts = running.app.get(OfferTimeouts, { strict: false });
  const giveUps = running.app.get(GiveUps, { strict: false });
  const sync = running.app.get(SyncRuntime, { strict: false });
  const takeAway = async (): Promise<void> => {
    await running.close();
    await issuer.close();
    await postgres.destroy();
    await rm(dataDir, { recursive: true, force: true });
  };
  let closing: Promise<void> | undefined;
  return {
    running,
    issuer,
    databaseUrl,
    idle: () => sync.idle(),
    lookForDue: async () => {
      await Promise.all([timeouts.doDue(), giveUps.doDue()]);
    },
    bookKeys: async () => (await (await fetch(`${running.url}/v1/book/jwks.json`)).json()) as BookJwks,
    page: async (name, keys, nowMs) =>
      verifyPage(await (await fetch(`${running.url}/v1/book/${name}`)).text(), keys, nowMs),
    close: () => (closing ??= takeAway()),
  };
}

async function makeDatabase(clusterUrl: string): Promise<string> {
  const admin = new Client({ connectionString: clusterUrl });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await admin.end();
  }
  const url = new URL(clusterUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
}
