import { digestOf, wireKey, type Cookie, type PullResponse } from '#sync';
import type { Client } from 'pg';
import { post, pullBody, type Caller } from '../phone/index.ts';

/** Rows of a feed after a place in it. `value: null`: the row is gone. */
export interface Page<C> {
  readonly clear: boolean;
  readonly rows: readonly { readonly key: string; readonly value: unknown }[];
  readonly cursor: C;
  readonly more: boolean;
}

export type Feed<C> = (cursor: C | null) => Promise<Page<C>>;

/** Follows a feed by its cursor, page by page, and remembers what it was given. The same for every kind of feed. */
export class Follower<C> {
  readonly #feed: Feed<C>;
  readonly held = new Map<string, unknown>();
  /** How often each row was delivered. */
  readonly deliveries = new Map<string, number>();
  cursor: C | null = null;
  /** Answers. */
  polls = 0;
  /** Answers that held a row. */
  pages = 0;
  clears = 0;

  constructor(feed: Feed<C>) {
    this.#feed = feed;
  }

  /** Asks once. Gives back the page. */
  async poll(): Promise<Page<C>> {
    const page = await this.#feed(this.cursor);
    if (page.clear) {
      this.held.clear();
      this.clears += 1;
    }
    if (page.rows.length > 0) this.pages += 1;
    for (const row of page.rows) this.#take(row);
    this.cursor = page.cursor;
    this.polls += 1;
    return page;
  }

  /** Asks until it has everything there is. */
  async drain(): Promise<void> {
    for (let page = await this.poll(); page.more || page.rows.length > 0;) page = await this.poll();
  }

  /** Of these keys, those that never came. */
  missed(keys: Iterable<string>): readonly string[] {
    return [...keys].filter((key) => !this.deliveries.has(key));
  }

  #take({ key, value }: { key: string; value: unknown }): void {
    this.deliveries.set(key, (this.deliveries.get(key) ?? 0) + 1);
    if (value === null) this.held.delete(key);
    else this.held.set(key, value);
  }
}

/** What a person pulls over HTTP, from one server after the other. */
export class ScopeFollower extends Follower<Cookie> {
  readonly scope: string;
  readonly #last: { response?: PullResponse };

  /** `scope` is the one scope of the caller that is looked at; the caller's other rows count as held, too. */
  constructor(input: { readonly scope: string; readonly caller: Caller; readonly urls: () => readonly string[] }) {
    const last: { response?: PullResponse } = {};
    let turn = 0;
    super(async (cookie) => {
      const urls = input.urls();
      turn += 1;
      const response = await pull(urls[turn % urls.length] ?? '', input.caller, cookie);
      last.response = response;
      return toPage(response);
    });
    this.scope = input.scope;
    this.#last = last;
  }

  /** Live rows of the scope, by the key they are stored under. */
  rows(): Map<string, unknown> {
    return new Map(this.#own().map(([key, value]) => [key.slice(key.indexOf('tally/')), value]));
  }

  /** Whether the rows it holds have the count and the digest that the server told last. */
  agreesWithServer(): boolean {
    const rows = this.#own();
    const told = this.#last.response?.scopes[this.scope];
    if (told === undefined) return rows.length === 0;
    return told.rows === rows.length && told.digest === digestOf(rows);
  }

  /** Whether a further pull brings nothing: no row, no last id. The cookie may go on with what others commit. */
  async isUpToDate(): Promise<boolean> {
    const before = this.cursor?.order ?? 0;
    const page = await this.poll();
    const owed = Object.keys(this.#last.response?.lastMutationIDChanges ?? {}).length;
    return page.rows.length === 0 && !page.clear && !page.more && owed === 0 && page.cursor.order >= before;
  }

  #own(): [string, unknown][] {
    const begin = wireKey(this.scope, 'tally/');
    return [...this.held].filter(([key]) => key.startsWith(begin));
  }
}

function toPage(response: PullResponse): Page<Cookie> {
  const rows = response.patch.flatMap((operation) => {
    if (operation.op === 'clear') return [];
    return [{ key: operation.key, value: operation.op === 'put' ? operation.value : null }];
  });
  const clear = response.patch[0]?.op === 'clear';
  return { clear, rows, cursor: response.cookie, more: response.more };
}

/** One pull. @throws Error when the answer is no success. */
async function pull(url: string, caller: Caller, cookie: Cookie | null): Promise<PullResponse> {
  const reply = await post(`${url}/v1/sync/pull`, caller.token, pullBody(`${caller.subject}-reader`, { cookie }));
  if (reply.kind === 'lost') throw new PullFailed(0, 'no reply');
  if (reply.status !== 200) throw new PullFailed(reply.status, reply.body);
  return JSON.parse(reply.body) as PullResponse;
}

/** A pull that brought nothing. */
export class PullFailed extends Error {
  readonly status: number;
  constructor(status: number, body: string) {
    super(`pull failed with ${status}: ${body.slice(0, 300)}`);
    this.status = status;
  }
}

/** The mistake that commit numbers avoid: a table with a sequence, read from the highest number seen. */
export function sequenceFeed(client: Client): Feed<number> {
  return async (cursor) => {
    const { rows } = await client.query<{ id: string; key: string }>(
      'SELECT id, key FROM plain_feed WHERE id > $1 ORDER BY id',
      [cursor ?? 0],
    );
    const found = rows.map(({ key }) => ({ key, value: true }));
    return { clear: false, rows: found, cursor: Number(rows.at(-1)?.id ?? cursor ?? 0), more: false };
  };
}
