import { Problem, type ProblemPlace } from './problem.ts';

/** What one kind of problem says each time it is answered. The API document lists them, route by route. */
export interface ProblemKind {
  readonly status: number;
  /** Stable, snake_case, for programs. */
  readonly code: string;
  /** Says the same to people, always in the same words. */
  readonly title: string;
  /** A second sentence, where it is the same each time. */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is special about one time. */
export interface ProblemSpecial {
  readonly detail?: string;
  readonly errors?: readonly ProblemPlace[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** For our own log. */
  readonly cause?: unknown;
}

/** A kind of problem, to be listed as it is and to be called for a problem to throw. */
export type ProblemMaker = ProblemKind & ((special?: ProblemSpecial) => Problem);

/** Declares a kind of problem. */
export function problemKind(kind: ProblemKind): ProblemMaker {
  const make = (special: ProblemSpecial = {}): Problem =>
    new Problem({ ...kind, ...special, headers: { ...kind.headers, ...special.headers } });
  return Object.assign(make, kind);
}

/** A kind for each code of a table of codes with their texts, all with one status. */
export function problemKinds<C extends string>(
  status: number,
  titles: Readonly<Record<C, string>>,
): Readonly<Record<C, ProblemMaker>> {
  const kinds = Object.entries<string>(titles).map(([code, title]) => [code, problemKind({ status, code, title })]);
  return Object.fromEntries(kinds) as Readonly<Record<C, ProblemMaker>>;
}
