/**
 * Words for people, one table for each module and language: what a code says to whom, on which device, and what to do next.
 *
 * A code says what it means once, beside its declaration. The tables hold what else is needed: another language, a next step, and other
 * words for whoever reads it on another device of theirs.
 */

/** Says something by language: `null` for what is not there or not known. */
export interface Says {
  /** A moment in milliseconds since 1970, as a time of day in Barbados; with its date where it is of another day. */
  readonly time: (atMs: unknown) => string | null;
  readonly money: (cents: unknown) => string | null;
  /** The name of a place, where the app knows one. */
  readonly place: (position: unknown) => string | null;
}

/** What a sentence may speak of. */
export interface Facts extends Says {
  readonly name: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly args: Readonly<Record<string, unknown>>;
  /** The first row of a kind as it stands instead; empty where none is told. */
  readonly row: (kind: string) => Readonly<Record<string, unknown>>;
}

/** A sentence, or how to make it. */
export type Sentence = string | ((facts: Facts) => string);

/** Why something is so, and what to do. */
export interface Told {
  readonly reason: Sentence;
  /** Absent: there is nothing to do. */
  readonly next?: Sentence;
}

export interface CodeWords extends Told {
  /** Read on another device of the same person, if it is not the same there. */
  readonly elsewhere?: Told;
}

export interface ActWords {
  /** What its person did, without a full stop: `You asked to cancel the ride`. */
  readonly did: Sentence;
  /** What this act says otherwise than others that have the code. */
  readonly codes?: Readonly<Record<string, CodeWords>>;
  /** For the other person, whose act stands: what was wanted too late, and what that means. */
  readonly overtook?: Told & { readonly did: Sentence };
}

/** Some or all of a module's words in one language. */
export interface ModuleWords {
  readonly codes: Readonly<Record<string, CodeWords>>;
  /** By the name of the mutation. */
  readonly acts: Readonly<Record<string, ActWords>>;
  /** How a row stands, by its kind. A kind that is not there says nothing: that a row has changed means nothing to anybody. */
  readonly rows?: Readonly<Record<string, (row: Readonly<Record<string, unknown>>, says: Says) => string | null>>;
}

/** The words of codes whose text says it all. */
export function reasonsOf(texts: Readonly<Record<string, string>>): Record<string, CodeWords> {
  return Object.fromEntries(Object.entries(texts).map(([code, reason]) => [code, { reason }]));
}
