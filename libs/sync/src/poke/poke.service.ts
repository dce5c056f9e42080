import { Observable, Subject } from 'rxjs';
import type { Reader } from '../define/reader.ts';
import { toOrder } from '../wire/cookie.ts';
import { readHead, readNewScopes } from '../commit/head.store.ts';
import { scopesFingerprint } from '../pull/fingerprint.ts';
import type { Actor } from '../define/mutation.ts';
import type { SyncRegistry } from '../define/registry.ts';
import { PokeStreams, type PokeStream, type Shown } from './poke-streams.ts';

/** "There is something newer than what you have": the client then pulls. It may be lost. */
export interface Poke {
  readonly kind: 'poke';
  readonly order: number;
  /** Of the scopes that the stream tells of: whoever pulled under others pulls anew. */
  readonly scopes: string;
}

/** What a stream says: a poke, or as its last word that newer streams of the same person took its place. */
export type PokeEvent = Poke | { readonly kind: 'replaced' };

/** Who opens a stream, and when the token was issued by which they do. */
export interface Listening {
  readonly actor: Actor;
  readonly issuedAtMs: number;
}

interface Listener extends PokeStream {
  readonly scopes: ReadonlySet<string>;
  readonly send: (order: number) => void;
  /** Not told yet where things stand. */
  isNew: boolean;
}

/** Whether something new is in the listener's scopes; null stands for everything. */
function sees(listener: Listener, scopes: readonly string[] | null): boolean {
  return listener.isNew || scopes === null || scopes.some((scope) => listener.scopes.has(scope));
}

const READ_AGAIN_MS = 1_000;

/** Tells connected phones of commits, whichever process made them. */
export class PokeService {
  readonly #reader: Reader;
  readonly #registry: SyncRegistry;
  readonly #hears: () => boolean;
  /** Emits once, when all connections must end. */
  readonly closing = new Subject<void>();
  readonly #streams = new PokeStreams<Listener>();
  #seen: number | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #failed = false;
  #timer: NodeJS.Timeout | undefined;

  /** `hears`: whether this process hears of the commits of others now. */
  constructor(parts: { readonly reader: Reader; readonly registry: SyncRegistry; readonly hears: () => boolean }) {
    this.#reader = parts.reader;
    this.#registry = parts.registry;
    this.#hears = parts.hears;
  }

  /** Open poke connections. */
  get connections(): number {
    return this.#streams.size;
  }

  /** Whether whoever listens here is told of news now. A stream that may miss some gives no sign of life. */
  get tells(): boolean {
    return this.#hears() && !this.#failed;
  }

  /** Pokes for a caller, the first at once, or as soon as the database answers. The newest streams of a person are kept. */
  subscribe(listening: Listening): Observable<PokeEvent> {
    return new Observable<PokeEvent>((subscriber) => {
      const shown = this.#shownBy(listening);
      const listener: Listener = {
        shown,
        scopes: new Set(this.#registry.scopesOf(listening.actor)),
        isNew: true,
        send: (order) => subscriber.next({ kind: 'poke', order, scopes: shown.fingerprint }),
        end: (why) => {
          if (why === 'replaced') subscriber.next({ kind: 'replaced' });
          subscriber.complete();
        },
      };
      this.#streams.add(listener);
      this.announce();
      return () => this.#streams.remove(listener);
    });
  }

  /** Somebody came with this token: whoever listens with an older one that gives other roles is to come again. */
  see(listening: Listening): void {
    if (this.#streams.has(listening.actor.subject)) this.#streams.see(this.#shownBy(listening));
  }

  /** A commit was announced: reads what is new and tells who may see it. Never runs twice at a time. */
  announce(): void {
    if (this.#streams.size === 0) {
      // Nobody to tell. Whoever comes next is told where things stand when they come.
      this.#seen = undefined;
      return;
    }
    this.#again = true;
    clearTimeout(this.#timer);
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.closing.next();
    this.#streams.endAll();
    await this.#reading?.catch(() => undefined);
  }

  #shownBy({ actor, issuedAtMs }: Listening): Shown {
    return { subject: actor.subject, fingerprint: scopesFingerprint(this.#registry.scopesOf(actor)), issuedAtMs };
  }

  async #read(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#readOnce();
        this.#failed = false;
      } catch {
        // The database is away. Nobody announces when it is back: the listening connection may never have broken.
        this.#failed = true;
        this.#timer = setTimeout(() => this.announce(), READ_AGAIN_MS).unref();
        return;
      }
    }
  }

  async #readOnce(): Promise<void> {
    const head = await readHead(this.#reader);
    const { commit, scopes } = await this.#readNews(head.commit);
    this.#seen = commit;
    const order = toOrder(head.epoch, commit);
    for (const listener of this.#streams) {
      if (!sees(listener, scopes)) continue;
      listener.isNew = false;
      listener.send(order);
    }
  }

  /** Without a place to read from it may concern everybody: a poke too many costs a pull, one too few costs the news. */
  async #readNews(head: number): Promise<{ readonly commit: number; readonly scopes: readonly string[] | null }> {
    if (this.#seen === undefined) return { commit: head, scopes: null };
    const { commit, scopes } = await readNewScopes(this.#reader, this.#seen);
    return { commit: Math.max(commit, this.#seen), scopes };
  }
}
