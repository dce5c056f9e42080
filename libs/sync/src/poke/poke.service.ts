import { Observable, Subject } from 'rxjs';
import type { Reader } from '../define/reader.ts';
import { toOrder } from '../wire/cookie.ts';
import { readHead, readNewScopes } from '../commit/head.store.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { Actor } from '../define/mutation.ts';
import type { SyncRegistry } from '../define/registry.ts';

/** "There is something newer than what you have": the client then pulls. It may be lost. */
export interface Poke {
  readonly order: number;
}

interface Listener {
  readonly scopes: ReadonlySet<string>;
  readonly tell: (poke: Poke) => void;
  readonly end: () => void;
}

/** Whether something new is in the listener's scopes; null stands for everything. */
function sees(listener: Listener, scopes: readonly string[] | null): boolean {
  return scopes === null || scopes.some((scope) => listener.scopes.has(scope));
}

/** Tells connected phones of commits, whichever process made them. */
export class PokeService {
  readonly #reader: Reader;
  readonly #registry: SyncRegistry;
  /** Emits once, when all connections must end. */
  readonly closing = new Subject<void>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #seen: number | undefined;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(parts: { readonly reader: Reader; readonly registry: SyncRegistry }) {
    this.#reader = parts.reader;
    this.#registry = parts.registry;
  }

  /** Open poke connections. */
  get connections(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }

  /** Pokes for a caller, the first at once; null when the person has too many connections already. */
  subscribe(actor: Actor): Observable<Poke> | null {
    if ((this.#listeners.get(actor.subject)?.size ?? 0) >= SYNC_LIMITS.pokesPerPersonMax) return null;
    return new Observable<Poke>((subscriber) => {
      const listener: Listener = {
        scopes: new Set(this.#registry.scopesOf(actor)),
        tell: (poke) => subscriber.next(poke),
        end: () => subscriber.complete(),
      };
      const own = this.#listeners.get(actor.subject) ?? new Set();
      this.#listeners.set(actor.subject, own.add(listener));
      void readHead(this.#reader).then(
        ({ epoch, commit }) => {
          this.#seen ??= commit;
          listener.tell({ order: toOrder(epoch, commit) });
        },
        () => listener.end(),
      );
      return () => this.#forget(actor.subject, listener);
    });
  }

  /** A commit was announced: reads what is new and tells who may see it. Never runs twice at a time. */
  announce(): void {
    if (this.#listeners.size === 0) {
      // Nobody to tell. Whoever comes next is told where things stand when they come.
      this.#seen = undefined;
      return;
    }
    this.#again = true;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    this.closing.next();
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener.end();
    await this.#reading?.catch(() => undefined);
  }

  async #read(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#readOnce();
      } catch {
        // The database is away. The listening connection announces again once it is back.
        return;
      }
    }
  }

  async #readOnce(): Promise<void> {
    const head = await readHead(this.#reader);
    const { commit, scopes } = await this.#readNews(head.commit);
    this.#seen = commit;
    if (scopes?.length === 0) return;
    const poke = { order: toOrder(head.epoch, commit) };
    for (const listeners of this.#listeners.values()) {
      for (const listener of listeners) if (sees(listener, scopes)) listener.tell(poke);
    }
  }

  /** Without a place to read from it may concern everybody: a poke too many costs a pull, one too few costs the news. */
  async #readNews(head: number): Promise<{ readonly commit: number; readonly scopes: readonly string[] | null }> {
    if (this.#seen === undefined) return { commit: head, scopes: null };
    const { commit, scopes } = await readNewScopes(this.#reader, this.#seen);
    return { commit: Math.max(commit, this.#seen), scopes };
  }

  #forget(subject: string, listener: Listener): void {
    const own = this.#listeners.get(subject);
    own?.delete(listener);
    if (own?.size === 0) this.#listeners.delete(subject);
  }
}
