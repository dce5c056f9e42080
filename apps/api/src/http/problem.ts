import { HTTP_LIMITS } from './limits.ts';

/** One place in the request that is wrong. */
export interface ProblemPlace {
  /** JSON pointer (RFC 6901) into the body, the query or the path parameters; '' is the whole. */
  readonly pointer: string;
  readonly detail: string;
}

/** What makes up a problem. Nothing in it may come from the request unchecked: it is logged and shown. */
export interface ProblemInput {
  readonly status: number;
  /** Stable, snake_case, for programs: a phone decides by it what to do. */
  readonly code: string;
  /** Says the same to people, always in the same words. */
  readonly title: string;
  /** What is special about this time. */
  readonly detail?: string;
  readonly errors?: readonly ProblemPlace[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document, named by the problem's code. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** For our own log. */
  readonly cause?: unknown;
}

/** Whoever is told to come later is told when: by the problem itself, or by default. */
const ASKS_TO_COME_LATER: ReadonlySet<number> = new Set([429, 503]);
const RETRY_AFTER: Readonly<Record<string, string>> = { 'Retry-After': String(HTTP_LIMITS.retryAfterSeconds) };

/** An answer that is not a success. Throw it anywhere in apps/api; the caller gets an RFC 9457 document. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly ProblemPlace[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(input: ProblemInput) {
    super(`${input.status} ${input.code}`, input.cause === undefined ? {} : { cause: input.cause });
    this.name = 'Problem';
    this.status = input.status;
    this.code = input.code;
    this.title = input.title;
    this.detail = input.detail;
    this.errors = input.errors;
    this.headers = { ...(ASKS_TO_COME_LATER.has(input.status) ? RETRY_AFTER : {}), ...input.headers };
    this.extensions = input.extensions ?? {};
  }
}

/** The media type of a problem document. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Where this server says what each code means: `type` is a reference to it, the same at every server. */
export const PROBLEM_TYPE_PATH = '/problems';

/** A problem document as RFC 9457 describes it, with `code` and `errors` of ours. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  /** The request, as it is named in the log. */
  readonly instance?: string;
  readonly errors?: readonly ProblemPlace[];
}

/** The document of a problem. `requestId` is a UUID; absent when the request was too broken to get one. */
export function problemDocument(problem: Problem, requestId?: string): ProblemDocument {
  return {
    ...problem.extensions,
    type: `${PROBLEM_TYPE_PATH}#${problem.code}`,
    title: problem.title,
    status: problem.status,
    code: problem.code,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(requestId === undefined ? {} : { instance: `urn:uuid:${requestId}` }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  };
}
