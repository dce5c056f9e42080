import type { Sql } from '../database/flight.ts';
import { canonicalJson, type Json } from '../wire/canonical-json.ts';
import { FIRST, placeOf, type ParkedEventAct, type ParkedEventRef } from './parked-event-read.store.ts';
import { armHeads, lockConsumerGroup, NOW_MS, resolve } from './parked-event.store.ts';
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
}

type Act = Acting & Pick<ParkedEventAct, 'act' | 'atMs'> & { readonly payload?: Json };

/** How it stands; from here on nobody else changes that until the transaction ends. Null: it was never set aside. */
export async function lockStanding(sql: Sql, { group, eventId }: ParkedEventRef): Promise<Standing | null> {
  const place = placeOf(eventId);
  if (!place) return null;
  const { commit, ordinal, epoch } = place;
  await lockConsumerGroup(sql, group);
  const [row] = await sql<Omit<Standing, 'place'>>({
    text: `SELECT p.type, p.key, p.resolved_at_ms IS NOT NULL AS "isResolved", ${FIRST} AS first
      FROM sync.parked_event p JOIN sync.commit c USING (commit)
      WHERE p.group_name = $1 AND p.commit = $2 AND p.ordinal = $3 AND c.epoch = $4`,
    values: [group, commit, ordinal, epoch],
  });
  return row ? { ...row, place: { commit, ordinal } } : null;
}

/** Gives it another payload. */
export async function correctEvent(sql: Sql, at: At, payload: string): Promise<void> {
  await sql({
    text: `UPDATE sync.parked_event SET corrected_payload = $4 WHERE ${AT}`,
    values: [...valuesOf(at), payload],
  });
}

/** Whether the newest correction that was given for it is this one, and somebody else's. */
export async function wasProposedByAnother(
  sql: Sql,
  at: At,
  { text, by }: { readonly text: string; readonly by: string },
): Promise<boolean> {
  const [last] = await sql<{ by: string; payload: Json }>({
    text: `SELECT by, payload FROM sync.parked_event_act WHERE ${AT} AND act = 'correct' ORDER BY number DESC LIMIT 1`,
    values: valuesOf(at),
  });
  return last !== undefined && last.by !== by && canonicalJson(last.payload) === text;
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

/** Writes down what was done. */
export async function recordAct(sql: Sql, at: At, { act, atMs, by, note, payload }: Act): Promise<void> {
  await sql({
    text: `INSERT INTO sync.parked_event_act (group_name, commit, ordinal, number, at_ms, act, by, note, payload)
      SELECT $1, $2, $3, count(*) + 1, $4, $5, $6, $7, $8 FROM sync.parked_event_act WHERE ${AT}`,
    values: [...valuesOf(at), atMs, act, by, note, payload === undefined ? null : JSON.stringify(payload)],
  });
}

/** Has parked events of a group tried again, the oldest first; answers how many, and how many are left. */
export async function replayParked(
  sql: Sql,
  asked: Acting & { group: string; type: string | null; atMs: number; eventsMax: number },
): Promise<{ readonly asked: number; readonly left: number }> {
  const { group, type, atMs, by, note, eventsMax } = asked;
  await lockConsumerGroup(sql, group);
  const [row] = await sql<{ asked: number; left: number }>({
    text: `WITH parked AS (SELECT commit, ordinal FROM sync.parked_event WHERE group_name = $1 AND resolved_at_ms IS NULL
        AND parked_at_ms IS NOT NULL AND due_at_ms IS NULL AND ($2::text IS NULL OR type = $2)),
      chosen AS (SELECT commit, ordinal FROM parked ORDER BY commit, ordinal LIMIT $3),
      due AS (UPDATE sync.parked_event p SET due_at_ms = ${NOW_MS} FROM chosen
        WHERE p.group_name = $1 AND (p.commit, p.ordinal) = (chosen.commit, chosen.ordinal)),
      told AS (INSERT INTO sync.parked_event_act (group_name, commit, ordinal, number, at_ms, act, by, note)
        SELECT $1, commit, ordinal, 1 + (SELECT count(*) FROM sync.parked_event_act a
          WHERE (a.group_name, a.commit, a.ordinal) = ($1, chosen.commit, chosen.ordinal)), $4, 'replay', $5, $6 FROM chosen)
      SELECT (SELECT count(*)::int FROM chosen) AS asked, (SELECT count(*)::int FROM parked) - (SELECT count(*)::int FROM chosen) AS left`,
    values: [group, type, eventsMax, atMs, by, note],
  });
  return row ?? { asked: 0, left: 0 };
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
