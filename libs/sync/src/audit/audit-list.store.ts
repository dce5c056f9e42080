/**
 * The audit as staff read it: what staff were shown, what they did, and what they did about parked work and parked events, as one
 * list in the order of commits, the newest first. Each line comes from where it was written down in its commit; nothing is kept twice.
 */
import { AUDIT_ROWS_PER_COMMIT_MAX } from '../commit/commit-writes.store.ts';
import type { Reader } from '../define/reader.ts';
import { SENT_BY_STAFF } from '../entities/stream.entity.ts';

/**
 * `look`: was shown something; `act`: sent a mutation; `parked`: corrected parked work or had it decided; `event`: corrected a parked
 * event, had it tried again, or discarded it.
 */
export const AUDIT_KINDS = ['look', 'act', 'parked', 'event'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

export interface AuditLine {
  readonly kind: AuditKind;
  readonly commit: number;
  readonly atMs: number;
  /** Who of the staff. */
  readonly by: string;
  /** In which roles; null: it was not written down. */
  readonly roles: readonly string[] | null;
  /** The route of a look, the mutation of an act, and of parked work or a parked event what was done: `sync_corrected`, `event_replay`. */
  readonly what: string;
  /** What the path of a look named; the stream and number of an act's mutation, or of parked work; group and id of an event. */
  readonly about: readonly string[];
  /** Pseudonyms of whom a look was about. */
  readonly people: readonly string[];
  /** Shared scopes that a look brought rows of. */
  readonly scopes: readonly string[];
  /** How an act ended. */
  readonly outcome: string | null;
  readonly reason: string | null;
}

/** Where a line stands: in which commit, and where among the lines of it. */
export interface AuditPlace {
  readonly commit: number;
  readonly place: string;
}

export interface AuditFilter {
  readonly kind?: AuditKind;
  readonly by?: string;
  readonly role?: string;
  /** Part of `what` from its beginning: `GET /v1/ops/rides`, `pricing.`. */
  readonly what?: string;
  /** A pseudonym: looks at this person alone. */
  readonly person?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Lines behind this one. */
  readonly after: AuditPlace | null;
  readonly rowsMax: number;
}

const LOOKS = `SELECT 'look' AS kind, r.commit, ('look ' || r.read_id) COLLATE "C" AS place, r.at_ms, r.by, r.roles, r.route AS what, r.about,
    r.people, r.scopes, NULL AS outcome, r.reason
  FROM sync.read r WHERE ($8::text IS NULL OR r.people @> ARRAY[$8])`;

const ACTS = `SELECT 'act' AS kind, l.commit, ('act ' || lpad(l.ordinal::text, 5, '0')) COLLATE "C" AS place, c.committed_at_ms AS at_ms, l.subject AS by, l.roles,
    l.name AS what, ARRAY[l.client_id, l.mutation_id::text] AS about, ARRAY[]::text[] AS people, ARRAY[]::text[] AS scopes,
    l.outcome, NULL AS reason
  FROM sync.ledger l JOIN sync.commit c USING (commit) WHERE ${SENT_BY_STAFF} AND $8::text IS NULL`;

const PARKED = `SELECT 'parked' AS kind, a.id / ${AUDIT_ROWS_PER_COMMIT_MAX} AS commit, ('parked ' || lpad((a.id % ${AUDIT_ROWS_PER_COMMIT_MAX})::text, 5, '0')) COLLATE "C" AS place,
    (extract(epoch FROM a.happened_at) * 1000)::bigint AS at_ms, a.notes::json->>'by' AS by, NULL::text[] AS roles, a.metric AS what,
    ARRAY[a.notes::json->>'stream', a.notes::json->>'id'] AS about, ARRAY[]::text[] AS people, ARRAY[]::text[] AS scopes,
    NULL AS outcome, a.notes::json->>'reason' AS reason
  FROM public.audit_offline_first_mobile_architecture a
  WHERE (a.metric LIKE 'sync_replay%' OR a.metric = 'sync_corrected') AND a.notes::json->>'by' <> 'system' AND $8::text IS NULL`;

// A correction that waits for its second person is a proposal. Acts from before commits of their own have no place in this order.
const EVENTS = `SELECT 'event' AS kind, e.act_commit AS commit, ('event ' || lpad(e.act_ordinal::text, 5, '0')) COLLATE "C" AS place, e.at_ms, e.by,
    NULL::text[] AS roles, CASE WHEN e.took_effect THEN 'event_' || e.act ELSE 'event_propose' END AS what,
    ARRAY[e.group_name, concat_ws('.', c.epoch, e.commit, e.ordinal)] AS about, ARRAY[]::text[] AS people, ARRAY[]::text[] AS scopes,
    NULL AS outcome, e.note AS reason
  FROM sync.parked_event_act e JOIN sync.commit c ON c.commit = e.commit WHERE e.act_commit IS NOT NULL AND $8::text IS NULL`;

const LINES = [LOOKS, ACTS, PARKED, EVENTS].map(
  (source) => `(SELECT * FROM (${source}) line
     WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR by = $2) AND ($3::text IS NULL OR roles @> ARRAY[$3])
       AND ($4::text IS NULL OR starts_with(what, $4)) AND ($5::bigint IS NULL OR at_ms >= $5) AND ($6::bigint IS NULL OR at_ms < $6)
       AND ($7::bigint IS NULL OR commit < $7 OR (commit = $7 AND place > $9))
     ORDER BY commit DESC, place LIMIT $10)`,
);

/** The audit, to be read. */
export class AuditList {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Lines of the audit, the newest commit first, and where the page ended. */
  async list(filter: AuditFilter): Promise<{ readonly items: readonly AuditLine[]; readonly next: AuditPlace | null }> {
    const { kind, by, role, what, person, fromMs, toMs, after, rowsMax } = filter;
    const asked = [kind, by, role, what, fromMs, toMs, after?.commit, person, after?.place];
    const rows = await this.#reader.query<{ line: AuditLine; place: string }[]>(
      `SELECT json_build_object('kind', kind, 'commit', commit, 'atMs', at_ms, 'by', by, 'roles', roles,
         'what', what, 'about', about, 'people', people, 'scopes', scopes, 'outcome', outcome, 'reason', reason) AS line, place
       FROM (${LINES.join('\n UNION ALL ')}) line ORDER BY commit DESC, place LIMIT $10`,
      [...asked.map((one) => one ?? null), rowsMax],
    );
    const last = rows.length === rowsMax ? rows.at(-1) : undefined;
    return {
      items: rows.map(({ line }) => line),
      next: last ? { commit: last.line.commit, place: last.place } : null,
    };
  }
}
