/**
 * Watches what a client really sends and is really answered, for all clients in the same way: by `fetch`. What the server has in its store
 * is looked up elsewhere.
 */
import { gunzipSync } from 'node:zlib';
import { SOS, type SyncClient } from './clients/sync-client.ts';

/** Times are milliseconds since the network came. */
export interface Recording {
  /** When the last mutation was answered; null: not all of them were. */
  readonly answeredAtMs: number | null;
  readonly answered: number;
  readonly sosAnsweredAtMs: number | null;
  /** In the how-maniest request with mutations the call for help was answered, from 1. */
  readonly sosRequest: number | null;
  /** Mutations that were sent although they had been answered. */
  readonly sentAfterAnswer: number;
}

type Fetch = typeof globalThis.fetch;

export class Recorder {
  readonly #fetch: Fetch;
  readonly #expected: number;
  readonly #answered = new Set<string>();
  readonly #listeners: (() => void)[] = [];
  #carriedBy: SyncClient['carriedBy'] = () => [];
  #requests = 0;
  #beganAtMs = 0;
  #recording: Recording = {
    answeredAtMs: null,
    answered: 0,
    sosAnsweredAtMs: null,
    sosRequest: null,
    sentAfterAnswer: 0,
  };

  /** @param expected how many mutations there are, the call for help not counted */
  constructor(fetch: Fetch, expected: number) {
    this.#fetch = fetch;
    this.#expected = expected;
  }

  get recording(): Recording {
    return this.#recording;
  }

  /** From now on requests are understood, and time counts. */
  begin(client: SyncClient): void {
    this.#carriedBy = (path, body) => client.carriedBy(path, body);
    this.#beganAtMs = performance.now();
  }

  onAnswered(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** `fetch`, watched. */
  readonly fetch: Fetch = async (input, init) => {
    const carried = this.#carriedBy(pathOf(input), await textOf(input, init));
    if (carried.length === 0) return this.#fetch(input, init);
    this.#send(carried);
    const request = this.#requests;
    const response = await this.#fetch(input, init);
    const { status, headers } = response;
    const body = await response.arrayBuffer();
    if (status === 200) this.#answer(carried, request);
    return new Response(body, { status, headers });
  };

  #send(carried: readonly string[]): void {
    this.#requests += 1;
    const afterAnswer = carried.filter((id) => this.#answered.has(id)).length;
    this.#recording = { ...this.#recording, sentAfterAnswer: this.#recording.sentAfterAnswer + afterAnswer };
  }

  #answer(carried: readonly string[], request: number): void {
    const atMs = performance.now() - this.#beganAtMs;
    if (carried.includes(SOS) && !this.#answered.has(SOS)) {
      this.#recording = { ...this.#recording, sosAnsweredAtMs: atMs, sosRequest: request };
    }
    for (const id of carried) this.#answered.add(id);
    const answered = this.#answered.size - (this.#answered.has(SOS) ? 1 : 0);
    const answeredAtMs = answered === this.#expected ? (this.#recording.answeredAtMs ?? atMs) : null;
    this.#recording = { ...this.#recording, answered, answeredAtMs };
    for (const listener of this.#listeners) listener();
  }
}

function pathOf(input: Parameters<Fetch>[0]): string {
  return new URL(input instanceof Request ? input.url : input).pathname;
}

async function textOf(input: Parameters<Fetch>[0], init: RequestInit | undefined): Promise<string> {
  if (input instanceof Request) return input.clone().text();
  const body = init?.body;
  if (typeof body === 'string') return body;
  if (!(body instanceof Uint8Array)) return '';
  return (isGzip(body) ? gunzipSync(body) : Buffer.from(body)).toString();
}

function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}
