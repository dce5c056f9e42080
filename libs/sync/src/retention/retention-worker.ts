import type { Reader } from '../define/reader.ts';
import { JobWorker, type JobCounts, type JobRun } from '../jobs/job-worker.ts';
import type { RetentionClass } from './retention-class.ts';
import { retentionRules, type RetentionRule } from './rules/retention-rules.ts';

const DAY_MS = 86_400_000;

/** What a server keeps, and for how long. */
export interface RetentionOptions {
  /** The contents of `retention.json`. */
  readonly rules: unknown;
  /** Classes beside those of the pipeline. */
  readonly classes: readonly RetentionClass[];
}

/**
 * Does the job `retention`: class by class, in parts that are transactions of their own. A run that was killed goes on where it
 * was, because what is dropped is not there to be dropped again.
 */
export class RetentionWorker extends JobWorker {
  readonly #reader: Reader;
  readonly #classes: readonly RetentionClass[];
  readonly #rules: ReadonlyMap<string, RetentionRule>;

  /** @throws Error when rules and classes do not fit together */
  constructor(reader: Reader, rules: unknown, classes: readonly RetentionClass[]) {
    super();
    this.#reader = reader;
    this.#classes = classes;
    this.#rules = retentionRules(rules, classes);
  }

  override async run({ dryRun, signal, clock }: JobRun): Promise<JobCounts> {
    const counts: Record<string, number> = {};
    const nowMs = clock();
    for (const one of this.#classes) {
      const beforeMs = nowMs - (this.#rules.get(one.name)?.days ?? Number.POSITIVE_INFINITY) * DAY_MS;
      counts[one.name] = dryRun ? await one.count(this.#reader, beforeMs) : await this.#drop(one, beforeMs, signal);
    }
    return counts;
  }

  async #drop(one: RetentionClass, beforeMs: number, signal: AbortSignal): Promise<number> {
    let rows = 0;
    for (;;) {
      signal.throwIfAborted();
      const dropped = await one.drop(this.#reader, beforeMs);
      rows += dropped.rows;
      if (dropped.isAll) return rows;
    }
  }
}
