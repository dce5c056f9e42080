import { Client } from 'pg';
import type { DeliveredEvent } from '../define/event.ts';
import type { EventGroup } from './handle-event.ts';

/** A place in the order of events. */
export interface OutboxPosition {
  readonly commit: number;
  readonly ordinal: number;
}

/** What was read, and how far: beyond `head` nothing was looked at. */
export interface OutboxBatch {
  readonly head: number;
  readonly events: readonly PlacedEvent[];
}

export interface PlacedEvent {
  readonly position: OutboxPosition;
  readonly event: DeliveredEvent;
}

interface OutboxRecord {
  head: string;
  /** Null: there is none. */
  commit: string | null;
  ordinal: number;
  epoch: number;
  type: string;
  key: string;
  payload: DeliveredEvent['payload'];
  occurred_at_ms: string;
}

const STATEMENT_TIMEOUT_MS = 10_000;
/** No event of a commit has a higher number: the largest integer of PostgreSQL. */
const ORDINAL_MAX = 2_147_483_647;

/**
 * One group's hold on the outbox. The lease is an advisory lock of this very connection, and so is every mark: when the
 * connection is gone, so is the right to mark, and another process takes over from the last mark.
 */
export class OutboxLease {
  readonly #client: Client;
  readonly #group: string;
  #lost = false;
  /** Everything up to here is handled, or of no concern to the group. */
  #after: OutboxPosition = { commit: 0, ordinal: -1 };

  private constructor(client: Client, group: string) {
    this.#client = client;
    this.#group = group;
    const lose = () => void (this.#lost = true);
    client.on('error', lose);
    client.on('end', lose);
  }

  /** Takes the group's lease; null when another process has it. A group that is new here begins `from` where it says. */
  static async take(url: string, { group, from }: EventGroup): Promise<OutboxLease | null> {
    const client = new Client({
      connectionString: url,
      application_name: `bimride-events ${group}`,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
    });
    const lease = new OutboxLease(client, group);
    try {
      await client.connect();
      if (await lease.#lock()) {
        await lease.#begin(from);
        return lease;
      }
    } catch (error) {
      await lease.release();
      throw error;
    }
    await lease.release();
    return null;
  }

  /** Whether the connection is gone, and the right to mark with it. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** Whether everything up to this commit is handled, or of no concern to the group. */
  hasPassed(commit: number): boolean {
    return commit < this.#after.commit || (commit === this.#after.commit && this.#after.ordinal === ORDINAL_MAX);
  }

  /** The next events after the group's mark, in commit order. */
  async read(types: readonly string[], rowsMax: number): Promise<OutboxBatch> {
    // One statement, hence one snapshot: of what the head counts, no event is missing.
    const { rows } = await this.#client.query<OutboxRecord>(
      `SELECT h.commit AS head, e.* FROM sync.head h LEFT JOIN LATERAL (
         SELECT o.commit, o.ordinal, c.epoch, o.type, o.key, o.payload, o.occurred_at_ms
         FROM sync.outbox o JOIN sync.commit c USING (commit)
         WHERE (o.commit, o.ordinal) > ($1::bigint, $2::int) AND o.type = ANY($3::text[])
         ORDER BY o.commit, o.ordinal LIMIT $4) e ON true
       ORDER BY e.commit, e.ordinal`,
      [this.#after.commit, this.#after.ordinal, types, rowsMax],
    );
    return { head: Number(rows[0]?.head ?? 0), events: rows.flatMap((row) => toPlacedEvent(row) ?? []) };
  }

  /** Everything up to here is handled. */
  async mark({ commit, ordinal }: OutboxPosition): Promise<void> {
    await this.#client.query('UPDATE sync.cursor SET commit = $2, ordinal = $3 WHERE group_name = $1', [
      this.#group,
      commit,
      ordinal,
    ]);
    this.#after = { commit, ordinal };
  }

  /**
   * Up to this commit nothing is left that concerns the group, and the next read begins behind it: a group whose events are
   * rare would otherwise read through ever more of the others'.
   */
  pass(head: number): void {
    if (head >= this.#after.commit) this.#after = { commit: head, ordinal: ORDINAL_MAX };
  }

  async #begin(from: EventGroup['from']): Promise<void> {
    const firstStart = from === 'now' ? [from, ORDINAL_MAX] : [from, -1];
    await this.#client.query(
      `INSERT INTO sync.cursor (group_name, commit, ordinal, began_from)
       SELECT $1, CASE $2 WHEN 'now' THEN h.commit ELSE 0 END, $3, $2 FROM sync.head h ON CONFLICT (group_name) DO NOTHING`,
      [this.#group, ...firstStart],
    );
    const { rows } = await this.#client.query<{ commit: string; ordinal: number }>(
      'SELECT commit, ordinal FROM sync.cursor WHERE group_name = $1',
      [this.#group],
    );
    const [mark] = rows;
    if (mark) this.#after = { commit: Number(mark.commit), ordinal: mark.ordinal };
  }

  async #lock(): Promise<boolean> {
    const { rows } = await this.#client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [`sync.outbox ${this.#group}`],
    );
    return rows[0]?.taken === true;
  }

  async release(): Promise<void> {
    this.#client.removeAllListeners();
    this.#client.on('error', () => undefined);
    await this.#client.end().catch(() => undefined);
  }
}

function toPlacedEvent(row: OutboxRecord): PlacedEvent | undefined {
  if (row.commit === null) return undefined;
  const commit = Number(row.commit);
  const { ordinal, type, key, payload } = row;
  const event = {
    eventId: `${row.epoch}.${commit}.${ordinal}`,
    type,
    key,
    payload,
    commit,
    occurredAtMs: Number(row.occurred_at_ms),
  };
  return { position: { commit, ordinal }, event };
}
