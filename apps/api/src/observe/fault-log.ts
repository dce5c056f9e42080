import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import { loggedError } from './log-error.ts';

/** Something that we owed and did not do. */
export interface Fault {
  /** What was to be done, or the code of the problem that was answered. */
  readonly about: string;
  /** Why. Without it `about` says it all. */
  readonly cause: unknown;
  /** A request that met it: one of many. */
  readonly requestId?: string;
  /** Ours to say: never anything that a person sent. */
  readonly detail?: string | undefined;
}

/** Limits of telling of faults. */
export const FAULT_LOG_LIMITS = {
  /** The same cause is written down once in this time. */
  everyMs: 60_000,
  /** Causes that are told apart. */
  causesMax: 200,
  /** How deep the cause of a cause is looked for. */
  depthMax: 5,
} as const;

interface Told {
  atMs: number;
  /** How often it was met since. */
  untold: number;
}

/**
 * Writes down why we did not do what we should, once for each cause and minute, and counts each time. An outage fails everything
 * at once: a line for each request would bury its cause.
 */
export class FaultLog {
  readonly #log: Logger;
  readonly #nowMs: () => number;
  readonly #told = new Map<string, Told>();
  readonly #reasons = new Set<string>();
  readonly #count: Counter<'about' | 'reason'>;

  constructor(log: Logger, registry: Registry, nowMs: () => number = () => performance.now()) {
    this.#log = log;
    this.#nowMs = nowMs;
    this.#count = new Counter({
      name: 'bimride_faults_total',
      help: 'What we owed and did not do, by what it was about and why: an SQLSTATE, a code of the system, or what error it was and where.',
      labelNames: ['about', 'reason'],
      registers: [registry],
    });
  }

  /** Counts it, and writes it down unless that was done within the last minute. */
  report({ about, cause, requestId, detail }: Fault): void {
    const reason = this.#bounded(reasonOf(cause));
    this.#count.inc({ about, reason });
    const [nowMs, key] = [this.#nowMs(), [about, reason, detail, placeOf(cause)].join(' ')];
    const told = this.#told.get(key);
    if (told && nowMs - told.atMs < FAULT_LOG_LIMITS.everyMs) {
      told.untold += 1;
      return;
    }
    this.#remember(key, nowMs);
    const fields = { about, reason, ...(detail === undefined ? {} : { detail }), untold: told?.untold ?? 0 };
    this.#log[cause === undefined ? 'warn' : 'error'](
      { ...fields, ...(requestId === undefined ? {} : { requestId }), ...(cause === undefined ? {} : { err: cause }) },
      'something failed',
    );
  }

  /** The oldest is forgotten for the newest. */
  #remember(key: string, atMs: number): void {
    this.#told.delete(key);
    const [oldest] = this.#told.keys();
    if (oldest !== undefined && this.#told.size >= FAULT_LOG_LIMITS.causesMax) this.#told.delete(oldest);
    this.#told.set(key, { atMs, untold: 0 });
  }

  #bounded(reason: string): string {
    if (!this.#reasons.has(reason) && this.#reasons.size >= FAULT_LOG_LIMITS.causesMax) return 'other';
    this.#reasons.add(reason);
    return reason;
  }
}

/** Every error on the way to the first cause. */
function causesOf(error: unknown): readonly (Error & { readonly code?: unknown })[] {
  const causes: Error[] = [];
  for (let at = error; at instanceof Error && causes.length < FAULT_LOG_LIMITS.depthMax; at = at.cause) causes.push(at);
  return causes;
}

const CODE = /^\w{1,40}$/;

/** What the database's driver says without a code. */
const CODELESS: readonly (readonly [RegExp, string])[] = [
  [/^(?:Connection terminated|Client was closed|Client has encountered a connection error)/, 'connection_lost'],
  [/^timeout (?:expired|exceeded)/, 'connect_timeout'],
  [/^Query read timeout/, 'answer_timeout'],
];

/**
 * The code nearest to the first cause; or what the driver said; or else the name of the error and the file in which it was made:
 * never a message, which may quote anything.
 */
function reasonOf(error: unknown): string {
  const causes = causesOf(error);
  const code = codeOf(causes);
  if (code !== undefined) return code;
  const last = causes.at(-1);
  if (!last) return error === undefined ? 'none' : typeof error;
  const said = CODELESS.find(([words]) => words.test(last.message))?.[1];
  return said ?? (last.name === 'Error' ? `Error${fileOf(last)}` : last.name);
}

function codeOf(causes: ReturnType<typeof causesOf>): string | undefined {
  const code = causes.map((one) => one.code).findLast((one) => typeof one === 'string' && CODE.test(one));
  return typeof code === 'string' ? code : undefined;
}

const FRAME = /([\w.-]+)\.[cm]?[jt]s:\d+/;

/** `Error` alone says nothing: ` in session_pool_store` does. */
function fileOf({ stack = '' }: Error): string {
  const file = FRAME.exec(stack.slice(stack.indexOf('\n')))?.[1];
  return file === undefined ? '' : `_in_${file.replaceAll(/\W/g, '_')}`;
}

/**
 * About which table it is, and, where no code says what it is, where it was thrown: two defects of one kind are two causes.
 * A connection that breaks does so wherever it was waited for.
 */
function placeOf(error: unknown): string {
  const causes = causesOf(error);
  const last = causes.at(-1);
  if (!last) return '';
  const { stack = '', table = '' } = loggedError(last);
  const isKnown = codeOf(causes) !== undefined || CODELESS.some(([words]) => words.test(last.message));
  return isKnown ? table : `${table} ${stack.split('\n', 1)[0] ?? ''}`;
}
