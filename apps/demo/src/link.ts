import { gzipSync } from 'node:zlib';

/** The phone has no network, or the network ate the answer: to the phone it is the same. */
export class NoNetwork extends Error {
  override readonly name = 'NoNetwork';
}

/** What a server answered. */
export interface Reply {
  readonly status: number;
  readonly text: string;
}

const GZIP_FROM_BYTES = 1_024;
const REQUEST_TIMEOUT_MS = 15_000;

/** The way from one phone to the server, which can be told to fail. */
export class Link {
  /** Replies that the server sent and the phone never saw. */
  readonly lostReplies: Reply[] = [];
  /** The newest reply that the phone did see. */
  lastReply: Reply | undefined;
  readonly #baseUrl: string;
  readonly #token: string;
  #dark = false;
  #repliesToLose = 0;

  constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl;
    this.#token = token;
  }

  get isDark(): boolean {
    return this.#dark;
  }

  /** Leaves coverage. */
  goDark(): void {
    this.#dark = true;
  }

  comeBack(): void {
    this.#dark = false;
  }

  /** The next request arrives, and its reply gets lost. */
  loseNextReply(): void {
    this.#repliesToLose += 1;
  }

  /** Posts JSON, compressed if it is large. @throws NoNetwork */
  async post(path: string, body: unknown): Promise<Reply> {
    const reply = await this.#send(path, JSON.stringify(body));
    if (this.#repliesToLose === 0) return (this.lastReply = reply);
    this.#repliesToLose -= 1;
    this.lostReplies.push(reply);
    throw new NoNetwork('the reply was lost');
  }

  /** Reads JSON. @throws NoNetwork */
  async get(path: string): Promise<Reply> {
    const response = await this.#fetch(path, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    return { status: response.status, text: await response.text() };
  }

  /** Opens the stream of pokes. @throws NoNetwork */
  async listen(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch('/v1/sync/poke', { headers: { accept: 'text/event-stream' }, signal });
    if (!response.ok || !response.body) throw new NoNetwork(`no event stream: HTTP ${response.status}`);
    return response.body;
  }

  async #send(path: string, text: string): Promise<Reply> {
    const large = text.length >= GZIP_FROM_BYTES;
    const response = await this.#fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(large && { 'content-encoding': 'gzip' }) },
      body: large ? gzipSync(text) : text,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    return { status: response.status, text: await response.text() };
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    if (this.#dark) throw new NoNetwork('there is no network here');
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${this.#token}` };
    try {
      return await fetch(new URL(path, this.#baseUrl), { ...init, headers });
    } catch (error) {
      throw new NoNetwork('the server was not reached', { cause: error });
    }
  }
}
