import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage, type Server } from 'node:http';
import { ServiceTimes } from './service-times.ts';

/** What an answer says. */
export interface HttpReply {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** A request whose headers are on their way. */
export interface OpenRequest {
  /** Resolves when the server has the headers, and fails with the connection. */
  readonly seen: Promise<void>;
  /** Sends the body, and gives the answer. */
  finish(): Promise<HttpReply>;
  /** Breaks the connection before the body was sent. */
  giveUp(): void;
}

export interface Letter {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const NUMBER_HEADER = 'x-island-request';
const SOCKETS_MAX = 256;

/** Real HTTP to the server in this process, headers first and the body when it is time. */
export class HttpSender {
  readonly #baseUrl: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  readonly #awaited = new Map<string, () => void>();
  readonly #server: Server;
  /** How long the server really took. It runs in this process, beside everybody who asks: alone it would be faster. */
  readonly times = new ServiceTimes();
  #number = 0;

  constructor(baseUrl: string, server: Server) {
    this.#baseUrl = new URL(baseUrl);
    this.#server = server;
    server.prependListener('request', this.#onRequest);
  }

  /** Sends a POST in one piece. */
  send(letter: Letter): Promise<HttpReply> {
    const sent = this.#post(letter);
    const reply = replyTo(sent);
    sent.end(letter.body);
    return this.#timed(letter, reply);
  }

  /** Sends the headers of a POST. */
  open(letter: Letter): OpenRequest {
    const number = String(this.#number++);
    const sent = this.#post({ ...letter, headers: { ...letter.headers, [NUMBER_HEADER]: number } });
    const reply = replyTo(sent);
    const seen = new Promise<void>((resolve) => this.#awaited.set(number, resolve));
    sent.flushHeaders();
    const failed = reply.then(
      () => undefined,
      (error: unknown) => {
        this.#awaited.delete(number);
        throw error;
      },
    );
    failed.catch(() => undefined);
    return {
      seen: Promise.race([seen, failed]),
      finish: () => {
        sent.end(letter.body);
        return this.#timed(letter, reply);
      },
      giveUp: () => void sent.destroy(),
    };
  }

  close(): void {
    this.#server.off('request', this.#onRequest);
    this.#agent.destroy();
  }

  async #timed({ path }: Letter, reply: Promise<HttpReply>): Promise<HttpReply> {
    const beganMs = performance.now();
    const answer = await reply;
    this.times.note(path, performance.now() - beganMs);
    return answer;
  }

  #post({ path, headers, body }: Letter): ClientRequest {
    const { hostname: host, port } = this.#baseUrl;
    const all = { ...headers, 'content-length': body.length };
    return httpRequest({ host, port, path, method: 'POST', agent: this.#agent, headers: all });
  }

  readonly #onRequest = ({ headers }: IncomingMessage): void => {
    const number = headers[NUMBER_HEADER];
    if (typeof number !== 'string') return;
    this.#awaited.get(number)?.();
    this.#awaited.delete(number);
  };
}

function replyTo(sent: ClientRequest): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          retryAfter: response.headers['retry-after'] ?? null,
          text: Buffer.concat(parts).toString('utf8'),
        }),
      );
    });
  });
}
