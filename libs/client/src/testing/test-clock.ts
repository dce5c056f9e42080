import type { Clock } from '../clock.ts';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is moved, with chance from a seed. */
export class TestClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #seed: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(options: { readonly nowMs?: number; readonly seed?: number } = {}) {
    this.#nowMs = options.nowMs ?? 1_763_900_000_000;
    this.#seed = options.seed ?? 1;
  }

  /** Whole milliseconds, as clocks of devices give them, whatever time has passed. */
  nowMs(): number {
    return Math.floor(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Somebody sets the clock of the device: no time passes, and nobody wakes. */
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** Mulberry32 (public domain). */
  random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || ms <= 0) return resolve();
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { dueMs: this.#monotonicMs + ms, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', wake);
    });
  }

  /** Lets time pass, and wakes who is due. */
  advance(ms: number): void {
    this.#nowMs += ms;
    this.#monotonicMs += ms;
    for (const { dueMs, wake } of this.#sleepers) if (dueMs <= this.#monotonicMs) wake();
  }

  /** How long the next sleeper still sleeps, in ms; null when nobody sleeps. */
  nextWakeInMs(): number | null {
    if (this.#sleepers.size === 0) return null;
    return Math.max(0, Math.min(...[...this.#sleepers].map(({ dueMs }) => dueMs)) - this.#monotonicMs);
  }
}
