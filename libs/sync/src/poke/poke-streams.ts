import { SYNC_LIMITS } from '../limits.ts';

/** What a token says of who shows it, as far as it decides what they are told. */
export interface Shown {
  readonly subject: string;
  /** Of the scopes that its roles give. */
  readonly fingerprint: string;
  readonly issuedAtMs: number;
}

/** An open stream of pokes. */
export interface PokeStream {
  readonly shown: Shown;
  /** Ends it. `replaced`: newer ones of the same person took its place. */
  readonly end: (why: 'replaced' | 'over') => void;
}

interface Person<S> {
  /** In the order in which they were opened. */
  readonly streams: Set<S>;
  newest: Shown;
}

/**
 * The open streams, by person.
 *
 * Invariants: nobody has more than their share, the oldest makes room; no stream outlives the sight of a newer token with
 * other roles, so that its phone comes back and pulls what it may see now.
 */
export class PokeStreams<S extends PokeStream> {
  readonly #people = new Map<string, Person<S>>();

  get size(): number {
    return [...this].length;
  }

  *[Symbol.iterator](): Generator<S> {
    for (const { streams } of this.#people.values()) yield* streams;
  }

  has(subject: string): boolean {
    return this.#people.has(subject);
  }

  add(stream: S): void {
    const { shown } = stream;
    this.see(shown);
    const [oldest] = this.#people.get(shown.subject)?.streams ?? [];
    const isFull = (this.#people.get(shown.subject)?.streams.size ?? 0) >= SYNC_LIMITS.pokesPerPersonMax;
    if (oldest && isFull) this.#end(oldest, 'replaced');
    const person = this.#people.get(shown.subject) ?? { streams: new Set(), newest: shown };
    person.streams.add(stream);
    this.#people.set(shown.subject, person);
  }

  remove(stream: S): void {
    const { subject } = stream.shown;
    const person = this.#people.get(subject);
    person?.streams.delete(stream);
    if (person?.streams.size === 0) this.#people.delete(subject);
  }

  /** Somebody showed a token. One that is newer than all before, with other roles, ends the streams of those before. */
  see(shown: Shown): void {
    const person = this.#people.get(shown.subject);
    if (!person || shown.issuedAtMs <= person.newest.issuedAtMs) return;
    const isChanged = shown.fingerprint !== person.newest.fingerprint;
    person.newest = shown;
    if (!isChanged) return;
    for (const stream of person.streams) if (stream.shown.fingerprint !== shown.fingerprint) this.#end(stream, 'over');
  }

  endAll(): void {
    for (const stream of this) this.#end(stream, 'over');
  }

  #end(stream: S, why: 'replaced' | 'over'): void {
    this.remove(stream);
    stream.end(why);
  }
}
