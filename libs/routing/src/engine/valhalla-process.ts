import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, EngineAction, Question } from './valhalla-child.ts';

/** The engine understood the question and has no answer: its own words. */
export class EngineRefused extends Error {}

/** The engine's process is not there, ended on the way, or took too long. */
export class EngineGone extends Error {}

export const ENGINE_LIMITS = {
  /** Milliseconds after which a question is given up, and the process with it. */
  answerMsMax: 10_000,
  /** Questions waiting for the process. */
  waitingMax: 500,
  /** Milliseconds in which the process is not started again after it ended by itself. */
  restMs: 5_000,
} as const;

type Waiting = {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
};

// Beside this file under its own name: source and build differ in the ending.
const CHILD = fileURLToPath(new URL(`./valhalla-child${import.meta.url.slice(-3)}`, import.meta.url));

/** One process with the engine over one graph. Started by the first question. */
export class ValhallaProcess {
  readonly #config: string;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | undefined;
  /** When each process that has not ended yet ends, also one that was given up. */
  readonly #ends = new Set<Promise<void>>();
  #lastId = 0;
  #restUntilMs = 0;

  /** @param config the engine's settings, as JSON text */
  constructor(config: string) {
    this.#config = config;
  }

  /** The process id, while there is a process. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Asks. @throws EngineRefused, EngineGone */
  async ask(action: EngineAction, query: object): Promise<unknown> {
    if (this.#waiting.size >= ENGINE_LIMITS.waitingMax) throw new EngineGone('the engine has too much to do');
    const child = this.#start();
    this.#lastId += 1;
    const question: Question = { id: this.#lastId, action, query: JSON.stringify(query) };
    const answer = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () => this.#end(child, new EngineGone('the engine took too long')),
        ENGINE_LIMITS.answerMsMax,
      );
      this.#waiting.set(question.id, { resolve, reject, timer });
      hold(child);
      child.send(question, (error) => {
        if (error) this.#end(child, new EngineGone('the engine cannot be reached'));
      });
    });
    return JSON.parse(answer);
  }

  /** Ends the process; what waits is given up. Comes back when no process is left. It may be asked again. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child) {
      hold(child);
      this.#end(child, new EngineGone('the engine was closed'));
    }
    this.#restUntilMs = 0;
    await Promise.all(this.#ends);
  }

  #start(): ChildProcess {
    if (this.#child) return this.#child;
    if (performance.now() < this.#restUntilMs) throw new EngineGone('the engine has ended');
    const child = fork(CHILD, [this.#config], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', (answer: Answer) => this.#answer(answer));
    const ended = Promise.withResolvers<void>();
    this.#ends.add(ended.promise);
    void ended.promise.then(() => this.#ends.delete(ended.promise));
    // A process that cannot be started ends with this alone.
    child.once('error', () => ended.resolve());
    child.once('exit', () => ended.resolve());
    child.once('error', () => this.#end(child, new EngineGone('the engine cannot be started')));
    child.once('exit', () => this.#end(child, new EngineGone('the engine has ended')));
    release(child);
    this.#child = child;
    return child;
  }

  #answer(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    if ('answer' in answer) waiting.resolve(answer.answer);
    else waiting.reject(new EngineRefused(answer.error));
    if (this.#waiting.size === 0 && this.#child) release(this.#child);
  }

  #end(child: ChildProcess, error: EngineGone): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#restUntilMs = performance.now() + ENGINE_LIMITS.restMs;
    child.kill('SIGKILL');
    const given = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, timer } of given) {
      clearTimeout(timer);
      reject(error);
    }
  }
}

// An idle engine keeps no program from ending; a question that waits for it does.
function release(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}

function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}
