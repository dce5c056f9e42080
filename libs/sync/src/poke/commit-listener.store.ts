import type { Client } from 'pg';
import { readAnnouncement, type Announcement } from '../commit/announcement.ts';
import { heartbeat, type Heartbeat } from '../database/session.ts';
import type { Sessions } from '../database/sessions.ts';

const RECONNECT_AFTER_MS = 500;

export interface ListenerParts {
  readonly sessions: Sessions;
  readonly onCommit: (announced: Announcement | null) => void;
  readonly onError: (error: Error) => void;
}

/**
 * Listens for commits of any process (LISTEN/NOTIFY) on a connection of its own, and reconnects. A notification may be
 * lost with the connection: after each connect the listener calls (null: it does not know of what), so that nothing waits for
 * the next commit.
 *
 * Invariant: a connection that does not answer its heartbeat is replaced; `isListening` is only said of one that does.
 */
export class CommitListener {
  readonly #parts: ListenerParts;
  #client: Client | undefined;
  #isListening = false;
  #heartbeat: Heartbeat | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** What is under way, one after the other: connecting, letting go. */
  #underWay: Promise<void> = Promise.resolve();

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  /** Whether commits of others are heard of now: the connection is there, and answers. */
  get isListening(): boolean {
    return this.#isListening && this.#heartbeat?.isOverdue !== true;
  }

  start(): Promise<void> {
    return this.#then(() => this.#connect().catch((error: unknown) => this.#retry(error as Error)));
  }

  /** Comes back when nothing is under way any more, and no connection is left. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#then(() => this.#letGo());
  }

  #then(work: () => Promise<void>): Promise<void> {
    return (this.#underWay = this.#underWay.then(work));
  }

  async #connect(): Promise<void> {
    const { sessions, onCommit } = this.#parts;
    const client = await sessions.open({
      application: 'bimride-listener',
      settings: { statement_timeout: sessions.limits.statementTimeoutMs },
      onLost: (error) => this.#retry(error),
    });
    if (this.#closed) return sessions.close(client);
    client.on('notification', ({ payload }) => onCommit(readAnnouncement(payload)));
    this.#client = client;
    await client.query('LISTEN sync_commit');
    if (this.#client !== client) return;
    this.#isListening = true;
    this.#heartbeat = heartbeat(() => client.query('SELECT 1'), sessions.limits);
    onCommit(null);
  }

  async #letGo(): Promise<void> {
    this.#isListening = false;
    this.#heartbeat?.stop();
    const client = this.#client;
    this.#client = undefined;
    if (client) await this.#parts.sessions.close(client);
  }

  #retry(error: Error): void {
    if (this.#closed || this.#timer) return;
    this.#parts.onError(error);
    this.#isListening = false;
    void this.#then(() => this.#letGo());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.start();
    }, RECONNECT_AFTER_MS);
  }
}
