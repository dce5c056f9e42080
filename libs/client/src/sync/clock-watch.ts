/**
 * Notices that the device's clock was set while the app lives: an empty battery made it 1970, then the network put it
 * right. What was made before is then sent with the times that the right clock would have shown.
 *
 * A wall clock that ran ahead of the monotonic one by less than a mutation may wait can also be a device that slept, where
 * the monotonic clock stands still: that is left as it is.
 */
import type { Clock } from '../clock.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import type { QueuedMutation } from '../queue/entry.ts';

const DAY_MS = 86_400_000;

export class ClockWatch {
  readonly #clock: Clock;
  #offsetMs: number;
  /** By how much it was set in all since the app began. */
  #setByMs = 0;
  /** The same when a mutation was made, by `seq`. */
  readonly #atMaking = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = this.#offset();
  }

  /** A mutation is made now. */
  made(seq: number): void {
    this.#look();
    this.#atMaking.set(seq, this.#setByMs);
    const [oldest] = this.#atMaking.keys();
    if (oldest !== undefined && this.#atMaking.size > CLIENT_LIMITS.clockWatchedMax) this.#atMaking.delete(oldest);
  }

  /** The mutation with its times by the clock as it is set now. */
  byTodaysClock(entry: QueuedMutation): QueuedMutation {
    this.#look();
    const byMs = this.#setByMs - (this.#atMaking.get(entry.seq) ?? this.#setByMs);
    if (byMs === 0) return entry;
    const moved = (ms: number): number => Math.max(0, ms + byMs);
    const validUntilMs = entry.validUntilMs === null ? null : moved(entry.validUntilMs);
    return { ...entry, claimedAtMs: moved(entry.claimedAtMs), validUntilMs };
  }

  #look(): void {
    const offsetMs = this.#offset();
    const byMs = offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    const { clockSetBackMsMin, offlineAgeDaysMax } = CLIENT_LIMITS;
    if (byMs < -clockSetBackMsMin || byMs > offlineAgeDaysMax * DAY_MS) this.#setByMs += byMs;
  }

  #offset(): number {
    return Math.round(this.#clock.nowMs() - this.#clock.monotonicMs());
  }
}
