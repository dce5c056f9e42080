import { claimForIdKey } from '#sync';
import type { Config } from '../config.ts';
import type { DataSource } from '../data-source.ts';
import { KeyedIds } from '../keyed-ids.ts';
import type { FaultLog } from '../observe/fault-log.ts';
import type { Secrets } from '../secrets.ts';
import { StartRefused } from './start-refused.ts';

const FINGERPRINT_HEX_DIGITS = 16;

const FOREIGN =
  'The servers of this database have another id-key than this one: a write that is repeated here would be another one, and pages, credentials and SMS of one would not be believed by the other. ' +
  'Give all of them the same secrets (KEY_VAULT_URI, or without it BIMRIDE_DATA_DIR). If the database is a copy, or the key was replaced on purpose: see docs/deployment.md.';

/**
 * Refuses, in production, a database that belongs to servers with other secrets, and reports it elsewhere. The first server
 * leaves a fingerprint of its key: of a keyed hash, which tells nothing of it.
 * @throws StartRefused, SecretUnavailable
 */
export async function refuseForeignIdKey(
  { environment }: Pick<Config, 'environment'>,
  { dataSource, secrets, faults }: { dataSource: DataSource; secrets: Secrets; faults: Pick<FaultLog, 'report'> },
): Promise<void> {
  const digest = await new KeyedIds(secrets).digest('bimride id key 1', []);
  if (await claimForIdKey(dataSource, digest.slice(0, FINGERPRINT_HEX_DIGITS))) return;
  if (environment === 'production') throw new StartRefused(FOREIGN);
  faults.report({ about: 'foreign_id_key', cause: undefined, detail: FOREIGN });
}
