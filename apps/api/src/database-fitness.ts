import { databaseTrouble } from '#sync';
import { Client } from 'pg';

/** The database cannot be used as it is. The message says what to do, to an operator. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
}

/** Says to an operator what kept us from the database, where that is known. */
export function asRefusal(error: unknown, host: string): unknown {
  if (isUnreachable(error)) return new DatabaseRefused(`No database answers at ${host}.`, { cause: error });
  if (error instanceof DatabaseRefused || databaseTrouble(error) !== 'refuses') return error;
  return new DatabaseRefused(`The database at ${host} does not let us in: ${(error as Error).message}.`, {
    cause: error,
  });
}

// Node tries every address of a name, and then throws all the failures together.
function isUnreachable(error: unknown): boolean {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EAI_AGAIN'];
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

/** The lowest PostgreSQL: with it came `transaction_timeout`. */
export const POSTGRES_VERSION_MIN = 17;

const MS_MAX = 5_000;
const ROUNDS = 4;

/** Refuses a PostgreSQL that is too old. @throws DatabaseRefused */
export async function refuseOld(url: string, versionMin = POSTGRES_VERSION_MIN): Promise<void> {
  const version = await withClient(url, (client) => settingOf(client, 'server_version'));
  if (Number.parseInt(version, 10) >= versionMin) return;
  throw new DatabaseRefused(`Bimride needs PostgreSQL ${versionMin} or newer. This is ${version}.`);
}

/** Refuses a database that cannot keep what people write. @throws DatabaseRefused */
export async function refuseNarrow(url: string): Promise<void> {
  const encoding = await withClient(url, (client) => settingOf(client, 'server_encoding'));
  if (encoding !== 'UTF8') throw new DatabaseRefused(`The database is encoded in ${encoding}. Bimride needs UTF8.`);
}

/** Refuses a database that forgets what it acknowledged when the power fails. @throws DatabaseRefused */
export async function refuseForgetful(url: string): Promise<void> {
  if ((await withClient(url, (client) => settingOf(client, 'fsync'))) === 'on') return;
  throw new DatabaseRefused(
    'PostgreSQL runs with fsync=off: what Bimride has acknowledged would not survive a power cut.',
  );
}

const PROTOCOL_VIOLATION = '08P01';

/**
 * Refuses a pooler that gives a session another connection for each transaction: we hold locks, listen, and prepare statements on
 * ours. While one of two sessions is in a transaction, the other must still find itself where it was. @throws DatabaseRefused
 */
export async function refuseTransactionPooling(url: string): Promise<void> {
  const isKept = await withClient(url, (own) =>
    withClient(url, async (other) => {
      const home = await backendOf(own);
      for (let round = 0; round < ROUNDS; round++) {
        await other.query('BEGIN');
        const others = await backendOf(other);
        const now = await backendOf(own);
        await other.query('ROLLBACK');
        if (now !== home || others === home) return false;
      }
      return true;
    }),
  ).catch((error: unknown) => {
    // All that a pooler with one connection can do.
    if (error instanceof Error && error.message === 'Query read timeout') return false;
    // What PgBouncer says to a BEGIN where it pools by statement.
    if ((error as { readonly code?: unknown }).code === PROTOCOL_VIOLATION) return false;
    throw error;
  });
  if (isKept) return;
  throw new DatabaseRefused(
    'DATABASE_URL leads to a pooler that gives each transaction another connection, or only one to all. Bimride holds locks, listens and prepares ' +
      'statements on its connections: let it pool by session (PgBouncer: pool_mode=session), or connect to PostgreSQL itself.',
  );
}

async function backendOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

async function settingOf(client: Client, name: string): Promise<string> {
  const { rows } = await client.query<{ setting: string }>('SELECT current_setting($1) AS setting', [name]);
  return rows[0]?.setting ?? '';
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: MS_MAX, query_timeout: MS_MAX });
  // Heard of by whoever waits for an answer.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw asRefusal(error, new URL(url).host);
  });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
