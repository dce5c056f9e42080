import { Client } from 'pg';
import type { DeliveredEvent } from './event.ts';

/** A place in the order of events. */
export interface OutboxPosition {
  readonly commit: number;
  readonly ordinal: number;
}

export interface PlacedEvent {
  readonly position: OutboxPosition;
  readonly event: DeliveredEvent;
}

interface OutboxRecord {
  commit: string;
  ordinal: number;
  epoch: number;
  type: string;
  key: string;
  payload: DeliveredEvent['payload'];
  occurred_at_ms: string;
}

const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * One group's hold on the outbox. The lease is an advisory lock of this very connection, and so is every mark: when the
 * connection is gone, so is the right to mark, and another process takes over from the last mark.
 */
export class OutboxLease {
  readonly #client: Client;
  readonly #group: string;
  #lost = false;

  private constructor(client: Client, group: string) {
    this.#client = client;
    this.#group = group;
    const lose = () => void (this.#lost = true);
    client.on('error', lose);
    client.on('end', lose);
  }

  /** Takes the group's lease; null when another process has it. */
  static async take(url: string, group: string): Promise<OutboxLease | null> {
    const client = new Client({
      connectionString: url,
      application_name: `bimride-events ${group}`,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
    });
    const lease = new OutboxLease(client, group);
    try {
      await client.connect();
      if (await lease.#lock()) return lease;
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

  /** The next events after the group's mark, in commit order. */
  async read(types: readonly string[], rowsMax: number): Promise<PlacedEvent[]> {
    const { rows } = await this.#client.query<OutboxRecord>(
      `SELECT o.commit, o.ordinal, c.epoch, o.type, o.key, o.payload, o.occurred_at_ms
       FROM sync.outbox o JOIN sync.commit c USING (commit)
       WHERE (o.commit, o.ordinal) > (
           coalesce((SELECT commit FROM sync.cursor WHERE group_name = $1), 0),
           coalesce((SELECT ordinal FROM sync.cursor WHERE group_name = $1), -1))
         AND o.type = ANY($2::text[])
       ORDER BY o.commit, o.ordinal LIMIT $3`,
      [this.#group, types, rowsMax],
    );
    return rows.map(toPlacedEvent);
  }

  /** Everything up to here is handled. */
  async mark({ commit, ordinal }: OutboxPosition): Promise<void> {
    await this.#client.query(
      `INSERT INTO sync.cursor (group_name, commit, ordinal) VALUES ($1, $2, $3)
       ON CONFLICT (group_name) DO UPDATE SET commit = EXCLUDED.commit, ordinal = EXCLUDED.ordinal`,
      [this.#group, commit, ordinal],
    );
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

function toPlacedEvent(row: OutboxRecord): PlacedEvent {
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
