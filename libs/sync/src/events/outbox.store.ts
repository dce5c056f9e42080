import type { Client } from 'pg';
import type { Sql, Statement } from '../database/flight.ts';
import { heartbeat, type Heartbeat } from '../database/session.ts';
import type { Sessions } from '../database/sessions.ts';
import { toDelivered, type EventRecord } from './event-record.ts';
import { leaseName } from './group-places.store.ts';
import type { ConsumerGroup } from './handle-event.ts';
import type { EventPlace, PlacedEvent } from './rules/lanes.ts';

/** What was read, and how far: beyond `until` nothing was looked at. */
export interface OutboxBatch {
  /** The newest commit. */
  readonly head: number;
  readonly until: number;
  readonly events: readonly PlacedEvent[];
  /** The group has set something aside that is to be tried again without anybody asking for it. */
  readonly hasDue: boolean;
}

/** How much is read in one go. */
export interface ReadLimits {
  readonly eventsPerReadMax: number;
  readonly commitsPerReadMax: number;
}

type OutboxRecord = { head: string; until: string; has_due: boolean; is_behind: boolean } & (
  EventRecord | { commit: null }
);

const IDLE_IN_TRANSACTION_TIMEOUT_MS = 5_000;
/** No event of a commit has a higher number: the largest integer of PostgreSQL. */
const ORDINAL_MAX = 2_147_483_647;

/** When it was last seen that a group's place is in good hands: this process works on it, or another one holds it. */
export class LeaseWatch {
  #seenMs = performance.now();

  seen(): void {
    this.#seenMs = performance.now();
  }

  /** Milliseconds since then. */
  get ageMs(): number {
    return performance.now() - this.#seenMs;
  }
}

/** Whose place it is, and on what connections it is held. */
export interface LeaseInput extends ConsumerGroup {
  readonly sessions: Sessions;
  readonly watch: LeaseWatch;
}

/**
 * One group's hold on the outbox. The lease is an advisory lock of this very connection, and so is every mark: when the
 * connection is gone, so is the right to mark, and another process takes over from the last mark. The server ends a connection
 * of which it hears nothing (`idle_session_timeout`): a host that is gone, or stands still, holds nothing up for long.
 */
export class OutboxLease {
  readonly #sessions: Sessions;
  readonly #client: Client;
  readonly #group: string;
  readonly #watch: LeaseWatch;
  readonly #heartbeat: Heartbeat;
  /** Whether the connection is gone. */
  readonly #standing: { isLost: boolean };
  /** Everything up to here is handled, set aside, or of no concern to the group. */
  #after: EventPlace = { commit: 0, ordinal: -1 };
  /** As far as `after` is stored. */
  #markedCommit = 0;
  /** One statement, or one transaction, at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(client: Client, standing: { isLost: boolean }, { sessions, group, watch }: LeaseInput) {
    this.#standing = standing;
    this.#client = client;
    this.#sessions = sessions;
    this.#group = group;
    this.#watch = watch;
    this.#heartbeat = heartbeat(() => this.#one({ text: 'SELECT 1' }), sessions.limits);
  }

  /** Takes the group's lease; null when another process has it. A group that is new here begins `from` where it says. */
  static async take(input: LeaseInput): Promise<OutboxLease | null> {
    const { sessions, group } = input;
    const standing = { isLost: false };
    const client = await sessions.open({
      application: `bimride-events ${group}`,
      settings: {
        statement_timeout: sessions.limits.statementTimeoutMs,
        // A process that stands still in a transaction would hold the group's place, which staff need too.
        idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
        // Everything here goes by an index. Plans made while tables were young would scan them whole for ever after.
        enable_seqscan: 'off',
        jit: 'off',
      },
      config: { pipeline: true },
      onLost: () => void (standing.isLost = true),
    });
    const lease = new OutboxLease(client, standing, input);
    try {
      if (await lease.#lock()) {
        await lease.#begin(input.from);
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
    return this.#standing.isLost;
  }

  /** Whether everything up to this commit is handled, set aside, or of no concern to the group. */
  hasPassed(commit: number): boolean {
    return commit < this.#after.commit || (commit === this.#after.commit && this.#after.ordinal === ORDINAL_MAX);
  }

  /** The next events after the group's mark, in commit order. */
  async read(types: readonly string[], { eventsPerReadMax, commitsPerReadMax }: ReadLimits): Promise<OutboxBatch> {
    const { commit, ordinal } = this.#after;
    // One statement, hence one snapshot: of what the head counts, no event is missing.
    const rows = await this.#one<OutboxRecord>({
      name: 'read outbox',
      text: `SELECT h.commit AS head, least(h.commit, $1::bigint + $5) AS until, e.*,
         EXISTS (SELECT 1 FROM sync.parked_event WHERE group_name = $6 AND due_at_ms IS NOT NULL) AS has_due
       FROM sync.head h LEFT JOIN LATERAL (
         SELECT o.commit, o.ordinal, c.epoch, o.type, o.key, o.payload, o.occurred_at_ms, EXISTS (SELECT 1 FROM sync.parked_event p
           WHERE p.group_name = $6 AND p.key = o.key AND p.resolved_at_ms IS NULL) AS is_behind
         FROM sync.outbox o JOIN sync.commit c USING (commit)
         WHERE (o.commit, o.ordinal) > ($1::bigint, $2::int) AND o.commit <= $1::bigint + $5 AND o.type = ANY($3::text[])
         ORDER BY o.commit, o.ordinal LIMIT $4) e ON true
       ORDER BY e.commit, e.ordinal`,
      values: [commit, ordinal, types, eventsPerReadMax, commitsPerReadMax, this.#group],
    });
    const [first] = rows;
    const events = rows.flatMap((row) => (row.commit === null ? [] : { ...toDelivered(row), isBehind: row.is_behind }));
    return {
      head: Number(first?.head ?? 0),
      until: Number(first?.until ?? 0),
      events,
      hasDue: first?.has_due === true,
    };
  }

  /** Everything up to here is handled, or set aside: by `setAside`, in the same transaction. */
  async mark(place: EventPlace, setAside?: (sql: Sql) => Promise<void>): Promise<void> {
    const { commit, ordinal } = place;
    const mark = {
      text: 'UPDATE sync.cursor SET commit = $2, ordinal = $3 WHERE group_name = $1',
      values: [this.#group, commit, ordinal],
    };
    if (setAside === undefined) {
      await this.#one(mark);
    } else {
      await this.transaction(async (sql) => {
        await sql(mark);
        await setAside(sql);
      });
    }
    this.#after = place;
    this.#markedCommit = commit;
  }

  /**
   * Up to this commit nothing is left that concerns the group, and the next read begins behind it: a group whose events are
   * rare would otherwise read through ever more of the others'. From time to time that is stored, for the next process.
   */
  async pass(commit: number, { commitsPerMarkMax }: { readonly commitsPerMarkMax: number }): Promise<void> {
    if (commit < this.#after.commit) return;
    const place = { commit, ordinal: ORDINAL_MAX };
    if (commit - this.#markedCommit >= commitsPerMarkMax) await this.mark(place);
    else this.#after = place;
  }

  /** Runs statements in one transaction; nothing else of the lease comes between. @throws after rolling back */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#alone(async () => {
      await this.#client.query('BEGIN');
      try {
        const result = await work((statement) => this.#send(statement));
        await this.#client.query('COMMIT');
        return result;
      } catch (error) {
        await this.#client.query('ROLLBACK').catch(() => void (this.#standing.isLost = true));
        throw error;
      }
    });
  }

  /** Statements that are to be read together. */
  query<R>(work: (sql: Sql) => Promise<R>): Promise<R> {
    return this.#alone(() => work((statement) => this.#send(statement)));
  }

  #one<R>(statement: Statement): Promise<R[]> {
    return this.#alone(() => this.#send<R>(statement));
  }

  async #send<R>({ values = [], ...statement }: Statement): Promise<R[]> {
    const { rows } = await this.#client.query({ ...statement, values: [...values] });
    this.#watch.seen();
    return rows as R[];
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #begin(from: ConsumerGroup['from']): Promise<void> {
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
    this.#markedCommit = this.#after.commit;
  }

  async #lock(): Promise<boolean> {
    const { rows } = await this.#client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [leaseName(this.#group)],
    );
    this.#watch.seen();
    return rows[0]?.taken === true;
  }

  async release(): Promise<void> {
    this.#heartbeat.stop();
    await this.#sessions.close(this.#client);
  }
}
