import type { Timer } from './shared-line.ts';

/** The way from one end to the other: everything needs its time, and nothing overtakes. */
export class DelayLine {
  readonly #timer: Timer;
  readonly #under: (() => void)[] = [];
  #lastAtMs = 0;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  /** Calls `arrive` after so long, and never before what was sent earlier has arrived. */
  send(delayMs: number, arrive: () => void): void {
    const nowMs = this.#timer.nowMs();
    this.#lastAtMs = Math.max(this.#lastAtMs, nowMs + delayMs);
    this.#under.push(arrive);
    // Whichever timer comes first delivers the oldest.
    this.#timer.after(this.#lastAtMs - nowMs, () => this.#under.shift()?.());
  }
}
