import type { Reader } from '../define/reader.ts';
import { IN_LANE } from '../commit/load-rows.store.ts';
import type { Json } from '../wire/canonical-json.ts';
import type { ParkedRef, ParkReason } from '../decide/step.ts';
import { SYNC_LIMITS } from '../limits.ts';

/** Parked work as it is stored: not for anybody's eyes. */
export interface StoredParked {
  readonly clientId: string;
  readonly mutationId: number;
  /** Whose work it is. */
  readonly subject: string;
  readonly sequence: number;
  readonly parkedAtMs: number;
  readonly lane: string | null;
  readonly reason: ParkReason;
  readonly detail: string;
  readonly attempts: number;
  readonly name: string;
  readonly args: Json;
  readonly correctedArgs: Json | null;
  readonly correctedArgsHash: string | null;
  readonly correctedBy: string | null;
  readonly correctionNote: string | null;
  readonly resolved: { readonly commit: number; readonly by: string; readonly result: Json } | null;
}

/** Any mutation with its outcome, as it is stored. */
export interface StoredMutation {
  readonly clientId: string;
  readonly mutationId: number;
  readonly commit: number;
  readonly subject: string;
  readonly name: string;
  readonly args: Json;
  readonly base: Json;
  readonly receivedAtMs: number;
  readonly claimedAtMs: number | null;
  readonly validUntilMs: number | null;
  readonly offline: boolean;
  readonly outcome: string;
  readonly result: Json;
  readonly parked: StoredParked | null;
}

export interface ParkedFilter {
  readonly reason?: ParkReason;
  readonly lane?: string;
  /** Whose work it is. */
  readonly subject?: string;
  readonly resolved: boolean;
  /** Items after this sequence. */
  readonly after: number;
  readonly rowsMax: number;
}

const ITEM = `json_build_object('clientId', p.client_id, 'mutationId', p.mutation_id, 'subject', l.subject, 'sequence', p.sequence,
  'parkedAtMs', p.parked_at_ms, 'lane', p.lane, 'reason', p.reason, 'detail', p.detail, 'attempts', p.attempts, 'name', l.name,
  'args', l.args, 'correctedArgs', p.corrected_args, 'correctedArgsHash', p.corrected_args_hash, 'correctedBy', p.corrected_by, 'correctionNote', p.correction_note,
  'resolved', CASE WHEN p.resolved_commit IS NOT NULL THEN
    json_build_object('commit', p.resolved_commit, 'by', p.resolved_by, 'result', p.resolved_result::json) END)`;

/** Parked work, oldest first. */
export async function listParked(reader: Reader, filter: ParkedFilter): Promise<readonly StoredParked[]> {
  const rows = await reader.query<{ item: StoredParked }[]>(
    `SELECT ${ITEM} AS item FROM sync.parked p JOIN sync.ledger l USING (client_id, mutation_id)
     WHERE (p.resolved_commit IS NOT NULL) = $1 AND p.sequence > $2 AND ($3::text IS NULL OR p.reason = $3)
       AND ($4::text IS NULL OR p.lane = $4)
       AND ($6::text IS NULL OR l.subject = $6) ORDER BY p.sequence LIMIT $5`,
    [filter.resolved, filter.after, filter.reason ?? null, filter.lane ?? null, filter.rowsMax, filter.subject ?? null],
  );
  return rows.map(({ item }) => item);
}

/** How much of one person's work waits for a decision. */
export interface ParkedPerson {
  readonly subject: string;
  readonly parked: number;
  readonly bytes: number;
  readonly oldestAtMs: number;
  /** A mutation as large as may be finds no room any more. */
  readonly isFull: boolean;
}

export interface ParkedPeopleFilter {
  readonly isFull: boolean | null;
  /** People after this one. */
  readonly after: string | null;
  readonly rowsMax: number;
}

const { parkedPerPersonMax, parkedBytesPerPersonMax, mutationArgsBytesMax } = SYNC_LIMITS;

/** Whose work waits, by their ids, and who of them was the last of a page. */
export async function listParkedPeople(
  reader: Reader,
  { isFull, after, rowsMax }: ParkedPeopleFilter,
): Promise<{ readonly items: readonly ParkedPerson[]; readonly next: string | null }> {
  const rows = await reader.query<{ item: ParkedPerson }[]>(
    `SELECT json_build_object('subject', subject, 'parked', parked, 'bytes', bytes, 'oldestAtMs', oldest, 'isFull', is_full) AS item
     FROM (SELECT subject, count(*) AS parked, sum(bytes) AS bytes, min(parked_at_ms) AS oldest,
         count(*) >= $4 OR sum(bytes) + $5 > $6 AS is_full
       FROM sync.parked WHERE resolved_commit IS NULL AND ($1::text IS NULL OR subject > $1) GROUP BY subject) person
     WHERE $2::boolean IS NULL OR is_full = $2 ORDER BY subject LIMIT $3`,
    [after, isFull, rowsMax, parkedPerPersonMax, mutationArgsBytesMax, parkedBytesPerPersonMax],
  );
  const items = rows.map(({ item }) => item);
  return { items, next: items.length === rowsMax ? (items.at(-1)?.subject ?? null) : null };
}

const MUTATION = `json_build_object('clientId', l.client_id, 'mutationId', l.mutation_id, 'commit', l.commit, 'subject', l.subject,
  'name', l.name, 'args', l.args, 'base', l.base, 'receivedAtMs', l.received_at_ms, 'claimedAtMs', l.claimed_at_ms,
  'validUntilMs', l.valid_until_ms, 'offline', l.offline, 'outcome', l.outcome, 'result', l.result::json,
  'parked', CASE WHEN p.client_id IS NOT NULL THEN ${ITEM} END)`;

/** Where a mutation stands in the order of commits. */
export interface LedgerPlace {
  readonly commit: number;
  readonly ordinal: number;
}

export interface LedgerFilter {
  /** Whose mutations. */
  readonly subject: string;
  readonly name?: string;
  /** As it was first answered. */
  readonly outcome?: string;
  /** By when they arrived: not before, and before. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Mutations before this place. */
  readonly before: LedgerPlace | null;
  readonly rowsMax: number;
}

/** What one person sent, in the order of commits, the newest first; and where the page ended. */
export async function listMutations(
  reader: Reader,
  filter: LedgerFilter,
): Promise<{ readonly items: readonly StoredMutation[]; readonly next: LedgerPlace | null }> {
  const { subject, name, outcome, fromMs, toMs, before, rowsMax } = filter;
  const rows = await reader.query<{ item: StoredMutation; ordinal: number }[]>(
    `SELECT ${MUTATION} AS item, l.ordinal FROM sync.ledger l LEFT JOIN sync.parked p USING (client_id, mutation_id)
     WHERE l.subject = $1 AND ($2::text IS NULL OR l.name = $2) AND ($3::text IS NULL OR l.outcome = $3)
       AND ($4::bigint IS NULL OR l.received_at_ms >= $4) AND ($5::bigint IS NULL OR l.received_at_ms < $5)
       AND ($6::bigint IS NULL OR (l.commit, l.ordinal) < ($6, $7::integer))
     ORDER BY l.commit DESC, l.ordinal DESC LIMIT $8`,
    [
      subject,
      name ?? null,
      outcome ?? null,
      fromMs ?? null,
      toMs ?? null,
      before?.commit ?? null,
      before?.ordinal ?? null,
      rowsMax,
    ],
  );
  const last = rows.length === rowsMax ? rows.at(-1) : undefined;
  return {
    items: rows.map(({ item }) => item),
    next: last ? { commit: last.item.commit, ordinal: last.ordinal } : null,
  };
}

/** One mutation by its id, whatever became of it. */
export async function findMutation(reader: Reader, ref: ParkedRef): Promise<StoredMutation | null> {
  const [row] = await reader.query<{ item: StoredMutation }[]>(
    `SELECT ${MUTATION} AS item
     FROM sync.ledger l LEFT JOIN sync.parked p USING (client_id, mutation_id) WHERE l.client_id = $1 AND l.mutation_id = $2`,
    [ref.clientId, ref.mutationId],
  );
  return row?.item ?? null;
}

/** The oldest undecided work of a lane. */
export async function firstOfLane(reader: Reader, lane: string): Promise<(ParkedRef & { reason: ParkReason }) | null> {
  const [row] = await reader.query<{ client_id: string; mutation_id: string; reason: ParkReason }[]>(
    `SELECT client_id, mutation_id, reason FROM sync.parked WHERE ${IN_LANE('$1')} LIMIT 1`,
    [lane],
  );
  return row ? { clientId: row.client_id, mutationId: Number(row.mutation_id), reason: row.reason } : null;
}

/** What is kept with work of an unknown name: the name; and once staff had it decided in vain, this. */
const UNKNOWN_DETAILS = ['', 'unknown mutation '];

/** Undecided work that was parked because nobody knew these names, oldest first, after a sequence. What has other names is not read. */
export async function parkedByName(
  reader: Reader,
  wanted: { readonly names: readonly string[]; readonly after: number; readonly rowsMax: number },
): Promise<readonly (ParkedRef & { readonly sequence: number })[]> {
  const details = UNKNOWN_DETAILS.flatMap((before) => wanted.names.map((name) => `${before}${name}`));
  const rows = await reader.query<{ client_id: string; mutation_id: string; sequence: string }[]>(
    `SELECT p.* FROM unnest($1::text[]) AS q(detail) CROSS JOIN LATERAL (SELECT client_id, mutation_id, sequence FROM sync.parked
       WHERE resolved_commit IS NULL AND reason = 'unknown_mutation' AND detail >= q.detail AND detail <= q.detail AND sequence > $2
       ORDER BY detail, sequence LIMIT $3) p
     ORDER BY p.sequence LIMIT $3`,
    [details, wanted.after, wanted.rowsMax],
  );
  return rows.map((row) => ({
    clientId: row.client_id,
    mutationId: Number(row.mutation_id),
    sequence: Number(row.sequence),
  }));
}

/**
 * Lanes in which the oldest undecided work waits for the lane alone: for nothing. Corrected work waits for its approval. In the order of their names, after one. It goes
 * from lane to lane, and reads the first of each.
 */
export async function freeLanes(
  reader: Reader,
  { after, rowsMax }: { readonly after: string; readonly rowsMax: number },
): Promise<readonly string[]> {
  const firstAfter = (lane: string): string =>
    `(SELECT lane, reason, corrected_by FROM sync.parked WHERE resolved_commit IS NULL AND lane > ${lane} ORDER BY lane, sequence LIMIT 1)`;
  const rows = await reader.query<{ lane: string }[]>(
    `WITH RECURSIVE lanes AS (${firstAfter('$1')} UNION ALL SELECT next.* FROM lanes CROSS JOIN LATERAL ${firstAfter('lanes.lane')} AS next)
     SELECT lane FROM lanes WHERE reason = 'lane_held' AND corrected_by IS NULL ORDER BY lane LIMIT $2`,
    [after, rowsMax],
  );
  return rows.map(({ lane }) => lane);
}

/** When the oldest undecided work was parked. */
export async function oldestParkedAtMs(reader: Reader): Promise<number | null> {
  const [row] = await reader.query<{ at: string | null }[]>(
    'SELECT min(parked_at_ms) AS at FROM sync.parked WHERE resolved_commit IS NULL',
  );
  return row?.at ? Number(row.at) : null;
}
