/**
 * When to drain: at once when something was done, when there is reason to believe in contact, on a poke and on a timer;
 * and after failures not before the backoff is over.
 */
import type { Clock } from '../clock.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import { backoffMs } from '../queue/backoff.ts';
import type { DrainReport } from './drain-report.ts';

/** Why to look now. */
export type Trigger = 'mutation' | 'emergency' | 'foreground' | 'online' | 'poke' | 'signed_in' | 'tab';

/** Reasons to believe that what failed before may work now: they end a backoff. A server's own wish to wait stands. */
const NEW_HOPE: ReadonlySet<Trigger> = new Set(['emergency', 'foreground', 'online', 'signed_in']);
/** Only a person can help here: no timer asks again. */
const WOKEN = 'woken';
const PAUSES: ReadonlySet<DrainReport['why']> = new Set(['signed_out', 'wrong_person', 'unknown_person', 'revoked']);

export interface SchedulerParts {
  readonly clock: Clock;
  /** Time between two looks without another reason. */
  readonly lookEveryMs: number;
  readonly drain: (signal: AbortSignal) => Promise<DrainReport>;
  readonly onReport?: (report: DrainReport) => void;
  /** Pokes arrive, in this tab or another; or no more. */
  readonly onPokes: (arriving: boolean) => void;
  /** A drain failed in a way it must not (the storage broke): told, and tried again later. */
  readonly onError: (error: unknown) => void;
}

export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #stop = new AbortController();
  #nap = new AbortController();
  #asked = false;
  #failures = 0;
  /** Drains in a row that left something to do without having failed, and when to go on with it. */
  #unfinished = 0;
  #goOnAtMs = Number.POSITIVE_INFINITY;
  #pokesArrive = false;
  /** Not before this time, by the monotonic clock: a person who sets the other one back waits no longer. */
  #notBeforeMs = 0;
  #serverSaysMs = 0;
  #paused = false;
  #soonAtMs = Number.POSITIVE_INFINITY;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #loop: Promise<void> | null = null;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  /** Begins to drain in the background. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Something waits that may wait for more of its kind: a drain within a time, unless another one comes first. */
  soon(withinMs: number): void {
    this.#soonAtMs = Math.min(this.#soonAtMs, this.#parts.clock.monotonicMs() + withinMs);
    this.#nap.abort(WOKEN);
  }

  /** Somebody else looked just now: the next look by the timer is a whole time from here. */
  looked(): void {
    this.#lookedAtMs = this.#parts.clock.monotonicMs();
  }

  /** Whether it drains by itself. */
  get runs(): boolean {
    return this.#loop !== null && !this.#stop.signal.aborted;
  }

  /** Ends it; resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#nap.abort();
    await this.#loop;
  }

  /** Asks for a drain. */
  trigger(why: Trigger): void {
    if (NEW_HOPE.has(why)) {
      this.#paused = false;
      this.#notBeforeMs = this.#serverSaysMs;
    }
    this.#asked = true;
    this.#nap.abort(WOKEN);
  }

  /** While pokes arrive, the timer is there for what they miss only. */
  expectPokes(arriving: boolean): void {
    this.#pokesArrive = arriving;
    this.#parts.onPokes(arriving);
    this.#nap.abort(WOKEN);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#wait();
      if (this.#stop.signal.aborted) return;
      this.#asked = false;
      this.#soonAtMs = Number.POSITIVE_INFINITY;
      this.#note(await this.#drain());
    }
  }

  async #drain(): Promise<DrainReport> {
    try {
      return await this.#parts.drain(this.#stop.signal);
    } catch (error) {
      this.#parts.onError(error);
      return { kind: 'hindered', why: 'busy', retryAfterMs: null, waiting: 0, driftedScopes: [] };
    }
  }

  async #wait(): Promise<void> {
    const { clock } = this.#parts;
    const sinceMs = clock.monotonicMs();
    while (!this.#stop.signal.aborted) {
      const nowMs = clock.monotonicMs();
      const dueMs = this.#dueAtMs(Math.max(sinceMs, this.#lookedAtMs) + this.#lookEveryMs);
      if (dueMs <= nowMs) return;
      this.#nap = new AbortController();
      await clock.sleep(Math.min(dueMs - nowMs, this.#lookEveryMs), this.#nap.signal);
    }
  }

  get #lookEveryMs(): number {
    const { lookEveryMs } = this.#parts;
    return this.#pokesArrive ? Math.max(lookEveryMs, CLIENT_LIMITS.lookEveryWhilePokedMs) : lookEveryMs;
  }

  #dueAtMs(lookAtMs: number): number {
    if (this.#paused) return Number.POSITIVE_INFINITY;
    if (this.#asked || this.#failures > 0) return this.#notBeforeMs;
    return Math.min(lookAtMs, this.#goOnAtMs, this.#soonAtMs);
  }

  #note(report: DrainReport): void {
    const nowMs = this.#parts.clock.monotonicMs();
    const failed = report.kind === 'hindered' && report.why !== 'deadline';
    // Somebody else's time was up (a background task's), or the last answers brought up something new.
    const unfinished = report.kind === 'unfinished' || report.why === 'deadline';
    this.#unfinished = unfinished ? this.#unfinished + 1 : 0;
    this.#failures = failed ? this.#failures + 1 : 0;
    this.#serverSaysMs = nowMs + (report.retryAfterMs ?? 0);
    const waitMs = backoffMs(this.#failures + this.#unfinished, this.#parts.clock.random(), report.retryAfterMs);
    this.#goOnAtMs = unfinished ? nowMs + waitMs : Number.POSITIVE_INFINITY;
    this.#notBeforeMs = failed ? nowMs + waitMs : nowMs;
    this.#paused = failed && PAUSES.has(report.why);
    this.#parts.onReport?.(report);
  }
}
