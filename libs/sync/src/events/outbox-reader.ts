import type { DeliveredEvent } from '../define/event.ts';
import type { FaultPoints } from '../commit/faults.ts';
import type { EventGroup } from './handle-event.ts';
import { OutboxLease, type PlacedEvent } from './outbox.store.ts';

/** Limits of reading the outbox, with units. */
export const OUTBOX_LIMITS = {
  eventsPerReadMax: 200,
  /** Milliseconds between two looks when nobody announces a commit. */
  pollIntervalMs: 1_000,
  /** Milliseconds before a handler that threw is tried again, and the longest such wait. */
  retryMs: 200,
  retryMsMax: 10_000,
} as const;

export interface OutboxReaderParts {
  readonly url: string;
  readonly group: string;
  readonly types: readonly string[];
  readonly from: EventGroup['from'];
  readonly handle: (event: DeliveredEvent) => Promise<void>;
  readonly faults: FaultPoints;
  readonly onError: (error: unknown) => void;
}

/** Reads events in commit order for one group, and marks what was handled: at least once, in order for each key. */
export class OutboxReader {
  readonly #parts: OutboxReaderParts;
  #lease: OutboxLease | null = null;
  #wake: (() => void) | undefined;
  #awake = false;
  #closed = false;
  #failures = 0;
  #running: Promise<void> | undefined;
  #caughtUp: (() => void)[] = [];

  constructor(parts: OutboxReaderParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** A commit was announced: look now, unless that commit was seen already. Null: it is not known which. */
  wake(commit: number | null): void {
    if (commit !== null && this.#lease?.hasPassed(commit) === true) return;
    this.#awake = true;
    this.#wake?.();
  }

  /** Resolves when a look that began after this call found nothing that is not handled, or at the end. This process must hold the lease. */
  caughtUp(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#caughtUp.push(resolve);
      this.wake(null);
    });
  }

  /** Finishes the batch in hand and lets go. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.#running;
    this.#release(this.#caughtUp.splice(0));
    await this.#lease?.release();
    this.#lease = null;
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const waitMs = await this.#readOnce().catch((error: unknown) => this.#failed(error));
      if (waitMs > 0 && !this.#closed) await this.#sleep(waitMs);
    }
  }

  /** Handles one batch; answers how long to wait before the next look. */
  async #readOnce(): Promise<number> {
    this.#awake = false;
    if (!this.#lease || this.#lease.isLost) this.#lease = await OutboxLease.take(this.#parts.url, this.#parts);
    const lease = this.#lease;
    if (!lease) return OUTBOX_LIMITS.pollIntervalMs;
    const waiting = this.#caughtUp.length;
    const { head, events } = await lease.read(this.#parts.types, OUTBOX_LIMITS.eventsPerReadMax);
    await this.#handleAll(lease, events);
    this.#failures = 0;
    if (events.length === OUTBOX_LIMITS.eventsPerReadMax) return 0;
    lease.pass(head);
    this.#release(this.#caughtUp.splice(0, waiting));
    return this.#awake ? 0 : OUTBOX_LIMITS.pollIntervalMs;
  }

  #release(waiting: readonly (() => void)[]): void {
    for (const resolve of waiting) resolve();
  }

  /** Keys side by side, the events of one key one after the other; then marks them all as handled. */
  async #handleAll(lease: OutboxLease, batch: readonly PlacedEvent[]): Promise<void> {
    const last = batch.at(-1);
    if (!last) return;
    const byKey = Map.groupBy(batch, ({ event }) => event.key);
    const handled = [...byKey.values()].map(async (events) => {
      for (const { event } of events) await this.#parts.handle(event);
    });
    await Promise.all(handled);
    this.#parts.faults.reach('before_mark', { group: this.#parts.group });
    await lease.mark(last.position);
  }

  #failed(error: unknown): number {
    this.#parts.onError(error);
    this.#failures += 1;
    return Math.min(OUTBOX_LIMITS.retryMs * 2 ** (this.#failures - 1), OUTBOX_LIMITS.retryMsMax);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
