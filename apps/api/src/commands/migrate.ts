import { parseArgs } from 'node:util';
import { readConfig } from '../read-config.ts';
import { createDataSource, migrateDatabase, pendingMigrations, type DataSource } from '../data-source.ts';
import { refuseOld } from '../database-fitness.ts';
import { grantTo } from '../database-grants.ts';
import { endDataSource } from '../end-data-source.ts';
import { databaseModules } from '../modules.ts';
import { createLogger } from '../observe/logger.ts';
import { embeddedUrl, externalUrl, startEmbedded } from '../open-database.ts';
import { openSecrets } from '../open-secrets.ts';
import { runCommand } from './run-command.ts';

const HELP = `npm run migrate -- [--dry-run] [--grant-to ROLE] [--json]

  Brings the database up to date: the one at DATABASE_URL, or else the embedded one. Asks for no other setting, but for
  KEY_VAULT_URI where the password is not in DATABASE_URL. Waits for another process that migrates; safe to repeat.

    --dry-run         only says what it would do
    --grant-to ROLE   lets this role do what a server does, and no more: for servers that do not run as the owner
    --json            the same for programs: {"migrated":[…],"pending":[…],"grantedTo":null}

  Exit codes: 0 done, 1 it failed, 64 an option that there is not, 78 a setting that is wrong.
`;

/** `npm run migrate`. */
async function migrate(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const options = { help: flag, json: flag, 'dry-run': flag, 'grant-to': { type: 'string' } } as const;
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(HELP);
  await withUrl(async (url) => {
    const migrated = values['dry-run'] ? [] : await migrateDatabase({ url, modules: databaseModules() });
    const role = values['dry-run'] ? undefined : values['grant-to'];
    if (role !== undefined) await withOwner(url, (dataSource) => grantTo(role, dataSource));
    const pending = await withOwner(url, pendingMigrations);
    const done = { migrated, pending, grantedTo: role ?? null };
    process.stdout.write(values.json ? `${JSON.stringify(done)}\n` : sentences(done));
  });
}

interface Done {
  readonly migrated: readonly string[];
  readonly pending: readonly string[];
  readonly grantedTo: string | null;
}

function sentences({ migrated, pending, grantedTo }: Done): string {
  const lines = [
    ...(migrated.length > 0 ? [`Migrated: ${migrated.join(', ')}.`] : []),
    ...(pending.length > 0 ? [`Would migrate: ${pending.join(', ')}. Nothing was changed.`] : []),
    ...(migrated.length + pending.length === 0 ? ['The database is up to date.'] : []),
    ...(grantedTo === null ? [] : [`The role ${grantedTo} may do what a server does.`]),
  ];
  return `${lines.join('\n')}\n`;
}

async function withUrl(work: (url: string) => Promise<void>): Promise<void> {
  const config = readConfig(process.env, 'database');
  const log = createLogger(config);
  const embedded = config.databaseUrl === undefined ? await startEmbedded(config, log) : undefined;
  const secrets = await openSecrets(config, { purpose: 'database' });
  try {
    const url = embedded === undefined ? await externalUrl(config, secrets) : await embeddedUrl(embedded);
    await refuseOld(url);
    await work(url);
  } finally {
    await secrets.close();
    await embedded?.close();
  }
}

async function withOwner<T>(url: string, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = await createDataSource({ url, modules: databaseModules(), poolConnectionsMax: 1 }).initialize();
  try {
    return await work(dataSource);
  } finally {
    await endDataSource(dataSource);
  }
}

await runCommand(migrate);
