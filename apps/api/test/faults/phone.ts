import type { PushResponse, WireMutation } from '#sync';

export interface Caller {
  readonly subject: string;
  readonly token: string;
}

/** What became of one request. */
export type PushTry =
  | { readonly kind: 'acknowledged'; readonly response: PushResponse }
  /** Nothing of it was applied: it may come again. */
  | { readonly kind: 'put_off'; readonly status: number; readonly code: string; readonly retryAfter: string | null }
  /** No reply: nobody knows. `cut`: the request had been sent when the connection ended. */
  | { readonly kind: 'lost'; readonly cut: boolean };

/** A push that was answered, with its body as it came. */
interface Acknowledged {
  readonly mutations: readonly WireMutation[];
  readonly body: string;
}

/** A phone with one stream: keeps what it sent until it is acknowledged, and sends it again. */
export class Phone {
  readonly caller: Caller;
  readonly clientId: string;
  readonly groupId: string;
  readonly acknowledged: Acknowledged[] = [];
  #pending: WireMutation[] = [];
  #lastId = 0;

  constructor(caller: Caller, name = 'phone') {
    this.caller = caller;
    this.groupId = `${caller.subject}-${name}`;
    this.clientId = `${this.groupId}-ride`;
  }

  /** Mutations that wait for an acknowledgement. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Everything it ever sent or will send. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Writes a mutation down; `push` sends it. */
  act(name: string, args: unknown): void {
    this.#lastId += 1;
    this.#pending.push({ clientID: this.clientId, id: this.#lastId, name, args: args as never, timestamp: 0 });
  }

  /** Sends what is pending, oldest first. @throws Error when the answer is neither a success nor "try again". */
  async push(url: string): Promise<PushTry> {
    const mutations = [...this.#pending];
    const reply = await post(`${url}/v1/sync/push`, this.caller, this.#pushBody(mutations));
    if (reply.kind === 'lost') return reply;
    const { status, body, retryAfter } = reply;
    if (status === 503 || status === 429) {
      return { kind: 'put_off', status, code: (JSON.parse(body) as { code: string }).code, retryAfter };
    }
    if (status !== 200) throw new Error(`${this.clientId} pushed and got ${status}: ${body.slice(0, 500)}`);
    this.#pending = this.#pending.slice(mutations.length);
    this.acknowledged.push({ mutations, body });
    return { kind: 'acknowledged', response: JSON.parse(body) as PushResponse };
  }

  /** Sends again what was acknowledged, from a push on; gives back the answers that are not the same text as before. */
  async changedReplays(url: string, from = 0): Promise<readonly string[]> {
    const changed: string[] = [];
    for (const { mutations, body } of this.acknowledged.slice(from)) {
      const reply = await post(`${url}/v1/sync/push`, this.caller, this.#pushBody(mutations));
      const again = reply.kind === 'answered' ? reply.body : reply.kind;
      const allReplayed = again.split(REPLAYED).length - 1 === mutations.length;
      if (!allReplayed || withoutReplayed(again) !== withoutReplayed(body)) changed.push(`${body}\n${again}`);
    }
    return changed;
  }

  #pushBody(mutations: readonly WireMutation[]) {
    return { pushVersion: 1, schemaVersion: '', profileID: '', clientGroupID: this.groupId, mutations };
  }
}

const REPLAYED = ',"replayed":true}';

/** An answer as it was when it was first given. */
function withoutReplayed(body: string): string {
  return body.replaceAll(REPLAYED, '}');
}

type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly retryAfter: string | null }
  | { readonly kind: 'lost'; readonly cut: boolean };

/** One request. A connection that fails is an answer, too. */
export async function post(url: string, { token }: Caller, body: object): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const { status } = response;
    return { kind: 'answered', status, body: await response.text(), retryAfter: response.headers.get('retry-after') };
  } catch (error) {
    return { kind: 'lost', cut: codeOf(error) !== 'ECONNREFUSED' };
  }
}

function codeOf(error: unknown): unknown {
  return (error as { cause?: { code?: unknown } }).cause?.code;
}
