import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrateDatabase, schemaDrift } from '../data-source.ts';
import { databaseModules } from '../modules.ts';
import { startEmbeddedPostgres } from '../embedded/postgres.ts';
import { DatabaseRefused } from '../database-fitness.ts';
import { runCommand } from './run-command.ts';

const HELP = `npm run schema:check

  Builds an empty database by the migrations, in a folder of its own, and compares it with what the entities describe.
  Exits with 1, and names the statements that are missing, when they differ.
`;

/** `npm run schema:check`: fails when the entities and what the migrations make of an empty database differ. */
async function checkSchema(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help) return void process.stdout.write(HELP);
  const dataDir = await mkdtemp(join(tmpdir(), 'bimride-schema-'));
  // As root the server runs as another user, who must be able to pass.
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } });
  try {
    await migrateDatabase({ url: postgres.url, modules: databaseModules() });
    const drift = await schemaDrift({ url: postgres.url, modules: databaseModules() });
    if (drift.length > 0)
      throw new DatabaseRefused(['The entities ask for what no migration does:', ...drift].join('\n  '));
    process.stdout.write('The migrations make exactly what the entities describe.\n');
  } finally {
    await postgres.destroy();
  }
}

await runCommand(checkSchema);
