import type { Json } from '../wire/canonical-json.ts';
import type { Intent, LoadedRows, ParkedEntry, ParkedRef, ParkReason } from '../decide/step.ts';
import type { Head } from './commit-writes.store.ts';
import type { Sql } from '../database/flight.ts';

/** Takes the head's lock: from here to the end of the transaction this group is alone. */
export async function advanceHead(sql: Sql): Promise<Head> {
  const [row] = await sql<{ epoch: number; commit: string; digest: string }>({
    name: 'advance head',
    text: 'UPDATE sync.head SET commit = commit + 1 RETURNING epoch, commit, digest',
  });
  if (!row) throw new Error('sync.head has no row');
  return { epoch: row.epoch, commit: Number(row.commit), previousDigest: row.digest };
}

export async function loadClients(sql: Sql, clientIds: readonly string[]): Promise<LoadedRows['clients']> {
  const rows = await sql<{ client_id: string; group_id: string; last_mutation_id: string }>({
    name: 'load clients',
    text: 'SELECT client_id, group_id, last_mutation_id FROM sync.client WHERE client_id = ANY($1::text[])',
    values: [clientIds],
  });
  return new Map(
    rows.map((row) => [row.client_id, { groupId: row.group_id, lastMutationId: Number(row.last_mutation_id) }]),
  );
}

/** What was stored for these mutations; parked work that has been decided since answers with its decision. */
export async function loadLedger(sql: Sql, refs: readonly ParkedRef[]): Promise<LoadedRows['ledger']> {
  const rows = await sql<{ client_id: string; mutation_id: string; args_hash: string; text: string }>({
    name: 'load ledger',
    text: `SELECT l.client_id, l.mutation_id, l.args_hash, coalesce(p.resolved_result, l.result) AS text
      FROM unnest($1::text[], $2::bigint[]) AS q(client_id, mutation_id)
      JOIN sync.ledger l USING (client_id, mutation_id)
      LEFT JOIN sync.parked p ON l.outcome = 'parked' AND p.client_id = l.client_id AND p.mutation_id = l.mutation_id`,
    values: [refs.map((ref) => ref.clientId), refs.map((ref) => ref.mutationId)],
  });
  return new Map(
    rows.map((row) => [`${row.client_id}#${row.mutation_id}`, { argsHash: row.args_hash, text: row.text }]),
  );
}

/** Undecided parked work where it stands in its lane. */
export interface Standing extends ParkedRef {
  readonly reason: ParkReason;
}

/**
 * What stands in a lane, in order, for PostgreSQL to find by the index of lanes alone: told `lane = x`, it may take the order from
 * an index of all that is parked, and pass by other lanes.
 */
export const IN_LANE = (lane: string): string =>
  `lane >= ${lane} AND lane <= ${lane} AND resolved_commit IS NULL ORDER BY lane, sequence`;

/** The first of what stands in these lanes, oldest first: so many rows of each as the map says, however long the lane is. */
export async function loadLanes(
  sql: Sql,
  wanted: ReadonlyMap<string, number>,
): Promise<Map<string, readonly Standing[]>> {
  const rows = await sql<{ lane: string; client_id: string; mutation_id: string; reason: ParkReason }>({
    name: 'load lanes',
    text: `SELECT p.lane, p.client_id, p.mutation_id, p.reason FROM unnest($1::text[], $2::integer[]) AS q(lane, rows_max)
      CROSS JOIN LATERAL (SELECT lane, client_id, mutation_id, reason, sequence FROM sync.parked
        WHERE ${IN_LANE('q.lane')} LIMIT q.rows_max) p ORDER BY p.sequence`,
    values: [[...wanted.keys()], [...wanted.values()]],
  });
  const standing = rows.map(({ client_id: clientId, mutation_id: id, ...row }) => {
    return { ...row, clientId, mutationId: Number(id) };
  });
  return Map.groupBy(standing, ({ lane }) => lane);
}

interface ParkedRecord {
  client_id: string;
  mutation_id: string;
  group_id: string;
  single: boolean;
  subject: string;
  roles: string[];
  name: string;
  args: Json;
  args_hash: string;
  base: Record<string, number> | null;
  claimed_at_ms: string | null;
  valid_until_ms: string | null;
  received_at_ms: string;
  sent_at_ms: string | null;
  offline: boolean;
  lane: string | null;
  reason: ParkedEntry['reason'];
  sequence: string;
  corrected_args: Json | null;
  corrected_args_hash: string | null;
  corrected_by: string | null;
  correction_note: string | null;
}

/** Parked work that is not decided yet, with the mutation as it was sent. */
export async function loadParked(sql: Sql, refs: readonly ParkedRef[]): Promise<LoadedRows['parked']> {
  const rows = await sql<ParkedRecord>({
    name: 'load parked',
    text: `SELECT l.client_id, l.mutation_id, l.group_id, l.single, l.subject, l.roles, l.name, l.args, l.args_hash, l.base,
        l.claimed_at_ms, l.valid_until_ms, l.received_at_ms, l.sent_at_ms, l.offline, p.lane, p.reason, p.sequence, p.corrected_args, p.corrected_args_hash, p.corrected_by, p.correction_note
      FROM unnest($1::text[], $2::bigint[]) AS q(client_id, mutation_id)
      JOIN sync.parked p USING (client_id, mutation_id) JOIN sync.ledger l USING (client_id, mutation_id)
      WHERE p.resolved_commit IS NULL`,
    values: [refs.map((ref) => ref.clientId), refs.map((ref) => ref.mutationId)],
  });
  return new Map(rows.map((row) => [`${row.client_id}#${row.mutation_id}`, toParkedEntry(row)]));
}

function toParkedEntry(row: ParkedRecord): ParkedEntry {
  const { corrected_args_hash: argsHash, corrected_by: by, correction_note: note } = row;
  return {
    intent: toIntent(row),
    lane: row.lane,
    reason: row.reason,
    sequence: Number(row.sequence),
    correctedArgs: argsHash === null ? null : { args: row.corrected_args, argsHash, by: by ?? '', note: note ?? '' },
  };
}

function toIntent(row: ParkedRecord): Intent {
  return {
    groupId: row.group_id,
    clientId: row.client_id,
    mutationId: Number(row.mutation_id),
    single: row.single,
    actor: { subject: row.subject, roles: row.roles, ...(row.single ? {} : { device: row.group_id }) },
    name: row.name,
    args: row.args,
    argsHash: row.args_hash,
    base: row.base,
    claimedAtMs: toNumber(row.claimed_at_ms),
    validUntilMs: toNumber(row.valid_until_ms),
    offline: row.offline,
    wireLane: row.lane,
    receivedAtMs: Number(row.received_at_ms),
    sentAtMs: toNumber(row.sent_at_ms),
    // Of its push nothing more is to be told.
    drainEpisode: null,
    drainEnd: null,
  };
}

function toNumber(value: string | null): number | null {
  return value === null ? null : Number(value);
}

/** The scopes that see these entities, or have seen them: of a row that is gone from a view, its tombstone is there. */
export async function loadSeen(sql: Sql, keys: readonly string[]): Promise<LoadedRows['seen']> {
  const rows = await sql<{ key: string; scopes: string[] }>({
    name: 'load seen',
    text: 'SELECT key, array_agg(scope) AS scopes FROM sync.view WHERE key = ANY($1::text[]) GROUP BY key',
    values: [keys],
  });
  return new Map(rows.map(({ key, scopes }) => [key, new Set(scopes)]));
}

/** Live view rows of these entities, by key and scope. */
export async function loadViews(sql: Sql, keys: readonly string[]): Promise<Map<string, Map<string, Json>>> {
  const rows = await sql<{ key: string; scope: string; value: Json }>({
    name: 'load views',
    text: 'SELECT key, scope, value FROM sync.view WHERE key = ANY($1::text[]) AND value IS NOT NULL',
    values: [keys],
  });
  const views = new Map<string, Map<string, Json>>(keys.map((key) => [key, new Map()]));
  for (const row of rows) views.get(row.key)?.set(row.scope, row.value);
  return views;
}
