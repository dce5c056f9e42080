import type { Reader } from '../define/reader.ts';
import type { Json } from '../wire/canonical-json.ts';
import type { EventCorrection } from './rules/event-correction.ts';
import type { EventPlace } from './rules/lanes.ts';

/**
 * Where an event that was set aside stands: `retrying` it is tried again by itself, `parked` it waits for staff, `waiting` it
 * waits for those before it in its lane; then `handled` or `discarded`.
 */
export const PARKED_EVENT_STATES = ['retrying', 'parked', 'waiting', 'handled', 'discarded'] as const;
export type ParkedEventState = (typeof PARKED_EVENT_STATES)[number];

/** Which event, of which group: each group has its own. */
export interface ParkedEventRef {
  readonly group: string;
  readonly eventId: string;
}

/** An event that was set aside, as staff list it. */
export interface ParkedEventItem extends ParkedEventRef {
  readonly type: string;
  readonly key: string;
  readonly state: ParkedEventState;
  readonly occurredAtMs: number;
  readonly setAsideAtMs: number;
  /** Tries that counted, and how the last one failed: names and places in the code, no message. */
  readonly tries: number;
  readonly triedAtMs: number | null;
  readonly lastError: string | null;
  /** When it was first given up. */
  readonly parkedAtMs: number | null;
  readonly isCorrected: boolean;
  readonly resolvedAtMs: number | null;
}

/** What staff did about it, as it is stored. */
export interface ParkedEventAct {
  readonly act: 'correct' | 'replay' | 'discard';
  readonly atMs: number;
  readonly by: string;
  readonly note: string;
  readonly payload: Json;
  /** False of a correction that waits for a second person. */
  readonly tookEffect: boolean;
}

/** All that is known of it, as it is stored: not for anybody's eyes. */
export interface StoredParkedEvent extends ParkedEventItem {
  readonly payload: Json;
  /** Null where nobody corrected it. */
  readonly correctedPayload: Json;
  /** The newest correction that was given, whether it counts yet or not. */
  readonly newest: EventCorrection | null;
  /** The event at the head of its lane; null when nothing of the lane is set aside any more. */
  readonly first: string | null;
  /** The newest, oldest first. */
  readonly acts: readonly ParkedEventAct[];
}

export interface ParkedEventFilter {
  readonly group?: string;
  readonly type?: string;
  readonly key?: string;
  /** Default: whatever is not done with. */
  readonly state?: ParkedEventState;
  /** `nextAfter` of the page before. */
  readonly after?: string;
  readonly rowsMax: number;
}

const ACTS_SHOWN_MAX = 100;

export const STATE = `CASE WHEN p.resolved_as IS NOT NULL THEN p.resolved_as WHEN p.due_at_ms IS NOT NULL THEN 'retrying'
  WHEN p.parked_at_ms IS NOT NULL THEN 'parked' ELSE 'waiting' END`;

/** The head of the lane of `p`, as an event id. */
export const FIRST = `(SELECT hc.epoch || '.' || h.commit || '.' || h.ordinal FROM sync.parked_event h JOIN sync.commit hc USING (commit)
  WHERE h.group_name = p.group_name AND h.key = p.key AND h.resolved_at_ms IS NULL ORDER BY h.commit, h.ordinal LIMIT 1)`;

/** The newest correction that was given for `p`. */
export const NEWEST_CORRECTION = `(SELECT jsonb_build_object('by', k.by, 'note', k.note, 'payload', k.payload)
  FROM sync.parked_event_act k WHERE k.act = 'correct' AND (k.group_name, k.commit, k.ordinal) = (p.group_name, p.commit, p.ordinal)
  ORDER BY k.number DESC LIMIT 1)`;

const ITEM = `jsonb_build_object('group', p.group_name, 'eventId', c.epoch || '.' || p.commit || '.' || p.ordinal, 'type', p.type,
  'key', p.key, 'state', ${STATE}, 'occurredAtMs', o.occurred_at_ms, 'setAsideAtMs', p.set_aside_at_ms, 'tries', p.tries,
  'triedAtMs', p.tried_at_ms, 'lastError', p.last_error, 'parkedAtMs', p.parked_at_ms,
  'isCorrected', p.corrected_payload IS NOT NULL, 'resolvedAtMs', p.resolved_at_ms)`;

const FROM = 'sync.parked_event p JOIN sync.outbox o USING (commit, ordinal) JOIN sync.commit c USING (commit)';

/** Where an event with this id stands in the outbox; null: that is no event's id. */
export function placeOf(eventId: string): (EventPlace & { readonly epoch: number }) | null {
  const [, epoch, commit, ordinal] = /^(\d{1,4})\.(\d{1,13})\.(\d{1,9})$/.exec(eventId) ?? [];
  if (ordinal === undefined) return null;
  return { epoch: Number(epoch), commit: Number(commit), ordinal: Number(ordinal) };
}

/** Events that were set aside, in the order in which they happened. `nextAfter` is null on the last page. */
export async function listParkedEvents(
  reader: Reader,
  { group, type, key, state, after, rowsMax }: ParkedEventFilter,
): Promise<{ readonly items: readonly ParkedEventItem[]; readonly nextAfter: string | null }> {
  const cursor = afterOf(after);
  const rows = await reader.query<{ item: ParkedEventItem; at: string }[]>(
    `SELECT ${ITEM} AS item, p.commit || '.' || p.ordinal || '.' || p.group_name AS at FROM ${FROM}
     WHERE ($1::text IS NULL OR p.group_name = $1) AND ($2::text IS NULL OR p.type = $2) AND ($3::text IS NULL OR p.key = $3)
       AND (CASE WHEN $4::text IS NULL THEN p.resolved_at_ms IS NULL ELSE ${STATE} = $4 END)
       AND (p.commit, p.ordinal, p.group_name) > ($5::bigint, $6::int, $7::text)
     ORDER BY p.commit, p.ordinal, p.group_name LIMIT $8`,
    [group ?? null, type ?? null, key ?? null, state ?? null, cursor.commit, cursor.ordinal, cursor.group, rowsMax],
  );
  return { items: rows.map(({ item }) => item), nextAfter: rows.length === rowsMax ? (rows.at(-1)?.at ?? null) : null };
}

/** One event that was set aside. */
export async function findParkedEvent(reader: Reader, ref: ParkedEventRef): Promise<StoredParkedEvent | null> {
  const place = placeOf(ref.eventId);
  if (!place) return null;
  const [row] = await reader.query<{ item: StoredParkedEvent }[]>(
    `SELECT ${ITEM} || jsonb_build_object('payload', o.payload, 'correctedPayload', p.corrected_payload, 'first', ${FIRST},
       'newest', ${NEWEST_CORRECTION},
       'acts', (SELECT coalesce(jsonb_agg(to_jsonb(a) - 'number' ORDER BY a.number), '[]') FROM (SELECT number, act, at_ms AS "atMs", by,
         note, payload, took_effect AS "tookEffect" FROM sync.parked_event_act WHERE (group_name, commit, ordinal) = (p.group_name, p.commit, p.ordinal)
         ORDER BY number DESC LIMIT ${ACTS_SHOWN_MAX}) AS a)) AS item
     FROM ${FROM} WHERE p.group_name = $1 AND p.commit = $2 AND p.ordinal = $3 AND c.epoch = $4`,
    [ref.group, place.commit, place.ordinal, place.epoch],
  );
  return row?.item ?? null;
}

/** When the oldest event that waits for staff was given up. */
export async function oldestParkedEventAtMs(reader: Reader): Promise<number | null> {
  const [row] = await reader.query<{ at: string | null }[]>(
    'SELECT min(parked_at_ms) AS at FROM sync.parked_event WHERE resolved_at_ms IS NULL',
  );
  return row?.at ? Number(row.at) : null;
}

function afterOf(after: string | undefined): EventPlace & { readonly group: string } {
  const [, commit, ordinal, group] = /^(\d{1,13})\.(\d{1,9})\.(.*)$/.exec(after ?? '') ?? [];
  return { commit: Number(commit ?? -1), ordinal: Number(ordinal ?? 0), group: group ?? '' };
}
