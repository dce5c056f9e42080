/**
 * Sending the queue: one push after the other until nothing waits or something is in the way.
 *
 * Invariants: before a mutation leaves the device for the first time that fact is durable; its answer is durable before
 * the next push; what was answered is never sent again. A device without room keeps neither: an update of the app then
 * keeps the earlier form beside the new one (`upcast`), and what is asked again after a crash is a replay.
 */
import type { PullResponse, PullWish, PushResult } from '#sync/client';
import type { Clock } from '../clock.ts';
import { bySeq, type Device } from '../device/device.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import { isUndecided, isUrgent, toWire, type QueuedMutation } from '../queue/entry.ts';
import { holdEntry } from '../queue/hold.ts';
import { planBatch } from '../queue/plan-batch.ts';
import { takeResults } from '../queue/take-results.ts';
import { UnkeptAnswers } from '../queue/unkept.ts';
import { StorageFull } from '../storage/storage.ts';
import { exchange, type ExchangeParts } from '../wire/exchange.ts';
import { readPushReply, type NoAnswer, type PushAnswer, type Reading } from '../wire/read-reply.ts';
import type { Leave } from '../within-time.ts';
import { ClockWatch } from './clock-watch.ts';
import { DrainEpisodes } from './drain-episode.ts';
import { pushBody } from './push-body.ts';

/** What is in the way of a drain. */
export interface Hindrance {
  readonly why: NoAnswer | 'deadline' | 'storage_full' | 'storage_broken';
  readonly retryAfterMs: number | null;
}

export interface PushParts extends ExchangeParts {
  readonly device: Device;
  readonly schemaVersion: string;
  readonly clock: Clock;
}

/** The pull that the last push of a drain carries. */
export interface PullAlong {
  /** What a push is to ask for besides; null: nothing, or it is better asked for apart. `isLast`: no push is to follow. */
  wish(push: { readonly isLast: boolean }): PullWish | null;
  take(response: PullResponse): Promise<void>;
}

const SMALLEST_BATCH = 10;
/** Pushes in a row that settled nothing, and were not made smaller to find what the server cannot take. */
const FRUITLESS_MAX = 3;

export class Pusher {
  readonly episodes: DrainEpisodes;
  readonly clockWatch: ClockWatch;
  readonly #parts: PushParts;
  readonly #pullAlong: PullAlong;
  readonly #unkept = new UnkeptAnswers();
  #mutationsMax: number = CLIENT_LIMITS.batchMutationsFirst;
  /** What is on its way and is no emergency. */
  #inFlight: AbortController | null = null;
  #urgent: Promise<Hindrance | null> | null = null;

  constructor(parts: PushParts, pullAlong: PullAlong) {
    this.#parts = parts;
    this.#pullAlong = pullAlong;
    this.clockWatch = new ClockWatch(parts.clock);
    this.episodes = new DrainEpisodes({ clock: parts.clock, newId: parts.device.options.newId });
  }

  /** Sends what waits. Null: nothing waits any more. @throws StorageFull */
  async pushAll(leave: Leave): Promise<Hindrance | null> {
    if (this.#unkept.size > 0) await this.#take({ results: [], pull: null });
    for (let fruitless = 0; ;) {
      const batch = this.#plan();
      if (batch.length === 0) {
        this.episodes.end();
        return null;
      }
      if (this.#parts.clock.monotonicMs() >= leave.deadlineAtMs || leave.signal.aborted) return hindrance('deadline');
      const mutationsMax = this.#mutationsMax;
      const hindered = await (isAnEmergency(batch) ? this.#pushUrgent(batch, leave) : this.#push(batch, leave));
      if (hindered) return hindered;
      const isOfUse = this.#settledOne(batch) || this.#mutationsMax < mutationsMax;
      fruitless = isOfUse ? 0 : fruitless + 1;
      if (fruitless >= FRUITLESS_MAX) return hindrance('busy');
    }
  }

  /** An emergency waits: whatever else is on its way is called off. Sending it again later is safe. */
  makeWay(): void {
    this.#inFlight?.abort();
  }

  /**
   * Sends emergencies, whatever else this device waits for: another drain, another tab that drains, a token. Twice is safe.
   * @throws StorageFull
   */
  async pushEmergencies(leave: Leave): Promise<void> {
    const batch = this.#plan();
    if (isAnEmergency(batch)) await this.#pushUrgent(batch, leave);
  }

  #pushUrgent(batch: readonly QueuedMutation[], leave: Leave): Promise<Hindrance | null> {
    this.#urgent ??= this.#push(batch, leave).finally(() => {
      this.#urgent = null;
    });
    return this.#urgent;
  }

  /** What the server has still to answer. */
  waiting(): readonly QueuedMutation[] {
    const entries = [...this.#parts.device.state.entries.values()];
    return entries.filter((entry) => isUndecided(entry) && !this.#unkept.has(entry));
  }

  /** Whether one of them waits no longer. An answer that the next one takes back settles nothing. */
  #settledOne(batch: readonly QueuedMutation[]): boolean {
    const waiting = new Set(this.waiting().map(({ seq }) => seq));
    return batch.some(({ seq }) => !waiting.has(seq));
  }

  #plan(): readonly QueuedMutation[] {
    const bounds = { mutationsMax: this.#mutationsMax, bytesMax: CLIENT_LIMITS.batchBytesMax };
    return planBatch(this.waiting(), bounds);
  }

  async #push(batch: readonly QueuedMutation[], leave: Leave): Promise<Hindrance | null> {
    await this.#markOffered(batch);
    const leftAtMs = this.#parts.clock.monotonicMs();
    const reading = await this.#send(batch, leave);
    // Called off for an emergency: not a failure of the link.
    if (reading === 'called_off') return null;
    this.episodes.observe(reading.kind === 'none' ? reading.why : null);
    if (reading.kind === 'answer') return this.#take(reading.answer);
    if (reading.kind === 'refused') return this.#isolate(batch, reading, leave);
    if (reading.kind === 'cookie_ahead') return hindrance('busy');
    const broke = reading.why === 'silent' || reading.why === 'unreachable';
    const triedMs = this.#parts.clock.monotonicMs() - leftAtMs;
    if (broke && triedMs >= CLIENT_LIMITS.linkTriedMsMin) this.#shrink(batch.length);
    return reading;
  }

  async #markOffered(batch: readonly QueuedMutation[]): Promise<void> {
    if (batch.every(({ offered }) => offered)) return;
    const mark = this.#parts.device.change(({ entries }) => {
      const fresh = batch.filter(({ seq }) => entries.get(seq)?.offered === false);
      return { entries: bySeq(fresh.map((entry) => ({ ...entry, offered: true }))) };
    });
    await mark.catch(unlessFull);
  }

  async #send(batch: readonly QueuedMutation[], leave: Leave): Promise<Reading<PushAnswer> | 'called_off'> {
    const abort = new AbortController();
    const onLeave = (): void => abort.abort();
    leave.signal.addEventListener('abort', onLeave);
    if (!isAnEmergency(batch)) this.#inFlight = abort;
    try {
      const reading = await this.#ask(batch, { ...leave, signal: abort.signal });
      const calledOff = abort.signal.aborted && !leave.signal.aborted && reading.kind === 'none';
      return calledOff ? 'called_off' : reading;
    } finally {
      if (this.#inFlight === abort) this.#inFlight = null;
      leave.signal.removeEventListener('abort', onLeave);
    }
  }

  #ask(batch: readonly QueuedMutation[], leave: Leave): Promise<Reading<PushAnswer>> {
    const { groupID: own } = this.#parts.device.state.head;
    const groupID = batch[0]?.groupID ?? own;
    const waiting = this.waiting();
    const mutations = batch.map((entry) => toWire(this.clockWatch.byTodaysClock(entry)));
    const drain = this.episodes.report({ waiting, sending: batch.length });
    const pull = this.#pullAlong.wish({ isLast: groupID === own && isLastOf(waiting, batch) }) ?? undefined;
    const body = pushBody(this.#parts, { groupID, mutations, drain, pull });
    return exchange(this.#parts, {
      path: '/v1/sync/push',
      body,
      read: readPushReply,
      urgent: isAnEmergency(batch),
      ...leave,
    });
  }

  async #take({ results, pull }: PushAnswer): Promise<Hindrance | null> {
    const progressed = await this.#keep([...this.#unkept.all(), ...results]).catch((error: unknown) => {
      unlessFull(error);
      return this.#unkept.remember(results);
    });
    this.#mutationsMax = Math.min(CLIENT_LIMITS.batchMutationsMax, this.#mutationsMax * 2);
    const isKept = this.#unkept.size === 0;
    // What is new shows what the answers made: never before they are kept.
    if (pull && isKept) await this.#pullAlong.take(pull);
    // An answer that answers nothing would be asked for without end.
    return progressed ? null : hindrance(isKept ? 'busy' : 'storage_full');
  }

  async #keep(results: readonly PushResult[]): Promise<boolean> {
    const { device, clock } = this.#parts;
    let progressed = false;
    await device.change((state) => {
      const change = takeResults(state, { results, nowMs: clock.nowMs(), newId: device.options.newId });
      progressed = change !== null;
      return change;
    });
    this.#unkept.forget();
    return progressed;
  }

  /** Finds the one mutation that the server cannot take, and sets it aside. */
  async #isolate(
    batch: readonly QueuedMutation[],
    refusal: { readonly code: string; readonly detail: string },
    leave: Leave,
  ): Promise<Hindrance | null> {
    const [only] = batch;
    if (!only || batch.length > 1) {
      this.#mutationsMax = Math.max(1, Math.floor(batch.length / 2));
      return null;
    }
    // If a push of nothing is refused as well, it is not this mutation's fault.
    const empty = await this.#ask([], leave);
    if (empty.kind !== 'answer') return empty.kind === 'none' ? empty : hindrance('update_needed');
    const { device } = this.#parts;
    const detail = `${refusal.code}: ${refusal.detail}`;
    await device.change((state) => {
      const entry = state.entries.get(only.seq);
      return entry ? holdEntry(state, { entry, why: 'refused_by_server', detail }, device.options.newId) : null;
    });
    return null;
  }

  /** A smaller push has a better chance to get through a bad link. */
  #shrink(sent: number): void {
    this.#mutationsMax = Math.max(SMALLEST_BATCH, Math.min(this.#mutationsMax, Math.ceil(sent / 2)));
  }
}

/** The word on an emergency, and on what is not the last of the queue, must not wait for what is new. */
function isLastOf(waiting: readonly QueuedMutation[], batch: readonly QueuedMutation[]): boolean {
  return batch.length > 0 && waiting.length === batch.length && !isAnEmergency(batch);
}

/** Emergencies go alone: the first one tells. */
function isAnEmergency([first]: readonly QueuedMutation[]): boolean {
  return first !== undefined && isUrgent(first);
}

/** @throws the error, unless it says that there is no room. */
function unlessFull(error: unknown): void {
  if (!(error instanceof StorageFull)) throw error;
}

function hindrance(why: Hindrance['why']): Hindrance {
  return { why, retryAfterMs: null };
}
