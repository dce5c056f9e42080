import type { SyncOptions } from '#sync';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Strike, StrikeMark } from './strike.ts';

/** What the child is told when it starts. */
export interface ServerPlan {
  readonly environment: Readonly<Record<string, string>>;
  readonly markFile: string;
  readonly deliveriesFile: string;
  /** Once it is there, handlers bear every event. */
  readonly mendedFile: string;
  readonly writeLimits?: NonNullable<SyncOptions['writeLimits']>;
  readonly eventLimits?: NonNullable<SyncOptions['eventLimits']>;
}

/** What the child is told while it runs, one order at a time. */
export type Order =
  { readonly kind: 'arm'; readonly strike: Strike } | { readonly kind: 'count' } | { readonly kind: 'close' };

export type Answer =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'armed' }
  | { readonly kind: 'counted'; readonly queuedSteps: number };

export interface ServerInput {
  readonly databaseUrl: string;
  readonly issuer: string;
  /** Default: all of them. */
  readonly roles?: string;
  readonly writeLimits?: ServerPlan['writeLimits'];
  readonly eventLimits?: ServerPlan['eventLimits'];
  /** Every delivery of an event to a handler is noted here. */
  readonly deliveriesFile?: string;
  readonly mendedFile?: string;
}

/** How a child ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const ENTRY = join(process.cwd(), 'dist/apps/api/test/faults/faulty-server.js');
// What one server has compiled, the next one need not: they are started by the dozen.
const COMPILE_CACHE = join(process.cwd(), 'node_modules/.cache/faulty-server');
const OUTPUT_CHARS_MAX = 20_000;

/** A server in a process of its own, which may be killed at any moment. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #output: readonly string[];
  readonly url: string;
  /** Settles when the process is gone. */
  readonly exited: Promise<Exit>;

  private constructor(parts: {
    child: ChildProcess;
    directory: string;
    output: readonly string[];
    url: string;
    exited: Promise<Exit>;
  }) {
    this.#child = parts.child;
    this.#directory = parts.directory;
    this.#output = parts.output;
    this.url = parts.url;
    this.exited = parts.exited;
  }

  /** Starts a server and waits until it takes requests. @throws Error with what it said, when it ends before. */
  static async start(input: ServerInput): Promise<ServerProcess> {
    if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing: run "npm run build" first`);
    const directory = await mkdtemp(join(tmpdir(), 'bimride-server-'));
    const child = fork(ENTRY, [JSON.stringify(planOf(input, directory))], {
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const output = collectOutput(child);
    const exited = once(child, 'exit').then(async ([code, signal]): Promise<Exit> => {
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
    const early = exited.then(({ code, signal }) => {
      throw new Error(`the server ended as it started (${code ?? signal}):\n${output.join('')}`);
    });
    early.catch(() => undefined);
    const ready = await Promise.race([nextAnswer(child), early]);
    if (ready.kind !== 'ready') throw new Error(`the server answered ${ready.kind} before it was ready`);
    return new ServerProcess({ child, directory, output, url: ready.url, exited });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it has written so far: for the message of a failure. */
  get output(): string {
    return this.#output.join('').slice(-OUTPUT_CHARS_MAX);
  }

  /** From now on it strikes itself at the nth passing of a point. */
  async arm(strike: Strike): Promise<void> {
    // The mark of an earlier strike, if it lived on after one.
    await rm(join(this.#directory, 'mark'), { force: true });
    await this.#order({ kind: 'arm', strike });
  }

  /** Mutations that wait in its sequencer. */
  async queuedSteps(): Promise<number> {
    const answer = await this.#order({ kind: 'count' });
    return answer.kind === 'counted' ? answer.queuedSteps : 0;
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** What it left behind when it struck itself. */
  async mark(): Promise<StrikeMark | undefined> {
    const text = await readFile(join(this.#directory, 'mark'), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as StrikeMark);
  }

  /** Ends it in good order, if it is still there, and removes its files. */
  async stop(): Promise<void> {
    if (this.isAlive) {
      this.#child.send({ kind: 'close' } satisfies Order);
      await this.exited;
    }
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #order(order: Order): Promise<Answer> {
    const gone = this.exited.then(({ code, signal }): never => {
      throw new Error(`the server is gone (${code ?? signal})`);
    });
    const answered = Promise.race([nextAnswer(this.#child), gone]);
    gone.catch(() => undefined);
    this.#child.send(order);
    return answered;
  }
}

function planOf(
  { databaseUrl, issuer, roles, writeLimits, eventLimits, deliveriesFile, mendedFile }: ServerInput,
  directory: string,
): ServerPlan {
  const environment = {
    NODE_ENV: 'test',
    PORT: '0',
    BIMRIDE_MANAGEMENT_PORT: '0',
    DATABASE_URL: databaseUrl,
    OIDC_ISSUER: issuer,
    BIMRIDE_DATA_DIR: directory,
    BIMRIDE_MIGRATE: 'false',
    BIMRIDE_LOG_LEVEL: 'warn',
    ...(roles === undefined ? {} : { BIMRIDE_ROLES: roles }),
  };
  const files = {
    markFile: join(directory, 'mark'),
    deliveriesFile: deliveriesFile ?? join(directory, 'deliveries'),
    mendedFile: mendedFile ?? join(directory, 'mended'),
  };
  return { environment, ...files, ...(writeLimits ? { writeLimits } : {}), ...(eventLimits ? { eventLimits } : {}) };
}

function collectOutput(child: ChildProcess): readonly string[] {
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  return output;
}

async function nextAnswer(child: ChildProcess): Promise<Answer> {
  const [answer] = (await once(child, 'message')) as [Answer];
  return answer;
}
