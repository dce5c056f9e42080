import { Client } from 'pg';
import { readAnnouncement, type Announcement } from '../commit/announcement.ts';

const RECONNECT_AFTER_MS = 500;

/**
 * Listens for commits of any process (LISTEN/NOTIFY) on a connection of its own, and reconnects. A notification may be
 * lost with the connection: after each connect the listener calls (null: it does not know of what), so that nothing waits for
 * the next commit.
 */
export class CommitListener {
  readonly #url: string;
  readonly #onCommit: (announced: Announcement | null) => void;
  readonly #onError: (error: Error) => void;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: {
    url: string;
    onCommit: (announced: Announcement | null) => void;
    onError: (error: Error) => void;
  }) {
    this.#url = parts.url;
    this.#onCommit = parts.onCommit;
    this.#onError = parts.onError;
  }

  async start(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      this.#retry(error as Error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new Client({ connectionString: this.#url, application_name: 'bimride-listener', keepAlive: true });
    client.on('error', (error) => this.#retry(error));
    client.on('end', () => this.#retry(new Error('the listening connection ended')));
    client.on('notification', ({ payload }) => this.#onCommit(readAnnouncement(payload)));
    this.#client = client;
    await client.connect();
    await client.query('LISTEN sync_commit');
    this.#onCommit(null);
  }

  #retry(error: Error): void {
    if (this.#closed || this.#timer) return;
    this.#onError(error);
    this.#client?.removeAllListeners();
    this.#client?.on('error', () => undefined);
    void this.#client?.end().catch(() => undefined);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.start();
    }, RECONNECT_AFTER_MS);
  }
}
