import type { Outcome, PullResponse, PushResponse, WireMutation } from '#sync/client';
import { post } from './post.ts';
import { RawPhone, type Said } from './raw-phone.ts';

/** Who is signed in. */
export interface Caller {
  readonly subject: string;
  readonly token: string;
}

/** What became of one push. */
export type PushTry =
  | { readonly kind: 'acknowledged'; readonly response: PushResponse }
  /** Nothing of it was applied: it may come again. */
  | { readonly kind: 'put_off'; readonly status: number; readonly code: string; readonly retryAfter: string | null }
  | { readonly kind: 'lost'; readonly cut: boolean };

/** What its person did: a name, arguments, and what else the phone says about it. */
export type Done = readonly [name: string, args: object, said?: Said];

/** A push that was answered, with its body as it came. */
interface Acknowledged {
  readonly mutations: readonly WireMutation[];
  readonly body: string;
}

const REPLAYED = ',"replayed":true}';

/** A raw phone whose person is signed in. It goes to whichever server it is told. */
export class HttpPhone extends RawPhone {
  readonly caller: Caller;
  /** Every push that was answered, to ask for it again. Whoever pushes without end empties it. */
  readonly acknowledged: Acknowledged[] = [];

  constructor(caller: Caller, name = 'phone') {
    // An id of an install is shorter than that of a person may be.
    super(`${caller.subject.slice(0, 45)}-${name}`);
    this.caller = caller;
  }

  /** Sends what was not answered, oldest first. @throws Error when the answer is neither a success nor "try again". */
  async push(url: string): Promise<PushTry> {
    const mutations = this.unanswered;
    const reply = await post(`${url}/v1/sync/push`, this.caller.token, this.pushOf(mutations));
    if (reply.kind === 'lost') return reply;
    const { status, body, retryAfter } = reply;
    if (status === 503 || status === 429) {
      return { kind: 'put_off', status, code: (JSON.parse(body) as { code: string }).code, retryAfter };
    }
    if (status !== 200) throw new Error(`${this.groupId} pushed and got ${status}: ${body.slice(0, 500)}`);
    const response = JSON.parse(body) as PushResponse;
    for (const result of response.mutations) this.takeResult(result);
    this.dropAnswered();
    this.acknowledged.push({ mutations, body });
    return { kind: 'acknowledged', response };
  }

  /** Writes these down, pushes, and gives back how they ended. @throws Error when one of them has no outcome */
  async do(url: string, ...done: readonly Done[]): Promise<readonly Outcome[]> {
    for (const one of done) this.write(...one);
    const tried = await this.push(url);
    if (tried.kind !== 'acknowledged') throw new Error(`a push of ${this.groupId} was ${tried.kind}`);
    return tried.response.mutations.slice(-done.length).map(({ result }) => {
      if ('outcome' in result) return result;
      throw new Error(`${this.groupId} was answered with ${result.error}`);
    });
  }

  /** Takes what is new, page by page. @throws Error when the answer is no success. */
  async pull(url: string): Promise<void> {
    for (let more = true; more;) {
      const reply = await post(`${url}/v1/sync/pull`, this.caller.token, this.pullOf());
      if (reply.kind === 'lost') throw new Error(`${this.groupId} pulled and got no reply`);
      const { status, body } = reply;
      if (status !== 200) throw new Error(`${this.groupId} pulled and got ${status}: ${body.slice(0, 500)}`);
      const page = JSON.parse(body) as PullResponse;
      this.takePage(page);
      more = page.more;
    }
  }

  /** Sends again what was acknowledged, from a push on; gives back the answers that are not the same text as before. */
  async changedRepeats(url: string, from = 0): Promise<readonly string[]> {
    const changed: string[] = [];
    for (const { mutations, body } of this.acknowledged.slice(from)) {
      const reply = await post(`${url}/v1/sync/push`, this.caller.token, this.pushOf(mutations));
      const again = reply.kind === 'answered' ? reply.body : reply.kind;
      const allRepeated = again.split(REPLAYED).length - 1 === mutations.length;
      if (!allRepeated || withoutReplayed(again) !== withoutReplayed(body)) changed.push(`${body}\n${again}`);
    }
    return changed;
  }
}

/** An answer as it was when it was first given. */
function withoutReplayed(body: string): string {
  return body.replaceAll(REPLAYED, '}');
}
