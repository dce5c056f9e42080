import type { FaultPoints } from '../commit/faults.ts';
import type { Clock } from '../define/clock.ts';
import type { DeliveredEvent } from '../define/event.ts';
import { tryBatch, type CutLane } from './batch.ts';
import { LaneWorkers } from './lane-workers.ts';
import { OutboxLease, type LeaseInput, type OutboxBatch } from './outbox.store.ts';
import { insertAside, readHeads } from './parked-event.store.ts';
import type { EventLimits } from './rules/event-limits.ts';
import { setAside } from './rules/lanes.ts';
import { EventTries, type TryCounts } from './try-event.ts';

export interface OutboxReaderParts extends LeaseInput {
  readonly types: readonly string[];
  readonly limits: EventLimits;
  readonly clock: Clock;
  readonly handle: (event: DeliveredEvent) => Promise<void>;
  readonly faults: FaultPoints;
  readonly onError: (error: unknown) => void;
}

/**
 * Reads events in commit order for one group: at least once, in order for each key. What cannot be handled now is set aside with
 * what follows in its lane, in the transaction that moves the group's mark: so nothing that is set aside lies beyond the mark,
 * and the mark waits for nobody.
 */
export class OutboxReader {
  readonly #parts: OutboxReaderParts;
  readonly #tries: EventTries;
  readonly #workers: LaneWorkers;
  #lease: OutboxLease | null = null;
  /** What a lane's worker could not store: the lease is not to be trusted any more. */
  #fault: unknown = null;
  #wake: (() => void) | undefined;
  #awake = false;
  readonly #closing = Promise.withResolvers<void>();
  #closed = false;
  #failures = 0;
  #running: Promise<void> | undefined;
  #caughtUp: (() => void)[] = [];

  constructor(parts: OutboxReaderParts) {
    this.#parts = parts;
    this.#tries = new EventTries(parts);
    this.#workers = new LaneWorkers({
      ...parts,
      tries: this.#tries,
      onRest: () => this.wake(null),
      onFault: (error) => (this.#fault ??= error),
    });
  }

  /** Tries of this process, by how they ended. */
  get tries(): TryCounts {
    return this.#tries.counts;
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

  /**
   * Resolves when a look that began after this call found nothing that is not handled or waits for staff, or at the end. This
   * process must hold the lease.
   */
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
    this.#closing.resolve();
    await this.#running;
    this.#release(this.#caughtUp.splice(0));
    await this.#letGo();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const waitMs = await this.#look().catch((error: unknown) => this.#failed(error));
      if (waitMs > 0 && !this.#closed) await this.#sleep(waitMs);
    }
  }

  /** Works on what is due and handles one batch; answers how long to wait before the next look. */
  async #look(): Promise<number> {
    const { types, limits } = this.#parts;
    this.#awake = false;
    if (this.#fault !== null) return this.#failed(this.#fault);
    const lease = await this.#hold();
    if (lease === null || this.#workers.size >= limits.lanesInFlightMax) return limits.pollIntervalMs;
    const waiting = this.#caughtUp.length;
    const batch = await lease.read(types, limits);
    const dueInMs = batch.hasDue ? await this.#workOnDue(lease) : limits.pollIntervalMs;
    const hasSetAside = await this.#handle(lease, batch);
    this.#failures = 0;
    if (hasSetAside || batch.events.length === limits.eventsPerReadMax) return 0;
    await lease.pass(batch.until, limits);
    if (batch.until < batch.head) return 0;
    if (!batch.hasDue) this.#release(this.#caughtUp.splice(0, waiting));
    return this.#awake ? 0 : Math.min(dueInMs, limits.pollIntervalMs);
  }

  async #hold(): Promise<OutboxLease | null> {
    if (this.#lease?.isLost === true) await this.#letGo();
    return (this.#lease ??= await OutboxLease.take(this.#parts));
  }

  /** Lets lanes end what they have in hand, so that whoever takes over does not do it at the same time. */
  async #letGo(): Promise<void> {
    await this.#workers.stop();
    const lease = this.#lease;
    this.#lease = null;
    this.#fault = null;
    await lease?.release();
  }

  #release(waiting: readonly (() => void)[]): void {
    for (const resolve of waiting) resolve();
  }

  /** Begins to work on lanes that are due, as many as there is room for; answers when the next one is. */
  async #workOnDue(lease: OutboxLease): Promise<number> {
    const { group, limits } = this.#parts;
    const room = limits.lanesAtOnceMax - this.#workers.size;
    if (room <= 0) return limits.pollIntervalMs;
    const heads = await lease.query((sql) => readHeads(sql, { group, except: this.#workers.keys, rowsMax: room + 1 }));
    for (const head of heads.slice(0, room)) if (head.dueInMs === 0) this.#workers.begin(lease, head);
    return heads.find(({ dueInMs }) => dueInMs > 0)?.dueInMs ?? limits.pollIntervalMs;
  }

  /** Handles what was read, and moves the mark behind it. Answers whether something was set aside. */
  async #handle(lease: OutboxLease, { events }: OutboxBatch): Promise<boolean> {
    const { group, limits, clock, faults } = this.#parts;
    const last = events.at(-1);
    if (!last) return false;
    const lanes = await tryBatch(events, { tries: this.#tries, limitMs: limits.batchMsMax });
    const rows = lanes.flatMap((lane) => setAside(lane, limits));
    faults.reach('before_mark', { group });
    const marked =
      rows.length === 0
        ? lease.mark(last.place)
        : lease.mark(last.place, async (sql) => {
            await insertAside(sql, { group, rows, nowMs: clock() });
            faults.reach('within_mark', { group });
          });
    // Their results wait for the mark's transaction to end.
    for (const lane of lanes) this.#workOn(lease, lane);
    await marked;
    faults.reach('after_mark', { group });
    // Nothing new while the database is away: there is no room in it for events that are not at fault.
    if (lanes.some(({ next }) => next !== null && next !== 'running' && next.kind === 'put_off'))
      await this.#pause(limits.putOffMs);
    return rows.length > 0;
  }

  #workOn(lease: OutboxLease, { events, handled, running }: CutLane): void {
    const first = events[handled];
    if (first && running) this.#workers.begin(lease, { ...first, tries: 0, dueInMs: 0 }, running);
  }

  async #failed(error: unknown): Promise<number> {
    const { limits, onError } = this.#parts;
    onError(error);
    this.#failures += 1;
    await this.#letGo();
    return Math.min(limits.reconnectMs * 2 ** (this.#failures - 1), limits.reconnectMsMax);
  }

  /** Until somebody wakes it. */
  #sleep(ms: number): Promise<void> {
    const over = Promise.withResolvers<void>();
    this.#wake = over.resolve;
    return this.#pause(ms, over.promise);
  }

  /** Until the time is over, or the reader is closed. */
  async #pause(ms: number, earlier?: Promise<void>): Promise<void> {
    const timer = Promise.withResolvers<void>();
    const timeout = setTimeout(timer.resolve, ms);
    await Promise.race([timer.promise, this.#closing.promise, ...(earlier ? [earlier] : [])]);
    clearTimeout(timeout);
  }
}
