import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runningPostmaster } from '../../src/embedded/postmaster.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { lockHolder } from '../../src/embedded/process-lock.ts';
import { readClusterRecord } from '../../src/embedded/cluster-record.ts';

// This file is loaded by plain Node from Jest's global setup: only TypeScript that can be stripped, no decorators, no `#name`.

const PREFIX = 'bimride-test-';
// A run that begins right now has its directory before it has its lock.
const SWEEP_AGE_MS = 30_000;

/** Fast and forgetful: for tests that never take the power away. */
const FORGETFUL = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

/**
 * Starts a throw-away cluster in the temporary directory. A `durable` one keeps its promises over `stop('immediate')` and kill -9;
 * the other is faster. End it with `destroy()`.
 */
export async function startTestCluster(options: { readonly durable: boolean }): Promise<EmbeddedPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX));
  // mkdtemp makes it for us alone, and as root the server runs as another user.
  await chmod(dataDir, 0o711);
  const settings = { shared_buffers: '128MB', max_connections: 200, ...(options.durable ? {} : FORGETFUL) };
  return startEmbeddedPostgres({ dataDir, settings });
}

/** Stops and deletes the clusters of test runs that were killed. Living runs are left alone. */
export async function sweepTestClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (name.startsWith(PREFIX)) await sweep(join(tmpdir(), name));
  }
}

async function sweep(dataDir: string): Promise<void> {
  const found = await stat(dataDir).catch(() => undefined);
  if (found === undefined || Date.now() - found.mtimeMs < SWEEP_AGE_MS) return;
  const record = await readClusterRecord(dataDir).catch(() => undefined);
  if (record === undefined || (await lockHolder(join(record.home, 'bimride.lock'))) !== undefined) return;
  const orphan = await runningPostmaster(join(record.home, 'postgres'));
  if (orphan !== undefined) process.kill(orphan, 'SIGQUIT');
  await rm(record.home, { recursive: true, force: true, maxRetries: 5 });
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}
