import type { Clock } from '#client';
import type { Random } from '../random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The clock of one device: as wrong as its owner has set it. Time on it passes like everywhere. */
export class DeviceClock implements Clock {
  /** By how much it is ahead, in milliseconds. */
  skewMs: number;
  readonly #clock: VirtualClock;
  readonly #random: Random;

  constructor(parts: { readonly clock: VirtualClock; readonly random: Random; readonly skewMs: number }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.skewMs = parts.skewMs;
  }

  nowMs(): number {
    return this.#clock.nowMs() + this.skewMs;
  }

  monotonicMs(): number {
    return this.#clock.nowMs();
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms, signal);
  }

  random(): number {
    return this.#random.next();
  }
}
