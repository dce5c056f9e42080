import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wordsMissing } from '#sync';
import { migrateDatabase, schemaDrift, tablesIn } from '../data-source.ts';
import { databaseModules } from '../modules.ts';
import { startEmbeddedPostgres } from '../embedded/postgres.ts';
import { DatabaseRefused } from '../database-fitness.ts';
import retention from '../retention.json' with { type: 'json' };
import { runCommand } from './run-command.ts';

const HELP = `npm run schema:check

  Builds an empty database by the migrations, in a folder of its own, and compares it with what the entities describe.
  Exits with 1, and names the statements that are missing, when they differ, or the tables of which retention.json does not
  say when something of them is dropped, or why they are kept.
`;

/** `npm run schema:check`: fails when the entities and what the migrations make of an empty database differ, or a table has no word in `retention.json`. */
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
    const missing = wordsMissing(retention, await tablesIn(postgres.url));
    if (missing.length > 0)
      throw new DatabaseRefused(['apps/api/src/retention.json has a word for each table:', ...missing].join('\n  '));
    process.stdout.write('The migrations make exactly what the entities describe, and each table has its retention.\n');
  } finally {
    await postgres.destroy();
  }
}

await runCommand(checkSchema);
