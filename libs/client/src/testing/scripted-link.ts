import type { Actor } from '#sync/client';
import type { Transport, TransportReply, TransportRequest } from '../wire/transport.ts';
import type { TestClock } from './test-clock.ts';
import type { ScriptedServer } from './scripted-server.ts';

/** What happens to one request. */
export type LinkFault =
  | 'lose_request'
  | 'lose_reply'
  | 'duplicate'
  /** A hotel's sign-in page answers. */
  | 'portal'
  /** Connected, but nothing ever comes back. Time passes. */
  | 'dead'
  | { readonly status: number; readonly retryAfter?: string; readonly code?: string };

export interface LinkRequest {
  readonly path: string;
  readonly token: string;
  readonly body: Record<string, unknown>;
}

const LONGEST_WAIT_MS = 120_000;

/** A link to a scripted server on which everything can go wrong. */
export class ScriptedLink implements Transport {
  readonly #server: ScriptedServer;
  readonly #clock: TestClock;
  /** Whose token it is. Tokens are names of people here. */
  readonly people = new Map<string, Actor>();
  offline = false;
  /** Says what happens to a request; null: nothing. */
  fault: (request: LinkRequest) => LinkFault | null = () => null;
  /** Everything that was sent, in order. */
  readonly requests: LinkRequest[] = [];

  constructor(server: ScriptedServer, clock: TestClock) {
    this.#server = server;
    this.#clock = clock;
  }

  async post({ path, body, token, signal }: TransportRequest): Promise<TransportReply> {
    if (this.offline) throw new Error('there is no network');
    const request = { path, token, body: JSON.parse(body) as Record<string, unknown> };
    this.requests.push(request);
    const fault = this.fault(request);
    if (fault === 'lose_request') throw new Error('the connection broke');
    if (fault === 'dead') return this.#neverAnswer(signal);
    if (fault === 'portal') return { ...json(200, ''), contentType: 'text/html', text: '<html>Welcome</html>' };
    if (fault !== null && typeof fault === 'object') return refusal(fault);
    const reply = this.#answer(request);
    if (fault === 'duplicate') this.#answer(request);
    if (fault === 'lose_reply') throw new Error('the connection broke');
    return reply;
  }

  /** What was sent to push, as `clientID/id` for each request. */
  pushes(): readonly (readonly string[])[] {
    const pushes = this.requests.filter(({ path }) => path.endsWith('/push'));
    return pushes.map(({ body }) =>
      (body['mutations'] as { clientID: string; id: number }[]).map(({ clientID, id }) => `${clientID}/${id}`),
    );
  }

  #answer({ path, body, token }: LinkRequest): TransportReply {
    const actor = this.people.get(token);
    if (!actor) return refusal({ status: 401, code: 'token_expired' });
    const { status, body: answer } = this.#server.answer(path, body, actor);
    return json(status, JSON.stringify(answer));
  }

  #neverAnswer(signal: AbortSignal): Promise<TransportReply> {
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('given up')));
      this.#clock.advance(LONGEST_WAIT_MS);
    });
  }
}

function json(status: number, text: string): TransportReply {
  return { status, contentType: 'application/json; charset=utf-8', retryAfter: null, redirected: false, text };
}

function refusal(fault: {
  readonly status: number;
  readonly retryAfter?: string;
  readonly code?: string;
}): TransportReply {
  const problem = { type: 'about:blank', status: fault.status, code: fault.code ?? 'unnamed', title: 'scripted' };
  const reply = { ...json(fault.status, JSON.stringify(problem)), contentType: 'application/problem+json' };
  return { ...reply, retryAfter: fault.retryAfter ?? null };
}
