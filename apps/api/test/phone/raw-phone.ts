import type { PullRequest, PullResponse, PushRequest, PushResult, WireMutation } from '#sync/client';
import { pullBody, pushBody } from './bodies.ts';
import { ConfirmedViews } from './confirmed-views.ts';

/** What a phone says about a mutation beside its name and arguments. */
export interface Said extends Partial<Omit<WireMutation, 'clientID' | 'id' | 'name' | 'args'>> {
  /** Which stream it goes into; `ride` without it. */
  readonly stream?: string;
}

/**
 * One install and what it remembers: a queue for each stream, the rows it was given, its cookie. It numbers, and believes
 * answers, as the protocol says; what is sent, when, how often and in which order is up to the test.
 */
export class RawPhone {
  views = new ConfirmedViews();
  #groupId: string;
  #waiting: WireMutation[] = [];
  #made = new Map<string, number>();
  #answered = new Map<string, number>();
  #drifted: readonly string[] = [];

  constructor(groupId: string) {
    this.#groupId = groupId;
  }

  get groupId(): string {
    return this.#groupId;
  }

  /** What no pull has confirmed, in the order in which it was written. */
  get waiting(): readonly WireMutation[] {
    return this.#waiting;
  }

  /** What no push was answered for. */
  get unanswered(): readonly WireMutation[] {
    return this.#waiting.filter((mutation) => !this.#isAnswered(mutation));
  }

  /** What was answered and not confirmed. */
  get answered(): readonly WireMutation[] {
    return this.#waiting.filter((mutation) => this.#isAnswered(mutation));
  }

  /** Scopes whose digest did not fit after the last whole pull. */
  get drifted(): readonly string[] {
    return this.#drifted;
  }

  /** The name of a stream of this install. */
  clientId(stream = 'ride'): string {
    return `${this.#groupId}-${stream}`;
  }

  /** The id that was written last to a stream; 0: none was. */
  lastId(stream = 'ride'): number {
    return this.#made.get(this.clientId(stream)) ?? 0;
  }

  /** Writes a mutation down, as the next one of its stream. */
  write(name: string, args: unknown, { stream, ...said }: Said = {}): WireMutation {
    const [clientID, id] = [this.clientId(stream), this.lastId(stream) + 1];
    this.#made.set(clientID, id);
    const mutation = { clientID, id, name, args: args as WireMutation['args'], timestamp: 0, ...said };
    this.#waiting.push(mutation);
    return mutation;
  }

  /** A push of these. */
  pushOf(mutations: readonly WireMutation[] = this.unanswered): PushRequest {
    return pushBody(this.#groupId, mutations);
  }

  /** A pull of what is new to this phone; it names the scopes that have drifted. */
  pullOf(more: Pick<PullRequest, 'pageRows'> = {}): PullRequest {
    const drifted = this.#drifted.length > 0 ? { driftedScopes: [...this.#drifted] } : {};
    return pullBody(this.#groupId, { cookie: this.views.cookie, ...more, ...drifted });
  }

  /** Believes the answer to one mutation. A gap says that the server has less than this phone thought. */
  takeResult({ id: { clientID, id }, result }: PushResult): void {
    const before = this.#answered.get(clientID) ?? 0;
    if ('outcome' in result) this.#answered.set(clientID, Math.max(id, before));
    else if (result.error === 'gap') this.#answered.set(clientID, Math.min(result.expectedId - 1, before));
  }

  /** Believes a page of a pull. With the last one, what the server confirmed waits no more. */
  takePage(page: PullResponse): void {
    this.views.apply(page);
    if (page.more) return;
    this.#waiting = this.#waiting.filter(({ clientID, id }) => id > (this.views.lastIds.get(clientID) ?? 0));
    this.#drifted = this.views.driftedScopes(page.scopes);
  }

  /** A phone that never pulls is done with what was answered. */
  dropAnswered(): void {
    this.#waiting = [...this.unanswered];
  }

  /** The app starts anew: it has what it stored, and not what it was told meanwhile. */
  restart(): void {
    this.#answered = new Map();
  }

  /** The app is installed anew. `fork`: it inherits rows and cookie, as a second tab or a copied store does. */
  reinstall({ fork }: { readonly fork: boolean }, groupId: string): void {
    if (!fork) this.views = new ConfirmedViews();
    this.views.lastIds.clear();
    this.#groupId = groupId;
    this.#waiting = [];
    this.#made = new Map();
    this.#answered = new Map();
    this.#drifted = [];
  }

  #isAnswered({ clientID, id }: WireMutation): boolean {
    return id <= (this.#answered.get(clientID) ?? 0);
  }
}
