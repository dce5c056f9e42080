import { refText, type Step, type StepResult } from '../decide/step.ts';
import type { NoRoomCode } from '../decide/step.ts';
import { SYNC_LIMITS } from '../limits.ts';

/** How a group is to be decided, beside what its steps say. */
export interface Handling {
  /** Mutations that are to be parked undecided. */
  readonly condemned: ReadonlySet<string>;
  /** Parked mutations that may be decided, too, because what they waited behind is over. */
  readonly releasesMax: number;
}

/**
 * Decides and stores one group in one commit.
 * @throws TryAgain when that says nothing about the steps; anything else is the fault of one of them, and nothing is stored
 */
export interface CommitRunner {
  run(steps: readonly Step[], handling: Handling): Promise<readonly StepResult[]>;
}

/**
 * It may come again, unchanged. Nothing of it was applied, except where the reason is `unknown`: then the database was told to
 * store it and did not say whether it has.
 */
export class TryAgain extends Error {
  readonly reason: 'busy' | 'overloaded' | 'database' | 'closing' | 'unknown' | NoRoomCode;
  constructor(reason: TryAgain['reason'], cause?: unknown) {
    super(`try again: ${reason}`, { cause });
    this.reason = reason;
  }
}

interface Job {
  readonly steps: readonly Step[];
  readonly urgent: boolean;
  readonly resolve: (results: readonly StepResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The single sequencer of this process: one group at a time. While a group is in flight, arriving jobs wait and form the
 * next group; an idle sequencer takes a single job at once. Processes take turns by the lock on the head.
 */
export class Sequencer {
  readonly #runner: CommitRunner;
  readonly #onUnstorable: (cause: unknown) => void;
  readonly #urgent: Job[] = [];
  readonly #ordinary: Job[] = [];
  #queuedSteps = 0;
  #draining: Promise<void> | undefined;
  #closing = false;

  /** `onUnstorable` hears why a mutation could not be stored, and is parked for it. */
  constructor(runner: CommitRunner, onUnstorable: (cause: unknown) => void = () => undefined) {
    this.#runner = runner;
    this.#onUnstorable = onUnstorable;
  }

  /** Mutations that wait. */
  get queuedSteps(): number {
    return this.#queuedSteps;
  }

  /**
   * Decides steps in order, together with whatever else waits. Urgent ones go before all others.
   *
   * @throws TryAgain when it is to come again.
   */
  submit(steps: readonly Step[], urgent = false): Promise<readonly StepResult[]> {
    if (this.#closing) return Promise.reject(new TryAgain('closing'));
    if (this.#queuedSteps + steps.length > SYNC_LIMITS.queuedMutationsMax)
      return Promise.reject(new TryAgain('overloaded'));
    return new Promise((resolve, reject) => {
      (urgent ? this.#urgent : this.#ordinary).push({ steps, urgent, resolve, reject });
      this.#queuedSteps += steps.length;
      this.#draining ??= this.#drain();
    });
  }

  /** Takes no more, and waits for what was taken. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    for (let jobs = this.#nextGroup(); jobs.length > 0; jobs = this.#nextGroup()) {
      const isDecided = await this.#decide(jobs);
      // Whoever ends does not wait for a database that is away.
      if (this.#closing && !isDecided) this.#turnAway();
    }
    this.#draining = undefined;
  }

  #turnAway(): void {
    const jobs = [...this.#urgent.splice(0), ...this.#ordinary.splice(0)];
    this.#queuedSteps = 0;
    for (const job of jobs) job.reject(new TryAgain('closing'));
  }

  #nextGroup(): Job[] {
    const jobs: Job[] = [];
    let steps = 0;
    for (const queue of [this.#urgent, this.#ordinary]) {
      while (queue[0] && (jobs.length === 0 || steps + queue[0].steps.length <= SYNC_LIMITS.commitMutationsMax)) {
        const job = queue.shift() as Job;
        steps += job.steps.length;
        jobs.push(job);
      }
    }
    this.#queuedSteps -= steps;
    return jobs;
  }

  /** All steps of all jobs as one list; each job gets its own slice of the results, or hears why not. Whether any was decided. */
  async #decide(jobs: readonly Job[]): Promise<boolean> {
    const results = await this.#decideAll(jobs.flatMap((job) => job.steps));
    let from = 0;
    for (const job of jobs) {
      const own = results.slice(from, from + job.steps.length);
      from += job.steps.length;
      const failure = own.find((result) => result instanceof TryAgain);
      if (failure) job.reject(failure);
      else job.resolve(own as StepResult[]);
    }
    return results.some((result) => !(result instanceof TryAgain));
  }

  /**
   * Stores the steps as one commit. If one of them cannot be stored, the group is halved until the one at fault is alone, and
   * that one is parked when it fails again by itself.
   */
  async #decideAll(steps: readonly Step[]): Promise<(StepResult | TryAgain)[]> {
    const stored = await this.#try(steps, SYNC_LIMITS.commitMutationsMax - steps.length);
    if (Array.isArray(stored)) return stored;
    if (steps.length > 1) return this.#halve(steps);
    // Without what it would release: that may be what cannot be stored.
    const again = await this.#try(steps, 0);
    return Array.isArray(again) ? again : this.#condemn(steps, again.fault);
  }

  /** The results, or the fault that lies in the steps. */
  async #try(
    steps: readonly Step[],
    releasesMax: number,
    condemned: ReadonlySet<string> = NOBODY,
  ): Promise<(StepResult | TryAgain)[] | { readonly fault: unknown }> {
    try {
      return [...(await this.#runner.run(steps, { condemned, releasesMax }))];
    } catch (error) {
      return error instanceof TryAgain ? steps.map(() => error) : { fault: error };
    }
  }

  async #halve(steps: readonly Step[]): Promise<(StepResult | TryAgain)[]> {
    const middle = Math.ceil(steps.length / 2);
    const first = await this.#decideAll(steps.slice(0, middle));
    return [...first, ...(await this.#decideAll(steps.slice(middle)))];
  }

  async #condemn(steps: readonly Step[], cause: unknown): Promise<(StepResult | TryAgain)[]> {
    const [step] = steps;
    this.#onUnstorable(cause);
    if (step?.kind !== 'push' && step?.kind !== 'replay') return [new TryAgain('database', cause)];
    const ref = refText(step.kind === 'push' ? step.intent : step.ref);
    const parked = await this.#try(steps, 0, new Set([ref]));
    return Array.isArray(parked) ? parked : [new TryAgain('database', parked.fault)];
  }
}

const NOBODY: ReadonlySet<string> = new Set();
