import type { Reader } from '../define/reader.ts';

/** Up to this commit tombstones are dropped: a device that saw less cannot be told what is gone. */
export const FORGOTTEN_AT = `coalesce((SELECT commit FROM sync.forgotten WHERE class = 'tombstones'), 0)`;

/** The newest commit and its epoch, and up to which commit there are no tombstones any more. */
export async function readHead(reader: Reader): Promise<{ epoch: number; commit: number; forgottenAt: number }> {
  const [row] = await reader.query<{ epoch: number; commit: string; forgotten_at: string }[]>(
    `SELECT epoch, commit, ${FORGOTTEN_AT} AS forgotten_at FROM sync.head`,
  );
  if (!row) throw new Error('sync.head has no row');
  return { epoch: row.epoch, commit: Number(row.commit), forgottenAt: Number(row.forgotten_at) };
}

/** Commits looked at in one go. Who is further behind is told of everything at once. */
const COMMITS_READ_MAX = 1_000;

/** Scopes that have something new since a commit (null: too many commits to tell), and the newest commit. */
export async function readNewScopes(
  reader: Reader,
  since: number,
): Promise<{ commit: number; scopes: readonly string[] | null }> {
  const rows = await reader.query<{ commit: string; scopes: string[] }[]>(
    'SELECT commit, scopes FROM sync.commit WHERE commit > $1 ORDER BY commit LIMIT $2',
    [since, COMMITS_READ_MAX],
  );
  if (rows.length === COMMITS_READ_MAX) return { commit: (await readHead(reader)).commit, scopes: null };
  return { commit: Number(rows.at(-1)?.commit ?? since), scopes: [...new Set(rows.flatMap((row) => row.scopes))] };
}

/** Whether this database belongs to servers with this id key; whose it is when it was nobody's. The first to ask has it. */
export async function claimForIdKey(reader: Reader, fingerprint: string): Promise<boolean> {
  await reader.query('UPDATE sync.head SET id_key_fingerprint = $1 WHERE id_key_fingerprint IS NULL', [fingerprint]);
  const rows = await reader.query<unknown[]>('SELECT 1 FROM sync.head WHERE id_key_fingerprint = $1', [fingerprint]);
  return rows.length === 1;
}

/**
 * Raises the epoch after a restore from backup, to `atLeast` or higher: every device then takes a fresh snapshot and offers
 * again what this database may have lost. @throws when no epoch is left
 */
export async function raiseEpoch(
  reader: Reader,
  atLeast: number,
): Promise<{ readonly before: number; readonly now: number }> {
  const [rows] = await reader.query<[{ before: number; now: number }[], number]>(
    `UPDATE sync.head SET epoch = greatest(head.epoch + 1, $1)
     FROM (SELECT epoch FROM sync.head FOR UPDATE) AS old RETURNING old.epoch AS before, head.epoch AS now`,
    [atLeast],
  );
  if (!rows[0]) throw new Error('sync.head has no row');
  return rows[0];
}
