import type { FaultPoints } from '../commit/faults.ts';
import type { Clock } from '../define/clock.ts';
import type { OutboxLease } from './outbox.store.ts';
import { conclude, type LaneHead } from './parked-event.store.ts';
import type { EventLimits } from './rules/event-limits.ts';
import { verdictOf, type TryResult } from './rules/lanes.ts';
import type { EventTries } from './try-event.ts';

export interface LaneWorkersParts {
  readonly group: string;
  readonly tries: EventTries;
  readonly limits: EventLimits;
  readonly clock: Clock;
  readonly faults: FaultPoints;
  /** A lane is at rest again: there may be room for another, or nothing left to do. */
  readonly onRest: () => void;
  /** What became of a try could not be stored. */
  readonly onFault: (error: unknown) => void;
}

/** Works on lanes that are set aside, each from its head on for as long as events are handled. */
export class LaneWorkers {
  readonly #parts: LaneWorkersParts;
  readonly #atWork = new Map<string, Promise<void>>();
  #isPaused = false;

  constructor(parts: LaneWorkersParts) {
    this.#parts = parts;
  }

  /** Keys that are being worked on. */
  get keys(): readonly string[] {
    return [...this.#atWork.keys()];
  }

  get size(): number {
    return this.#atWork.size;
  }

  /** Works on a lane; `running` is the try of its head, if that was begun before. */
  begin(lease: OutboxLease, head: LaneHead, running?: Promise<TryResult>): void {
    const { key } = head.event;
    const work = this.#work(lease, head, running)
      .catch((error: unknown) => this.#parts.onFault(error))
      .finally(() => {
        this.#atWork.delete(key);
        this.#parts.onRest();
      });
    this.#atWork.set(key, work);
  }

  /** Lets handlers end what they have in hand and begins nothing new. What is left of their lanes is still due. */
  async stop(): Promise<void> {
    this.#isPaused = true;
    await Promise.all(this.#atWork.values());
    this.#isPaused = false;
  }

  async #work(lease: OutboxLease, first: LaneHead, running?: Promise<TryResult>): Promise<void> {
    const { group, tries, limits, clock, faults } = this.#parts;
    let result = await (running ?? tries.of(first.event));
    for (let head: LaneHead | null = first; head !== null;) {
      const concluded: LaneHead = head;
      const verdict = verdictOf(result, concluded.tries, limits);
      faults.reach('before_release', { group });
      head = await lease.transaction(async (sql) => {
        const next = await conclude(sql, { group, head: concluded, verdict, nowMs: clock() });
        faults.reach('within_release', { group });
        return next;
      });
      faults.reach('after_release', { group });
      if (head === null || this.#isPaused) return;
      result = await tries.of(head.event);
    }
  }
}
