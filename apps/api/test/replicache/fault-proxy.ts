import { createServer, request as requestTo, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Random } from '../harness/random.ts';

/** What may happen to an exchange. */
export const FAULTS = ['lost_reply', 'cut_reply', 'doubled', 'cut_request'] as const;
export type Fault = (typeof FAULTS)[number];

type Kind = 'push' | 'pull';

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Stands between a client and the server on 127.0.0.1 and spoils exchanges, as its seed says. Every fault is dealt from a
 * shuffled deck, so that a few exchanges meet them all; a fault counts only when it has really hit.
 */
export class FaultProxy {
  /** How often each fault has hit: `push lost_reply`, and so on. */
  readonly hits = new Map<string, number>();
  /** Mutations that the server answered as replays. */
  replaysCount = 0;
  readonly #target: URL;
  readonly #random: Random;
  readonly #decks: Record<Kind, (Fault | 'none')[]> = { push: [], pull: [] };
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #calm = false;

  private constructor(target: string, random: Random) {
    this.#target = new URL(target);
    this.#random = random;
  }

  static async start(target: string, random: Random): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, random);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on everything goes through. */
  calmDown(): void {
    this.#calm = true;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const kind = (['push', 'pull'] as const).find((name) => request.url === `/v1/sync/${name}`);
    if (!kind) return this.#passThrough(request, response);
    const body = await bytesOf(request);
    await this.#exchange({ kind, request, response, body }).catch(() => response.destroy());
  }

  async #exchange({ kind, request, response, body }: Exchange): Promise<void> {
    const fault = this.#deal(kind);
    if (fault === 'cut_request') {
      await this.#cut(request, body);
      this.#hit(kind, fault);
      response.destroy();
      return;
    }
    const sending = [this.#forward(request, body)];
    if (fault === 'doubled') sending.push(this.#forward(request, body));
    const answers = await Promise.all(sending);
    for (const answer of answers) this.replaysCount += answer.body.toString().split('"replayed":true').length - 1;
    const [answer] = answers as [Answer];
    // Only a request that was served well has lost something by what comes now.
    if (answers.every(({ status }) => status === 200) && fault !== 'none') this.#hit(kind, fault);
    if (fault === 'lost_reply') response.destroy();
    else this.#answer(response, answer, fault === 'cut_reply');
  }

  #deal(kind: Kind): Fault | 'none' {
    if (this.#calm) return 'none';
    const deck = this.#decks[kind];
    if (deck.length === 0) deck.push(...FAULTS, 'none', 'none');
    return deck.splice(this.#random.int(deck.length), 1)[0] ?? 'none';
  }

  #hit(kind: Kind, fault: Fault): void {
    const name = `${kind} ${fault}`;
    this.hits.set(name, (this.hits.get(name) ?? 0) + 1);
  }

  #forward(request: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const upstream = requestTo(this.#upstream(request), (answer) => {
        bytesOf(answer).then((bytes) => resolve({ status: answer.statusCode ?? 0, body: bytes }), reject);
      });
      upstream.on('error', reject);
      upstream.end(body);
    });
  }

  /** Half of the body arrives, then the connection is gone. */
  #cut(request: IncomingMessage, body: Buffer): Promise<void> {
    return new Promise((resolve) => {
      const upstream = requestTo(this.#upstream(request));
      upstream.on('error', () => resolve());
      upstream.write(body.subarray(0, Math.floor(body.length / 2)), () => {
        upstream.destroy();
        resolve();
      });
    });
  }

  #answer(response: ServerResponse, { status, body }: Answer, cut: boolean): void {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
    if (!cut) {
      response.end(body);
      return;
    }
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  }

  /** The stream of pokes, and everything else. */
  #passThrough(request: IncomingMessage, response: ServerResponse): void {
    const upstream = requestTo(this.#upstream(request), (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  #upstream({ method, url, headers }: IncomingMessage) {
    const { hostname, port } = this.#target;
    // A connection of its own for each request: a cut one must not take another with it. Answers are read on the way.
    const changed = { ...headers, connection: 'close', 'accept-encoding': 'identity' };
    return { hostname, port, method, path: url, headers: changed, agent: false } as const;
  }
}

interface Exchange {
  readonly kind: Kind;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
