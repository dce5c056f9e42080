/** The last exchanges with the server, for the inspector. It keeps what was sent where and how it ended, and no contents and no token. */
import { utf8Length } from '#sync/client';
import { deviceClock, type Clock } from '../clock.ts';
import type { Transport } from '../wire/transport.ts';

export interface Exchange {
  readonly path: string;
  /** Of HTTP; null: no answer came. */
  readonly status: number | null;
  readonly sentBytes: number;
  readonly tookMs: number;
  readonly atMs: number;
}

const KEPT_MAX = 20;

/** A transport that remembers its last exchanges, newest first. */
export class RecordedTransport implements Transport {
  readonly #transport: Transport;
  readonly #clock: Clock;
  #recent: readonly Exchange[] = [];

  /** `transport`: usually `fetchTransport({ baseUrl })`. */
  constructor(transport: Transport, clock: Clock = deviceClock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  get recent(): readonly Exchange[] {
    return this.#recent;
  }

  readonly post: Transport['post'] = async (request) => {
    const [atMs, begunMs] = [this.#clock.nowMs(), this.#clock.monotonicMs()];
    const note = (status: number | null): void => {
      const tookMs = Math.round(this.#clock.monotonicMs() - begunMs);
      const one = { path: request.path, status, sentBytes: utf8Length(request.body), tookMs, atMs };
      this.#recent = [one, ...this.#recent].slice(0, KEPT_MAX);
    };
    try {
      const reply = await this.#transport.post(request);
      note(reply.status);
      return reply;
    } catch (error) {
      note(null);
      throw error;
    }
  };
}
