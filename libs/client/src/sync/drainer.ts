/**
 * A drain: what waits is sent, then what is new is taken, until both are done or something is in the way.
 */
import type { OnError } from '../app-code.ts';
import { isRevoked } from '../device/device.ts';
import { StorageFull } from '../storage/storage.ts';
import { NotSaved } from '../not-saved.ts';
import type { Leave } from '../within-time.ts';
import type { Credentials } from './credentials.ts';
import { Puller } from './pull.ts';
import { Pusher, type Hindrance, type PushParts } from './push.ts';
import type { DrainReport } from './drain-report.ts';
import type { Tabs } from './tabs.ts';

/** What a drain is given. */
export interface DrainOptions {
  /** How long it may take, in milliseconds: what the platform allows a background task. */
  readonly deadlineMs: number;
}

/** How things stand between device and server. */
export interface ClientStatus {
  /** `durable`, or why mutations are sent directly instead of being kept. */
  readonly storage: 'durable' | NotSaved['code'];
  /** What the last drain ran into; null when it went through, or none has run. */
  readonly hindrance: DrainReport['why'];
  /** When the server last answered, by the device's clock; null: not since it was opened. */
  readonly lastContactAtMs: number | null;
  readonly driftedScopes: readonly string[];
  /**
   * Whether pokes arrive, with `followPokes`. False: no stream is open, or nothing comes through it, so the client looks on its
   * timer; null: nobody has tried.
   */
  readonly pokesArrive: boolean | null;
  /**
   * Whether the platform promised to keep the storage when room is short, as browsers are asked at `start()`. False: it may take
   * it away (Safari does after seven days without a visit); null: not asked, or it cannot say.
   */
  readonly persistent: boolean | null;
}

/** Questions that a pull brings up (parked work that was decided) are asked in the same drain, so many times at most. */
const ROUNDS_MAX = 4;
/** While these are in the way of sending, taking may still work: a person sees what is new although nothing goes out. */
const PULL_ANYWAY: ReadonlySet<Hindrance['why']> = new Set(['busy', 'garbled', 'update_needed']);

export interface DrainParts extends PushParts {
  readonly tabs: Tabs;
  readonly onError: OnError;
  /** Null: the app keeps its credential itself, or needs none. */
  readonly credentials: Credentials | null;
}

export class Drainer {
  readonly pusher: Pusher;
  readonly #puller: Puller;
  readonly #parts: DrainParts;
  #running: Promise<DrainReport> | null = null;

  constructor(parts: DrainParts) {
    this.#parts = parts;
    this.#puller = new Puller(parts);
    this.pusher = new Pusher(parts, this.#puller);
  }

  /** Drains once. Who asks while a drain runs gets that one's report, or after its own time that time is up. */
  async drain(leave: Leave): Promise<DrainReport> {
    this.#running ??= this.#drainAlone(leave).finally(() => {
      this.#running = null;
    });
    if (!Number.isFinite(leave.deadlineAtMs)) return this.#running;
    const { clock } = this.#parts;
    const leaving = new AbortController();
    const timeIsUp = clock.sleep(Math.max(0, leave.deadlineAtMs - clock.monotonicMs()), leaving.signal);
    const late = timeIsUp.then(() => this.#report('hindered', { why: 'deadline', retryAfterMs: null }));
    return Promise.race([this.#running, late]).finally(() => leaving.abort());
  }

  async #drainAlone(leave: Leave): Promise<DrainReport> {
    // Whoever drains hears of what was done by itself. To ask all tabs here would have each of them ask the others.
    const report = await this.#parts.tabs.exclusively(() => this.#drain(leave));
    if (report) return report;
    // The tab that drains may hang, or be frozen.
    await this.pusher.pushEmergencies(leave);
    return this.#report('elsewhere', null);
  }

  async #drain(leave: Leave): Promise<DrainReport> {
    const { tabs, device } = this.#parts;
    try {
      if (tabs.shared) await device.catchUp(null);
      const hindrance = await this.#rounds(leave);
      return this.#report(hindrance ? 'hindered' : this.#waiting() > 0 ? 'unfinished' : 'drained', hindrance);
    } catch (error) {
      if (error instanceof StorageFull) return this.#report('hindered', { why: 'storage_full', retryAfterMs: null });
      if (error instanceof NotSaved) return this.#report('hindered', { why: 'signed_out', retryAfterMs: null });
      this.#parts.onError(error);
      return this.#report('hindered', { why: 'storage_broken', retryAfterMs: null });
    }
  }

  async #rounds(leave: Leave): Promise<Hindrance | null> {
    await this.pusher.pushEmergencies(leave);
    const lacking = (await this.#parts.credentials?.renewIfDue(leave)) ?? null;
    if (lacking) return lacking;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const pushing = await this.pusher.pushAll(leave);
      if (pushing && !PULL_ANYWAY.has(pushing.why)) return pushing;
      const pulling = await this.#puller.pullAll(leave);
      if (pushing && pulling) this.pusher.episodes.observe(pulling.why);
      if (pushing ?? pulling) return pushing ?? pulling;
      if (isRevoked(this.#parts.device.state)) return { why: 'revoked', retryAfterMs: null };
      if (this.#waiting() === 0) return null;
    }
    return null;
  }

  #waiting(): number {
    return this.pusher.waiting().length;
  }

  #report(kind: DrainReport['kind'], hindrance: Hindrance | null): DrainReport {
    return {
      kind,
      why: hindrance?.why ?? null,
      retryAfterMs: hindrance?.retryAfterMs ?? null,
      waiting: this.#waiting(),
      driftedScopes: this.#puller.drifted,
    };
  }
}
