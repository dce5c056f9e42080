import { announcementText } from './announcement.ts';
import { CHAIN_VERSION, chainDigest } from '../wire/chain.ts';
import { chainedRows, shortDetail, type ChainedRows } from './chained-rows.ts';
import type { Change } from '../define/entity.ts';
import type { FoldResult, Intent } from '../decide/step.ts';
import { sha256 } from '../native-hash.ts';
import type { ScopeDelta, ViewWrite } from '../decide/view-diff.ts';
import type { Sql } from '../database/flight.ts';

/** The head as the group found it, already advanced by one. */
export interface Head {
  readonly epoch: number;
  readonly commit: number;
  readonly previousDigest: string;
}

/** Audit ids of one commit start here; a commit has fewer rows than this. */
export const AUDIT_ROWS_PER_COMMIT_MAX = 4_096;

/** Everything but the entities' own tables, ready to be stored. */
export interface CommitWrites {
  readonly head: Head;
  readonly nowMs: number;
  readonly folded: FoldResult;
  readonly views: readonly ViewWrite[];
  readonly deltas: ReadonlyMap<string, ScopeDelta>;
  /** Scopes to tell phones of. */
  readonly scopes: readonly string[];
}

/** Sends all statements of a commit without waiting in between. */
export function storeCommit(sql: Sql, writes: CommitWrites): Promise<unknown>[] {
  const { folded } = writes;
  const rows = chainedRows(folded);
  const { head, nowMs, scopes } = writes;
  const eventTypes = folded.events.map(({ type }) => type);
  const effectsDigest = effectsDigestOf(folded.changes.values());
  const sent = [saveCommit(sql, { head, nowMs, scopes, eventTypes, effectsDigest }, rows)];
  if (folded.ledger.length > 0) sent.push(saveLedger(sql, writes));
  if (folded.clients.size > 0) sent.push(saveClients(sql, writes));
  if (writes.views.length > 0) sent.push(saveViews(sql, writes));
  if (writes.deltas.size > 0) sent.push(saveScopes(sql, writes.deltas));
  if (folded.events.length > 0) sent.push(saveEvents(sql, writes, rows.events));
  if (folded.audit.length > 0) sent.push(saveAudit(sql, writes, rows.audit));
  if (folded.parked.length > 0) sent.push(saveParked(sql, writes));
  sent.push(...saveResolutions(sql, writes), ...saveCorrections(sql, writes));
  return sent;
}

interface CommitLink extends Pick<CommitWrites, 'head' | 'nowMs' | 'scopes'> {
  readonly eventTypes: readonly string[];
  readonly effectsDigest: string;
}

/** Stores a commit as a link of the chain over these rows, and announces it. */
function saveCommit(sql: Sql, link: CommitLink, rows: ChainedRows): Promise<unknown> {
  const { nowMs, scopes, eventTypes, effectsDigest } = link;
  const { epoch, commit, previousDigest } = link.head;
  const announced = announcementText({ commit, eventTypes });
  const digest = chainDigest(
    previousDigest,
    { ...rows, epoch, commit, committedAtMs: nowMs, effectsDigest, chainVersion: CHAIN_VERSION },
    sha256,
  );
  return sql({
    name: 'save commit',
    text: `WITH head AS (UPDATE sync.head SET digest = $5), poke AS (SELECT pg_notify('sync_commit', $8))
      INSERT INTO sync.commit (commit, epoch, committed_at_ms, previous_digest, digest, effects_digest, scopes, chain_version)
      SELECT $1::bigint, $2, $3, $4, $5, $6, $7::text[], ${CHAIN_VERSION} FROM poke`,
    values: [commit, epoch, nowMs, previousDigest, digest, effectsDigest, scopes, announced],
  });
}

/** Stores a commit in which nothing was decided, and staff did this about events that were set aside. */
export function saveActsCommit(
  sql: Sql,
  { head, nowMs, acts }: Pick<CommitWrites, 'head' | 'nowMs'> & Pick<ChainedRows, 'acts'>,
): Promise<unknown> {
  const rows = { mutations: [], corrections: [], acts, decided: [], events: [], audit: [] };
  return saveCommit(sql, { head, nowMs, scopes: [], eventTypes: [], effectsDigest: effectsDigestOf([]) }, rows);
}

function effectsDigestOf(changes: Iterable<Change>): string {
  return sha256(JSON.stringify([...changes].map(({ kind, id, state }) => [kind, id, state])));
}

function saveLedger(sql: Sql, { folded, head }: CommitWrites): Promise<unknown> {
  const rows = folded.ledger;
  const of = <T>(pick: (intent: Intent) => T) => rows.map(({ intent }) => pick(intent));
  return sql({
    name: 'save ledger',
    text: `INSERT INTO sync.ledger (commit, ordinal, client_id, mutation_id, group_id, single, subject, roles, name, args, args_hash,
        base, received_at_ms, claimed_at_ms, valid_until_ms, offline, outcome, result, sent_at_ms, drain_episode)
      SELECT $1, q.ordinal - 1, client_id, mutation_id, group_id, single, subject, string_to_array(roles, ','), name, args::json,
        args_hash, base::json, received_at_ms, claimed_at_ms, valid_until_ms, offline, outcome, result, sent_at_ms, drain_episode
      FROM unnest($2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
        $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::boolean[], $16::text[], $17::text[], $18::bigint[], $19::text[])
        WITH ORDINALITY AS q(client_id, mutation_id, group_id, single, subject, roles, name, args, args_hash, base, received_at_ms,
        claimed_at_ms, valid_until_ms, offline, outcome, result, sent_at_ms, drain_episode, ordinal)`,
    values: [
      head.commit,
      of((i) => i.clientId),
      of((i) => i.mutationId),
      of((i) => i.groupId),
      of((i) => i.single),
      of((i) => i.actor.subject),
      of((i) => i.actor.roles.join(',')),
      of((i) => i.name),
      of((i) => JSON.stringify(i.args)),
      of((i) => i.argsHash),
      of((i) => (i.base === null ? null : JSON.stringify(i.base))),
      of((i) => i.receivedAtMs),
      of((i) => i.claimedAtMs),
      of((i) => i.validUntilMs),
      of((i) => i.offline),
      rows.map((row) => row.outcome),
      rows.map((row) => row.text),
      of((i) => i.sentAtMs),
      of((i) => i.drainEpisode),
    ],
  });
}

function saveClients(sql: Sql, { folded: { clients }, head, nowMs }: CommitWrites): Promise<unknown> {
  const states = [...clients.values()];
  return sql({
    name: 'save clients',
    text: `INSERT INTO sync.client (client_id, group_id, last_mutation_id, last_commit, begun_at_ms)
      SELECT q.*, $4::bigint, $5::bigint FROM unnest($1::text[], $2::text[], $3::bigint[]) AS q
      ON CONFLICT (client_id) DO UPDATE SET last_mutation_id = EXCLUDED.last_mutation_id, last_commit = EXCLUDED.last_commit`,
    values: [
      [...clients.keys()],
      states.map((c) => c.groupId),
      states.map((c) => c.lastMutationId),
      head.commit,
      nowMs,
    ],
  });
}

function saveViews(sql: Sql, { views, head }: CommitWrites): Promise<unknown> {
  return sql({
    name: 'save views',
    text: `INSERT INTO sync.view (key, scope, value, commit)
      SELECT key, scope, value::json, $4::bigint FROM unnest($1::text[], $2::text[], $3::text[]) AS q(key, scope, value)
      ON CONFLICT (key, scope) DO UPDATE SET value = EXCLUDED.value, commit = EXCLUDED.commit`,
    values: [
      views.map((view) => view.key),
      views.map((view) => view.scope),
      views.map((view) => view.value),
      head.commit,
    ],
  });
}

function saveScopes(sql: Sql, deltas: CommitWrites['deltas']): Promise<unknown> {
  const moved = [...deltas.values()];
  return sql({
    name: 'save scopes',
    text: `INSERT INTO sync.scope AS s (scope, rows, digest) SELECT * FROM unnest($1::text[], $2::bigint[], $3::numeric[])
      ON CONFLICT (scope) DO UPDATE SET rows = s.rows + EXCLUDED.rows, digest = mod(s.digest + EXCLUDED.digest, 18446744073709551616)`,
    values: [[...deltas.keys()], moved.map((delta) => delta.rows), moved.map((delta) => delta.digest.toString())],
  });
}

function saveEvents(sql: Sql, { head, nowMs }: CommitWrites, events: ChainedRows['events']): Promise<unknown> {
  return sql({
    name: 'save events',
    text: `INSERT INTO sync.outbox (commit, ordinal, type, key, payload, occurred_at_ms)
      SELECT $1, q.ordinal - 1, type, key, payload::json, $5
      FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS q(type, key, payload, ordinal)`,
    values: [head.commit, events.map((e) => e.type), events.map((e) => e.key), events.map((e) => e.payload), nowMs],
  });
}

function saveAudit(sql: Sql, { head, nowMs }: CommitWrites, audit: ChainedRows['audit']): Promise<unknown> {
  return sql({
    name: 'save audit',
    text: `INSERT INTO public.audit_offline_first_mobile_architecture (id, happened_at, entity_id, metric, value, notes)
      SELECT $1::bigint * ${AUDIT_ROWS_PER_COMMIT_MAX} + q.ordinal - 1, to_timestamp($2::float8 / 1000), entity_id, metric, value, notes
      FROM unnest($3::text[], $4::text[], $5::float8[], $6::text[]) WITH ORDINALITY AS q(entity_id, metric, value, notes, ordinal)`,
    values: [
      head.commit,
      nowMs,
      audit.map((row) => row.entityId),
      audit.map((row) => row.metric),
      audit.map((row) => row.value),
      audit.map((row) => row.notes),
    ],
  });
}

function saveParked(sql: Sql, { folded, head, nowMs }: CommitWrites): Promise<unknown> {
  const rows = folded.parked;
  return sql({
    text: `INSERT INTO sync.parked (client_id, mutation_id, lane, reason, detail, sequence, parked_at_ms, subject, bytes)
      SELECT client_id, mutation_id, lane, reason, detail, $6::bigint * ${AUDIT_ROWS_PER_COMMIT_MAX} + ordinal, $7, subject, bytes
      FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $8::text[], $9::integer[])
        WITH ORDINALITY AS q(client_id, mutation_id, lane, reason, detail, subject, bytes, ordinal)`,
    values: [
      rows.map(({ intent }) => intent.clientId),
      rows.map(({ intent }) => intent.mutationId),
      rows.map((row) => row.lane),
      rows.map((row) => row.reason),
      rows.map((row) => shortDetail(row.detail)),
      head.commit,
      nowMs,
      rows.map(({ intent }) => intent.actor.subject),
      rows.map(({ bytes }) => bytes),
    ],
  });
}

/** Parked work is rare: one statement each. */
function saveResolutions(sql: Sql, { folded, head }: CommitWrites): Promise<unknown>[] {
  return folded.resolved.map(({ intent, by, text, detail, reason }, ordinal) =>
    sql({
      text: `UPDATE sync.parked SET attempts = attempts + 1, detail = coalesce($3, detail), reason = $8, resolved_result = $4,
          resolved_by = CASE WHEN $4::text IS NULL THEN NULL ELSE $5 END,
          resolved_commit = CASE WHEN $4::text IS NULL THEN NULL ELSE $6::bigint END,
          resolved_ordinal = CASE WHEN $4::text IS NULL THEN NULL ELSE $7::integer END
        WHERE client_id = $1 AND mutation_id = $2`,
      values: [
        intent.clientId,
        intent.mutationId,
        detail && shortDetail(detail),
        text,
        by,
        head.commit,
        ordinal,
        reason,
      ],
    }),
  );
}

/** A correction is kept for good; the parked work has the newest one. */
function saveCorrections(sql: Sql, { folded, head }: CommitWrites): Promise<unknown>[] {
  return folded.corrected.map(({ ref, by, args, argsHash, note }, ordinal) =>
    sql({
      text: `WITH kept AS (INSERT INTO sync.correction (commit, ordinal, client_id, mutation_id, args_hash, by, note)
          VALUES ($7, $8, $1, $2, $4, $5, $6))
        UPDATE sync.parked SET corrected_args = $3, corrected_args_hash = $4, corrected_by = $5, correction_note = $6
        WHERE client_id = $1 AND mutation_id = $2`,
      values: [ref.clientId, ref.mutationId, JSON.stringify(args), argsHash, by, note, head.commit, ordinal],
    }),
  );
}
