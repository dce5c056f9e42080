import { SYSTEM_ACTOR, type FaultReports, type Json, type Pipeline } from '#sync';
import { type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { RIDE_LIMITS } from './limits.ts';

export interface DueWorkParts<T> {
  readonly pipeline: Pipeline;
  readonly faults: FaultReports;
  /** The mutation of the system that ends what is due. */
  readonly mutation: string;
  /** What is due now, the oldest first, up to a limit. */
  readonly find: (nowMs: number) => Promise<readonly T[]>;
  readonly argsOf: (item: T) => { readonly [name: string]: Json };
  /** Names one piece of work among all there ever will be. */
  readonly nameOf: (item: T) => string;
  readonly clock: () => number;
  /** Null: this process does not look by itself. */
  readonly everyMs: number | null;
}

/**
 * Looks again and again for what is due, and has the pipeline decide it. It decides nothing itself: any number of
 * processes may look, and whoever owns the clock may call `doDue` instead of starting it.
 */
export abstract class DueWork<T> implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #parts: DueWorkParts<T>;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isLooking = false;
  // What did not take effect and is still due. Asking every second would fill the ledger with the same answer.
  #putOff: ReadonlyMap<string, PutOff> = new Map();

  constructor(parts: DueWorkParts<T>) {
    this.#parts = parts;
  }

  onApplicationBootstrap(): void {
    const { everyMs } = this.#parts;
    if (everyMs !== null) this.#timer = setInterval(() => this.#lookUnlessLooking(), everyMs).unref();
  }

  /** Looks no more, and waits for the look under way. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Has what is due decided, up to the limit of one look, and says how much of it took effect. */
  async doDue(): Promise<number> {
    const { clock, find, nameOf } = this.#parts;
    const nowMs = clock();
    const due = await find(nowMs);
    const before = this.#putOff;
    const results = await Promise.all(
      due.map(async (item): Promise<Looked> => {
        const putOff = before.get(nameOf(item));
        const isAsked = putOff === undefined || putOff.againAtMs <= nowMs;
        return { name: nameOf(item), putOff, result: isAsked ? await this.#do(item, putOff?.attempt ?? 0) : 'left' };
      }),
    );
    this.#putOff = new Map(
      results.flatMap(({ name, putOff, result }) => {
        if (result === 'left' && putOff) return [[name, putOff]];
        return isUnchanged(result) ? [[name, nextPutOff(putOff, nowMs, result)]] : [];
      }),
    );
    return results.filter(({ result }) => result === 'applied').length;
  }

  async #do(item: T, attempt: number): Promise<Ended> {
    const { pipeline, mutation, argsOf, nameOf } = this.#parts;
    const performed = await pipeline.perform({
      actor: SYSTEM_ACTOR,
      // All processes ask with the same key, so that together they ask once. A refusal is remembered, too: after one, the
      // next attempt is another wish.
      key: `${mutation}/${nameOf(item)}/${attempt}`,
      name: mutation,
      args: argsOf(item),
    });
    if ('error' in performed) return 'failed';
    if (performed.outcome.outcome !== 'applied') return performed.replayed ? 'refused before' : 'refused';
    // A replay: another process came first.
    return performed.replayed ? 'done' : 'applied';
  }

  #lookUnlessLooking(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#looking = this.doDue()
      .then(() => undefined)
      .catch((error: unknown) => this.#parts.faults.report(`looking for what is due: ${this.#parts.mutation}`, error))
      .finally(() => {
        this.#isLooking = false;
      });
  }
}

/**
 * How one attempt ended. `done`: another process came first. `refused before`: it was refused, or parked, when another process
 * asked, or this one before it was started anew. `failed`: nothing was decided, and nothing is remembered of it.
 */
type Ended = 'applied' | 'done' | Unchanged;

/** What became of one piece of work in one look. `left`: it is not to be asked for yet. */
interface Looked {
  readonly name: string;
  readonly putOff: PutOff | undefined;
  readonly result: Ended | 'left';
}

type Unchanged = 'refused' | 'refused before' | 'failed';

const isUnchanged = (result: Looked['result']): result is Unchanged =>
  result !== 'applied' && result !== 'done' && result !== 'left';

/** When to ask again, how long the wait for it is, and with which attempt. */
interface PutOff {
  readonly againAtMs: number;
  readonly waitMs: number;
  readonly attempt: number;
}

/**
 * Each wait is twice the one before, up to the longest. It stays the same after a refusal of before: nothing was written for
 * it, and a process that was just started has to come past all of them.
 */
function nextPutOff(before: PutOff | undefined, nowMs: number, ended: Unchanged): PutOff {
  const { dueAgainMs, dueAgainMsMax } = RIDE_LIMITS;
  const factor = ended === 'refused before' ? 1 : 2;
  const waitMs = before === undefined ? dueAgainMs : Math.min(factor * before.waitMs, dueAgainMsMax);
  const attempt = (before?.attempt ?? 0) + (ended === 'failed' ? 0 : 1);
  return { againAtMs: nowMs + waitMs, waitMs, attempt };
}
