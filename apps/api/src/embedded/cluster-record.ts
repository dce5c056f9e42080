import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresRefused } from './refused.ts';

/** What a data directory remembers of its embedded database, in `postgres.json`. */
export interface ClusterRecord {
  /** Where the cluster's home is: the data directory itself, or a place the server's user can reach. */
  readonly home: string;
  readonly password: string;
  /** TCP port on 127.0.0.1; kept so that a written-down connection string stays good. */
  readonly port: number;
}

const PASSWORD_BYTES = 24;
const recordPath = (dataDir: string): string => join(dataDir, 'postgres.json');

/** A fresh password that needs no escaping in a URL. */
export const newPassword = (): string => randomBytes(PASSWORD_BYTES).toString('base64url');

/** Reads the record, or undefined when this data directory never had an embedded database. */
export async function readClusterRecord(dataDir: string): Promise<ClusterRecord | undefined> {
  const text = await readFile(recordPath(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code !== 'EACCES') throw error;
    throw new EmbeddedPostgresRefused(
      `${dataDir} belongs to another user. Start as that user, or set BIMRIDE_DATA_DIR.`,
    );
  });
  return text === undefined ? undefined : (JSON.parse(text) as ClusterRecord);
}

/** Writes the record so that a crash leaves the old or the new one, never half of it. */
export async function writeClusterRecord(dataDir: string, record: ClusterRecord): Promise<void> {
  const draft = `${recordPath(dataDir)}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, recordPath(dataDir));
}
