/** The servers of a measurement: the real one over a durable PostgreSQL of its own, and the document server. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startTestCluster } from '#api/testing/test-cluster';
import { startTestIssuer } from '#api/testing/test-issuer';
import { freePort } from '../../server-process.ts';
import type { Intent } from '../intents.ts';
import { REPOSITORY } from '../places.ts';
import type { ClientName } from '../plan.ts';
import { DocumentServer } from './document-server.ts';
import { storedEffects, type Effects } from './stored-effects.ts';

export interface MeasuredServer {
  readonly port: number;
  /** Looks into the store, after the drain. */
  effectsOf(person: string, intents: readonly Intent[]): Promise<Effects>;
}

export interface Servers {
  of(client: ClientName): MeasuredServer;
  tokenOf(person: string): Promise<string>;
  close(): Promise<void>;
}

const TOKEN_SECONDS = 7_200;
const ON_THE_REAL_SERVER: ReadonlySet<ClientName> = new Set(['bimride', 'replicache']);

/** Starts all of them; `close()` takes everything away again. */
export async function startServers(): Promise<Servers> {
  const cluster = await startTestCluster({ durable: true });
  const issuer = await startTestIssuer();
  const dataDir = await mkdtemp(join(tmpdir(), 'bimride-side-by-side-'));
  const port = await freePort();
  const serverProcess = await startReal({
    DATABASE_URL: cluster.url,
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: issuer.audience,
    PORT: `${port}`,
    BIMRIDE_MANAGEMENT_PORT: '0',
    BIMRIDE_DATA_DIR: dataDir,
    BIMRIDE_LOG_LEVEL: 'warn',
    BIMRIDE_PERSON_POINTS_PER_MINUTE: '100000000',
    BIMRIDE_STRANGER_POINTS_PER_MINUTE: '100000000',
    BIMRIDE_ROLES: 'http',
  });
  const pool = new pg.Pool({ connectionString: cluster.url, max: 2 });
  const documents = await DocumentServer.start();
  const real: MeasuredServer = {
    port,
    effectsOf: (person, intents) => storedEffects(pool, person, intents),
  };
  const simple: MeasuredServer = {
    port: documents.port,
    effectsOf: async (person) => documents.store(person).effects,
  };
  return {
    of: (client) => (ON_THE_REAL_SERVER.has(client) ? real : simple),
    tokenOf: (sub) => issuer.mint({ sub, roles: ['rider'], expiresInSeconds: TOKEN_SECONDS }),
    close: async () => {
      await pool.end();
      await stop(serverProcess);
      await documents.close();
      await issuer.close();
      await cluster.destroy();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function startReal(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const script = join(REPOSITORY, 'dist/bench/side-by-side/servers/bimride-server.js');
  const child = fork(script, [JSON.stringify(environment)], {
    cwd: REPOSITORY,
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit').then(() => {
    throw new Error('the server did not start');
  });
  await Promise.race([once(child, 'message'), gone]);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.send('close');
  await exited;
}
