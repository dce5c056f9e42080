import { SYSTEM_ACTOR, type Json, type Pipeline } from '#sync';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

export interface DueWorkParts<T> {
  readonly pipeline: Pipeline;
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
  readonly #logger = new Logger(this.constructor.name);
  readonly #parts: DueWorkParts<T>;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isLooking = false;
  // Work that was parked is kept and will be decided; asking every second would only fill the ledger.
  readonly #parked = new Set<string>();

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
    const nowMs = this.#parts.clock();
    const due = (await this.#parts.find(nowMs)).filter((item) => !this.#parked.has(this.#parts.nameOf(item)));
    const ended = await Promise.all(due.map((item) => this.#do(item, nowMs)));
    return ended.filter(Boolean).length;
  }

  async #do(item: T, nowMs: number): Promise<boolean> {
    const { pipeline, mutation, argsOf, nameOf } = this.#parts;
    const performed = await pipeline.perform({
      actor: SYSTEM_ACTOR,
      // The time stands in the key because a refusal is remembered, too: what was found not due yet is tried again.
      key: `${mutation}/${nameOf(item)}/${nowMs}`,
      name: mutation,
      args: argsOf(item),
    });
    if ('error' in performed) return false;
    const { outcome } = performed.outcome;
    if (outcome === 'parked') this.#parked.add(nameOf(item));
    // A replay: another process came first.
    return outcome === 'applied' && !performed.replayed;
  }

  #lookUnlessLooking(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#looking = this.doDue()
      .then(() => undefined)
      .catch((error: unknown) => this.#logger.warn(`could not look for what is due: ${errorName(error)}`))
      .finally(() => {
        this.#isLooking = false;
      });
  }
}

/** What may be logged of an error: the name alone, for a message may quote a statement with its parameters. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
