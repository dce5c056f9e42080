import { readConfig } from '../read-config.ts';
import type { DataSource } from '../data-source.ts';
import { createLogger } from '../observe/logger.ts';
import { openDatabase } from '../open-database.ts';
import { openSecrets } from '../open-secrets.ts';

/** Runs an operator's command on the configured database, embedded or not, and lets go of it. */
export async function withDatabase(work: (dataSource: DataSource) => Promise<void>): Promise<void> {
  const config = readConfig(process.env, 'database');
  const log = createLogger(config);
  const secrets = await openSecrets(config, { purpose: 'database' });
  try {
    const database = await openDatabase(config, secrets, log);
    try {
      await work(database.dataSource);
    } finally {
      await database.close();
    }
  } finally {
    await secrets.close();
  }
}
