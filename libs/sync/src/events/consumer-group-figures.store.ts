import type { Reader } from '../define/reader.ts';
import { EVENT_LIMITS } from './rules/event-limits.ts';

/** How far a group is behind, and what it has set aside. */
export interface ConsumerGroupFigures {
  /** Events that are neither handled nor wait for staff: not yet read (counted up to a limit), or to be tried again. */
  readonly lagEvents: number;
  /** When the oldest of them happened; null: there is none. */
  readonly oldestAtMs: number | null;
  readonly retrying: number;
  readonly parked: number;
  /** Behind those that are retried or parked, in their lanes. */
  readonly waiting: number;
}

/** The figures of a group that handles these types of events; null before its first start. */
export async function readConsumerGroupFigures(
  reader: Reader,
  { group, types }: { readonly group: string; readonly types: readonly string[] },
): Promise<ConsumerGroupFigures | null> {
  const { lagEventsMax, lagCommitsMax } = EVENT_LIMITS;
  const [row] = await reader.query<{ figures: ConsumerGroupFigures }[]>(
    `SELECT json_build_object('lagEvents', unread.number + aside.retrying,
       'oldestAtMs', least(unread.oldest, aside.oldest), 'retrying', aside.retrying, 'parked', aside.parked, 'waiting', aside.waiting) AS figures
     FROM sync.cursor c,
       LATERAL (SELECT count(*) AS number, min(occurred_at_ms) AS oldest FROM (SELECT occurred_at_ms FROM sync.outbox o
         WHERE (o.commit, o.ordinal) > (c.commit, c.ordinal) AND o.commit <= c.commit + $3 AND o.type = ANY($2::text[])
         ORDER BY o.commit, o.ordinal LIMIT $4) AS read) AS unread,
       LATERAL (SELECT count(*) FILTER (WHERE p.due_at_ms IS NOT NULL) AS retrying,
         count(*) FILTER (WHERE p.due_at_ms IS NULL AND p.parked_at_ms IS NOT NULL) AS parked,
         count(*) FILTER (WHERE p.due_at_ms IS NULL AND p.parked_at_ms IS NULL) AS waiting,
         (SELECT min(o.occurred_at_ms) FROM sync.parked_event d JOIN sync.outbox o USING (commit, ordinal)
           WHERE d.group_name = $1 AND d.due_at_ms IS NOT NULL) AS oldest
         FROM sync.parked_event p WHERE p.group_name = $1 AND p.resolved_at_ms IS NULL) AS aside
     WHERE c.group_name = $1`,
    [group, types, lagCommitsMax, lagEventsMax],
  );
  return row?.figures ?? null;
}
