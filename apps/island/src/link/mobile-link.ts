import { CLIENT_LIMITS, type Transport, type TransportReply, type TransportRequest } from '#client';
import { gzipSync } from 'node:zlib';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { Random } from '../random.ts';
import type { HttpReply, HttpSender, Letter } from './http-sender.ts';
import { drawFate, HANG_MS_MAX, HANG_MS_MIN, type LinkFaults } from './link-faults.ts';
import { downloadMs, LINK, ONE_WAY_MS, uploadMs } from './link-model.ts';

export interface MobileLinkParts {
  readonly clock: VirtualClock;
  readonly sender: HttpSender;
  readonly random: Random;
  readonly faults: () => LinkFaults;
  /** Whether the phone has coverage now. */
  readonly isOn: () => boolean;
  /** Hears when what left at that time was answered well by the server, and when that answer came. */
  readonly onServed: (leftAtMs: number) => void;
  readonly onAnswer: (leftAtMs: number) => void;
}

/** Smaller requests go in one piece: the server stamps them late by less than this. */
const HEADERS_FIRST_MS_MIN = 50;
/** HTTP: below it an answer is a good one, and its sender was signed in. */
const WELL_BELOW = 300;
const DUPLICATE_AFTER_MS_MAX = 5_000;

/**
 * One phone's way to the server: real requests, whose bytes take the time that a mobile link takes. The headers arrive
 * before the body has been sent, so the server's own stamp of an arrival does not swallow the upload.
 */
export class MobileLink implements Transport {
  readonly #parts: MobileLinkParts;
  #isCut = false;
  #exchanges = 0;
  #seenOrder = -1;

  constructor(parts: MobileLinkParts) {
    this.#parts = parts;
  }

  /** The phone went off: nothing leaves any more, and nothing comes. */
  cut(): void {
    this.#isCut = true;
  }

  /** Whether an exchange is under way. */
  get isBusy(): boolean {
    return this.#exchanges > 0;
  }

  /** The newest cookie's order that came this way; -1: none has. */
  get seenOrder(): number {
    return this.#seenOrder;
  }

  async post(request: TransportRequest): Promise<TransportReply> {
    const leave = (): void => {
      this.#exchanges -= 1;
    };
    this.#exchanges += 1;
    // Whoever gave up waiting is not waiting: also when no answer ever comes.
    request.signal.addEventListener('abort', leave, { once: true });
    return this.#post(request);
  }

  async #post(request: TransportRequest): Promise<TransportReply> {
    const { clock, isOn, onAnswer: onHeard, onServed, random } = this.#parts;
    const leftAtMs = clock.nowMs();
    const faults = this.#parts.faults();
    if (!isOn()) {
      await clock.sleep(LINK.noNetworkMs);
      throw new Error('no network');
    }
    const fate = drawFate(faults, random);
    await clock.sleep(ONE_WAY_MS);
    if (fate === 'request_lost' || !isOn() || this.#isCut || request.signal.aborted) return silence();
    const letter = letterOf(request);
    if (fate === 'hangs') {
      this.#deliver(letter, random.between(HANG_MS_MIN, HANG_MS_MAX));
      return silence();
    }
    // What a network delivers twice: the phone never sees the second answer.
    if (random.chance(faults.duplicateShare)) this.#deliver(letter, random.between(0, DUPLICATE_AFTER_MS_MAX));
    const reply = await this.#exchange(letter);
    const isWell = reply !== null && reply.status < WELL_BELOW;
    if (isWell) onServed(leftAtMs);
    if (reply === null || fate === 'reply_lost') return silence();
    await clock.sleep(ONE_WAY_MS + downloadMs(reply.text.length));
    if (!this.#isReachable()) return silence();
    if (isWell) onHeard(leftAtMs);
    this.#seenOrder = Math.max(this.#seenOrder, orderIn(reply.text));
    return { ...reply, redirected: false };
  }

  /** Null: the coverage went while the body was on its way, and the server never had the whole of it. */
  async #exchange(letter: Letter): Promise<HttpReply | null> {
    const { clock, sender } = this.#parts;
    const takesMs = uploadMs(letter.body.length + LINK.headerBytes);
    if (takesMs < HEADERS_FIRST_MS_MIN) {
      await clock.sleep(takesMs);
      return this.#isReachable() ? clock.due(clock.nowMs() + serverMs(letter), sender.send(letter)) : null;
    }
    const open = sender.open(letter);
    await clock.due(clock.nowMs(), open.seen);
    await clock.sleep(takesMs);
    if (this.#isReachable()) return clock.due(clock.nowMs() + LINK.serverMs, open.finish());
    open.giveUp();
    return null;
  }

  #isReachable(): boolean {
    return this.#parts.isOn() && !this.#isCut;
  }

  // By the network alone: nobody waits for the answer, and the phone may be anywhere by then.
  #deliver(letter: Letter, afterMs: number): void {
    const { clock, sender } = this.#parts;
    clock.at(clock.nowMs() + afterMs, () => {
      void clock.due(clock.nowMs() + LINK.serverMs, sender.send(letter)).catch(() => undefined);
    });
  }
}

/** Time that the server has for a request before the clock waits for it. */
export function serverMs({ path }: Pick<Letter, 'path'>): number {
  return path.endsWith('/pull') ? LINK.pullServerMs : LINK.serverMs;
}

// The phone's own patience ends the waiting.
function silence(): Promise<never> {
  return new Promise(() => undefined);
}

function letterOf({ path, body, token }: TransportRequest): Letter {
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` };
  const bytes = Buffer.from(body);
  if (bytes.length < CLIENT_LIMITS.gzipBytesMin) return { path, headers, body: bytes };
  return { path, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(bytes) };
}

// The cookie stands in the answer of every pull; reading it needs no parsing of the rest.
function orderIn(text: string): number {
  return Number(/"cookie":\{[^}]*"order":(\d+)/.exec(text)?.[1] ?? -1);
}
