import { advanceHead } from '../commit/load-rows.store.ts';
import { saveActsCommit } from '../commit/commit-writes.store.ts';
import type { Sql } from '../database/flight.ts';
import { sha256 } from '../native-hash.ts';
import { canonicalJson, type Json } from '../wire/canonical-json.ts';
import type { ChainedAct } from '../wire/chain.ts';
import { FIRST, NEWEST_CORRECTION, placeOf, type ParkedEventRef } from './parked-event-read.store.ts';
import { armHeads, lockConsumerGroup, NOW_MS, resolve } from './parked-event.store.ts';
import type { EventCorrection } from './rules/event-correction.ts';
import type { EventPlace } from './rules/lanes.ts';

/** Who acts, and why. */
export interface Acting {
  readonly by: string;
  readonly note: string;
}

/** How an event stands when staff act on it. */
export interface Standing {
  readonly place: EventPlace;
  readonly type: string;
  readonly key: string;
  readonly isResolved: boolean;
  /** The head of its lane. */
  readonly first: string | null;
  /** Acts of staff so far. */
  readonly acts: number;
  readonly newest: EventCorrection | null;
}

/** One act of staff about one event. */
export interface EventAct extends At {
  /** Counted for each event, from 1. */
  readonly number: number;
  readonly act: 'correct' | 'replay' | 'discard';
  readonly tookEffect: boolean;
  readonly payload?: Json;
}

const ACTS_SO_FAR = `(SELECT count(*)::int FROM sync.parked_event_act a
  WHERE (a.group_name, a.commit, a.ordinal) = (p.group_name, p.commit, p.ordinal))`;

/** How it stands; from here on nobody else changes that until the transaction ends. Null: it was never set aside. */
export async function lockStanding(sql: Sql, { group, eventId }: ParkedEventRef): Promise<Standing | null> {
  const place = placeOf(eventId);
  if (!place) return null;
  const { commit, ordinal, epoch } = place;
  await lockConsumerGroup(sql, group);
  const [row] = await sql<Omit<Standing, 'place'>>({
    text: `SELECT p.type, p.key, p.resolved_at_ms IS NOT NULL AS "isResolved", ${FIRST} AS first, ${ACTS_SO_FAR} AS acts,
        ${NEWEST_CORRECTION} AS newest
      FROM sync.parked_event p JOIN sync.commit c USING (commit)
      WHERE p.group_name = $1 AND p.commit = $2 AND p.ordinal = $3 AND c.epoch = $4`,
    values: [group, commit, ordinal, epoch],
  });
  return row ? { ...row, place: { commit, ordinal } } : null;
}

/** Gives it another payload. */
export async function correctEvent(sql: Sql, at: At, payload: Json): Promise<void> {
  await sql({
    text: `UPDATE sync.parked_event SET corrected_payload = $4 WHERE ${AT}`,
    values: [...valuesOf(at), canonicalJson(payload)],
  });
}

/** It is tried again as soon as the group's reader looks. */
export async function replayEvent(sql: Sql, at: At): Promise<void> {
  await sql({ text: `UPDATE sync.parked_event SET due_at_ms = ${NOW_MS} WHERE ${AT}`, values: valuesOf(at) });
}

/** It is never handled, and the next of its lane is due. */
export async function discardEvent(sql: Sql, at: At & { readonly key: string; readonly nowMs: number }): Promise<void> {
  await resolve(sql, { ...at, as: 'discarded' });
  await armHeads(sql, at.group, [at.key]);
}

/**
 * Parked events of a group are tried again, the oldest first; answers which, and how many are left. Corrected ones are not among
 * them: whoever wants one tried again has looked at it.
 */
export async function replayParked(
  sql: Sql,
  { group, type, eventsMax }: { readonly group: string; readonly type: string | null; readonly eventsMax: number },
): Promise<{ readonly acts: readonly EventAct[]; readonly left: number }> {
  await lockConsumerGroup(sql, group);
  const rows = await sql<{ commit: string; ordinal: number; acts: number; left: number }>({
    text: `WITH parked AS (SELECT commit, ordinal FROM sync.parked_event WHERE group_name = $1 AND resolved_at_ms IS NULL
        AND parked_at_ms IS NOT NULL AND due_at_ms IS NULL AND ($2::text IS NULL OR type = $2) AND corrected_payload IS NULL
        AND NOT EXISTS (SELECT 1 FROM sync.parked_event_act a WHERE a.act = 'correct'
          AND (a.group_name, a.commit, a.ordinal) = (parked_event.group_name, parked_event.commit, parked_event.ordinal))),
      chosen AS (SELECT commit, ordinal FROM parked ORDER BY commit, ordinal LIMIT $3)
      UPDATE sync.parked_event p SET due_at_ms = ${NOW_MS} FROM chosen
        WHERE p.group_name = $1 AND (p.commit, p.ordinal) = (chosen.commit, chosen.ordinal)
      RETURNING p.commit, p.ordinal, ${ACTS_SO_FAR} AS acts, (SELECT count(*)::int FROM parked) AS left`,
    values: [group, type, eventsMax],
  });
  const acts = rows.map(({ commit, ordinal, acts: before }) => {
    const place = { commit: Number(commit), ordinal };
    return { group, place, number: before + 1, act: 'replay' as const, tookEffect: true };
  });
  return { acts, left: (rows[0]?.left ?? 0) - rows.length };
}

/** Writes down what was done, as a commit of its own, whose link covers it. The head is locked last, and not for long. */
export async function commitActs(
  sql: Sql,
  acts: readonly EventAct[],
  { by, note, nowMs }: Acting & { readonly nowMs: number },
): Promise<void> {
  const head = await advanceHead(sql);
  const rows = acts.map(({ place, payload, ...act }) => {
    return { ...act, ...place, text: payload === undefined ? null : canonicalJson(payload) };
  });
  const chained = rows.map(({ text, ...act }): ChainedAct => {
    const digests = {
      byDigest: sha256(by),
      noteDigest: sha256(note),
      payloadDigest: text === null ? null : sha256(text),
    };
    return { ...act, ...digests, atMs: nowMs };
  });
  await Promise.all([
    sql({
      text: `INSERT INTO sync.parked_event_act
          (group_name, commit, ordinal, number, at_ms, act, by, note, payload, act_commit, act_ordinal, took_effect)
        SELECT r."group", r.commit, r.ordinal, r.number, $2, r.act, $3, $4, r.text::json, $5, r.place, r."tookEffect"
        FROM ROWS FROM (json_to_recordset($1) AS ("group" text, commit bigint, ordinal int, number int, act text, text text, "tookEffect" boolean))
          WITH ORDINALITY AS r("group", commit, ordinal, number, act, text, "tookEffect", place)`,
      values: [JSON.stringify(rows), nowMs, by, note, head.commit],
    }),
    saveActsCommit(sql, { head, nowMs, acts: chained }),
  ]);
}

/** Which row. */
interface At {
  readonly group: string;
  readonly place: EventPlace;
}

const AT = 'group_name = $1 AND commit = $2 AND ordinal = $3';

function valuesOf({ group, place }: At): unknown[] {
  return [group, place.commit, place.ordinal];
}
