import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readClusterRecord } from './cluster-record.ts';
import { lockHolder } from './process-lock.ts';
import { embeddedDatabaseUrl } from './postgres.ts';

/** The connection string of our database in the embedded server that a living Bimride runs on this folder; undefined: none does. */
export async function runningEmbeddedUrl(dataDir: string): Promise<string | undefined> {
  const path = await realpath(resolve(dataDir)).catch(() => undefined);
  const record = path === undefined ? undefined : await readClusterRecord(path);
  if (record === undefined || (await lockHolder(join(record.home, 'bimride.lock'))) === undefined) return undefined;
  return embeddedDatabaseUrl(record.password, record.port);
}
