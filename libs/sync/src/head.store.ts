import type { Reader } from './reader.ts';

/** The newest commit and its epoch. */
export async function readHead(reader: Reader): Promise<{ epoch: number; commit: number }> {
  const [row] = await reader.query<{ epoch: number; commit: string }[]>('SELECT epoch, commit FROM sync.head');
  if (!row) throw new Error('sync.head has no row');
  return { epoch: row.epoch, commit: Number(row.commit) };
}

/** Scopes that have something new since `commit`, and the newest commit. */
export async function readNewScopes(
  reader: Reader,
  since: number,
): Promise<{ commit: number; scopes: readonly string[] }> {
  const rows = await reader.query<{ commit: string; scopes: string[] }[]>(
    'SELECT commit, scopes FROM sync.commit WHERE commit > $1 ORDER BY commit',
    [since],
  );
  return { commit: Number(rows.at(-1)?.commit ?? since), scopes: [...new Set(rows.flatMap((row) => row.scopes))] };
}

/**
 * Raises the epoch after a restore from backup: every device then takes a fresh snapshot and offers again what this
 * database may have lost.
 */
export async function raiseEpoch(reader: Reader): Promise<number> {
  const [rows] = await reader.query<[{ epoch: number }[], number]>(
    'UPDATE sync.head SET epoch = epoch + 1 RETURNING epoch',
  );
  if (!rows[0]) throw new Error('sync.head has no row');
  return rows[0].epoch;
}
