import { FORGOTTEN_AT } from '../commit/head.store.ts';
import type { Reader } from '../define/reader.ts';
import type { Json } from '../wire/canonical-json.ts';

/** Where a pull begins: rows after this place, in the order of commits. */
export interface PullFrom {
  readonly commit: number;
  readonly scope: string;
  readonly key: string;
}

export interface PullQuery {
  readonly scopes: readonly string[];
  readonly groupId: string;
  readonly from: PullFrom;
  /** Tombstones up to this commit are of no interest: the device was told to clear at it. */
  readonly clearedAt: number;
  /** Last ids that moved after this commit are owed. */
  readonly owedSince: number;
  readonly rowsMax: number;
  /** A page ends with the row that reaches so many bytes. */
  readonly bytesMax: number;
  /** Last ids are told of so many streams, those that moved last. */
  readonly lastIdsMax: number;
}

export interface PulledRow {
  readonly scope: string;
  readonly key: string;
  readonly commit: number;
  readonly value: Json | null;
}

export interface Pulled {
  readonly epoch: number;
  readonly commit: number;
  /** Up to this commit tombstones are dropped. */
  readonly forgottenAt: number;
  readonly owner: string | null;
  /** Of whom this device was when it was taken out of service. */
  readonly revokedFrom?: string | null;
  readonly rows: readonly PulledRow[];
  /** There is more than these rows. */
  readonly more: boolean;
  readonly lastIds: Readonly<Record<string, number>>;
  readonly scopes: Readonly<Record<string, { readonly rows: number; readonly digest: string }>>;
}

/** One statement, so that rows, last ids and digests are of one snapshot. */
const PULL = `
  WITH page AS (
    SELECT scope, key, commit, value FROM sync.view
    WHERE scope = ANY($1::text[]) AND commit >= $3 AND (commit, scope, key) > ($3, $4, $5) AND (value IS NOT NULL OR commit > $6)
    ORDER BY commit, scope, key LIMIT $7 + 1)
  SELECT h.epoch, h.commit, ${FORGOTTEN_AT} AS forgotten_at,
    (SELECT subject FROM sync.client_group WHERE group_id = $2) AS owner,
    (SELECT subject FROM sync.device WHERE group_id = $2 AND revoked_at_ms IS NOT NULL) AS revoked_from,
    (SELECT count(*)::integer FROM page) AS found,
    (SELECT json_agg(r) FROM (SELECT scope, key, commit, value FROM (
      SELECT *, sum(octet_length(key) + coalesce(octet_length(value::text), 0)) OVER until_here AS bytes, row_number() OVER until_here AS number
      FROM page WINDOW until_here AS (ORDER BY commit, scope, key ROWS UNBOUNDED PRECEDING)) counted
      WHERE number <= $7 AND bytes - octet_length(key) - coalesce(octet_length(value::text), 0) < $9) r) AS rows,
    (SELECT json_object_agg(client_id, last_mutation_id) FROM (SELECT client_id, last_mutation_id FROM sync.client
      WHERE group_id = $2 AND last_commit > $8 ORDER BY last_commit DESC LIMIT $10) newest) AS last_ids,
    (SELECT json_object_agg(scope, json_build_object('rows', rows, 'digest', digest::text)) FROM sync.scope
      WHERE scope = ANY($1::text[])) AS scopes
  FROM sync.head h`;

interface PullRecord {
  epoch: number;
  commit: string;
  forgotten_at: string;
  owner: string | null;
  revoked_from: string | null;
  found: number;
  rows: PulledRow[] | null;
  last_ids: Record<string, number> | null;
  scopes: Record<string, { rows: number; digest: string }> | null;
}

/** Reads a page of a pull. */
export async function readPull(reader: Reader, query: PullQuery): Promise<Pulled> {
  const { from } = query;
  const [row] = await reader.query<PullRecord[]>(PULL, [
    query.scopes,
    query.groupId,
    from.commit,
    from.scope,
    from.key,
    query.clearedAt,
    query.rowsMax,
    query.owedSince,
    query.bytesMax,
    query.lastIdsMax,
  ]);
  if (!row) throw new Error('sync.head has no row');
  return {
    epoch: row.epoch,
    commit: Number(row.commit),
    forgottenAt: Number(row.forgotten_at),
    owner: row.owner,
    revokedFrom: row.revoked_from,
    rows: row.rows ?? [],
    more: row.found > (row.rows ?? []).length,
    lastIds: row.last_ids ?? {},
    scopes: row.scopes ?? {},
  };
}
