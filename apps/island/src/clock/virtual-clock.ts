import { TimerHeap, type Timer } from './timer-heap.ts';

/**
 * The island's time. It jumps from one timer to the next, and waits in reality for real work only where its result is needed.
 *
 * Invariants: time is in whole milliseconds and never runs backwards; a moment comes only when everything that earlier moments set off has been done,
 * and when the real work that is due at it is over; so work of several phones is under way together, and none is late.
 */
export class VirtualClock {
  readonly #timers = new TimerHeap();
  #nowMs: number;
  #order = 0;
  #stopped = false;

  /** @param startMs in milliseconds since 1970 */
  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** Milliseconds since 1970. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** Calls back at that moment, or now if it is past. Returns how to call it off. */
  at(atMs: number, fire: () => void): () => void {
    const timer = this.#set(atMs, fire, null);
    return () => {
      timer.isCancelled = true;
    };
  }

  /** Resolves after so many milliseconds, or as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = (): void => {
        cancel();
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = this.at(this.#nowMs + ms, wake);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Gives the result of real work exactly at that moment, which does not come before the work is over. */
  due<T>(atMs: number, work: Promise<T>): Promise<T> {
    return new Promise((resolve) => {
      // The work's own failure is the failure here.
      const settled = work.then(
        () => undefined,
        () => undefined,
      );
      const timer = this.#set(atMs, () => resolve(work), settled);
      void settled.then(() => {
        timer.isWorking = false;
      });
    });
  }

  /** Lets time pass up to and including that moment. Returns early when stopped. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      await quiet();
      const next = this.#timers.peek();
      if (this.#stopped || !next || next.atMs > endMs) break;
      // Meanwhile real work may set earlier timers.
      if (next.isWorking) await next.work;
      else this.#fire();
    }
    if (!this.#stopped) this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  /** Ends `runUntil` at the next moment. */
  stop(): void {
    this.#stopped = true;
  }

  #fire(): void {
    const timer = this.#timers.pop();
    if (!timer) return;
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.fire();
  }

  #set(atMs: number, fire: () => void, work: Promise<unknown> | null): Timer {
    const timer: Timer = {
      atMs: Math.max(Math.ceil(atMs), this.#nowMs),
      order: this.#order++,
      fire,
      work,
      isWorking: work !== null,
      isCancelled: false,
    };
    this.#timers.push(timer);
    return timer;
  }
}

// Phones answer a timer with promises only: when the queue of promises is empty, all of them have done what they do now.
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
