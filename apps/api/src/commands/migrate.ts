import { readConfig } from '../read-config.ts';
import { refuseOld } from '../database-fitness.ts';
import { migrateDatabase } from '../data-source.ts';
import { databaseModules } from '../modules.ts';
import { createLogger } from '../observe/logger.ts';
import { embeddedUrl, externalUrl, startEmbedded } from '../open-database.ts';
import { openSecrets } from '../open-secrets.ts';
import { runCommand } from './run-command.ts';

/** `npm run migrate`: brings the configured database, embedded or not, up to date. */
async function migrate(): Promise<void> {
  const config = readConfig(process.env, 'database');
  const log = createLogger(config);
  const embedded = config.databaseUrl === undefined ? await startEmbedded(config, log) : undefined;
  const secrets = await openSecrets(config, log, undefined, 'database');
  try {
    const url = embedded === undefined ? await externalUrl(config, secrets) : await embeddedUrl(embedded);
    await refuseOld(url);
    const ran = await migrateDatabase({ url, modules: databaseModules() });
    process.stdout.write(ran.length === 0 ? 'The database is up to date.\n' : `Migrated: ${ran.join(', ')}.\n`);
  } finally {
    await secrets.close();
    await embedded?.close();
  }
}

await runCommand(migrate);
