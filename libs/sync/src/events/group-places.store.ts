import type { Reader } from '../define/reader.ts';

/** Where a group of handlers stands. */
export interface GroupPlace {
  readonly group: string;
  /** Handlers of this program are in it. Whoever renames a group leaves one behind that nobody knows. */
  readonly isKnown: boolean;
  /** A process reads its events now. */
  readonly isRead: boolean;
  /** Its stored place; null: it has never run on this database. */
  readonly commit: number | null;
  /** When the oldest commit was made whose events are kept for it; null: none is. Retention drops no event from there on. */
  readonly keepsSinceMs: number | null;
}

/** What the lock is called that whoever reads a group's events holds. */
export function leaseName(group: string): string {
  return `${LEASE}${group}`;
}
const LEASE = 'sync.outbox ';

/** Every group that is known, or has left a place behind; by name. */
export async function readGroupPlaces(reader: Reader, known: readonly string[]): Promise<readonly GroupPlace[]> {
  const rows = await reader.query<(Omit<GroupPlace, 'commit' | 'keepsSinceMs'> & Stored)[]>(
    `SELECT g.name AS "group", g.name = ANY($1::text[]) AS "isKnown",
       EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (l.classid::bigint << 32) | l.objid::bigint = hashtextextended($2 || g.name, 0)) AS "isRead",
       p.commit, (SELECT c.committed_at_ms FROM sync.commit c WHERE c.commit > least(p.commit,
         (SELECT min(e.commit) - 1 FROM sync.parked_event e WHERE e.group_name = g.name AND e.resolved_at_ms IS NULL))
         ORDER BY c.commit LIMIT 1) AS "keepsSinceMs"
     FROM (SELECT unnest($1::text[]) UNION SELECT group_name FROM sync.cursor) AS g(name)
     LEFT JOIN sync.cursor p ON p.group_name = g.name ORDER BY g.name`,
    [known, LEASE],
  );
  return rows.map(({ commit, keepsSinceMs, ...place }) => ({
    ...place,
    commit: commit === null ? null : Number(commit),
    // A group that never ran keeps nothing.
    keepsSinceMs: commit === null || keepsSinceMs === null ? null : Number(keepsSinceMs),
  }));
}

interface Stored {
  readonly commit: string | null;
  readonly keepsSinceMs: string | null;
}
