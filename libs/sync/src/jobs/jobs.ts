import { PgBoss, type Job } from 'pg-boss';
import type { Clock } from '../define/clock.ts';
import { JOB_TIME_ZONE, type JobDefinition } from '../define/job.ts';
import type { ModuleDefinition } from '../define/module.ts';
import { Sessions } from '../database/sessions.ts';
import { JobConnection } from './job-connection.store.ts';
import { JobFailed } from './job-failed.ts';
import { JOB_LIMITS, type JobLimits } from './rules/job-limits.ts';
import { JOB_SCHEMA } from './job-schema.ts';
import type { JobCounts, JobWorker } from './job-worker.ts';
import { findRun, readNewestRuns, type JobRunItem, type RunInput } from './jobs.store.ts';

/** A job, as it is told. */
export interface JobItem {
  readonly definition: JobDefinition;
  readonly nextRunAtMs: number;
  readonly last: JobRunItem | null;
  readonly lastFailed: JobRunItem | null;
}

interface JobsParts {
  readonly sessions: Sessions;
  readonly definitions: readonly JobDefinition[];
  /** Whether this process does jobs; every process may list them, and have one done. */
  readonly doesJobs: boolean;
  readonly clock: Clock;
  /** Other limits than the usual ones. */
  readonly limits?: Partial<JobLimits> | undefined;
  readonly onError: (error: unknown) => void;
}

const DAY_SECONDS = 86_400;

/**
 * The jobs of this server: known to all processes, done by those that do jobs, each run by one of them. A run that falls silent or
 * takes too long is begun again; what passed while nobody was there is made up for, or not, as its job says.
 */
export class Jobs {
  readonly #parts: JobsParts;
  readonly #limits: JobLimits;
  readonly #connection: JobConnection;
  readonly #boss: PgBoss;
  readonly #stopping = new AbortController();
  #workerOf: ((name: string) => JobWorker) | undefined;
  #begun: Promise<void> | undefined;
  #again: NodeJS.Timeout | undefined;

  constructor(parts: JobsParts) {
    const { sessions, doesJobs, onError } = parts;
    const limits = { ...JOB_LIMITS, ...parts.limits };
    this.#parts = parts;
    this.#limits = limits;
    this.#connection = new JobConnection(sessions, onError);
    this.#boss = new PgBoss({
      db: this.#connection,
      schema: JOB_SCHEMA,
      migrate: false,
      createSchema: false,
      schedule: doesJobs,
      supervise: doesJobs,
      registerInstance: doesJobs,
      superviseIntervalSeconds: limits.jobWatchSeconds,
      monitorIntervalSeconds: limits.jobWatchSeconds,
      cronMonitorIntervalSeconds: limits.jobClockSeconds,
      cronWorkerIntervalSeconds: limits.jobPollSeconds,
      instanceHeartbeatSeconds: limits.jobClockSeconds,
    });
    // It tells copies of errors.
    this.#boss.on('error', (told) => onError(told instanceof Error ? told : Object.assign(new Error(), told)));
  }

  /** Who does each job: asked once, before the start. @throws when there is nobody for one */
  useWorkers(workerOf: (name: string) => JobWorker): void {
    for (const { name } of this.#parts.definitions) workerOf(name);
    this.#workerOf = workerOf;
  }

  /** Begins to do jobs, where this process does any. What keeps it from that is told, and tried again: others may do them meanwhile. */
  async start(): Promise<void> {
    if (!this.#parts.doesJobs) return;
    await this.#ready().catch((error: unknown) => {
      this.#parts.onError(error);
      if (this.#stopping.signal.aborted) return;
      this.#again = setTimeout(() => void this.start(), this.#limits.jobRestartSeconds * 1_000).unref();
    });
  }

  /** Ends what is being done: it is begun again elsewhere, or after the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#again);
    await this.#begun?.catch(() => undefined);
    await this.#boss.stop({ graceful: true, timeout: this.#limits.jobStopSeconds * 1_000, close: false });
    await this.#connection.close();
  }

  get names(): readonly string[] {
    return this.#parts.definitions.map(({ name }) => name);
  }

  /** Every job: when it is done next, and how it went. */
  async list(): Promise<readonly JobItem[]> {
    const { definitions } = this.#parts;
    await this.#ready();
    const runs = await readNewestRuns(
      this.#connection,
      definitions.map(({ name }) => name),
    );
    return definitions.map((definition) => {
      const { name, cron } = definition;
      const [next] = this.#boss.previewSchedule(cron, { tz: JOB_TIME_ZONE, count: 1 });
      const { last = null, lastFailed = null } = runs.get(name) ?? {};
      return { definition, nextRunAtMs: next?.getTime() ?? 0, last, lastFailed };
    });
  }

  /** Processes that are there to do jobs. */
  async processes(): Promise<number> {
    await this.#ready();
    return (await this.#boss.getInstances()).filter(({ live, schedule }) => live && schedule).length;
  }

  /** Has a job done now. Null: a run of it is not over yet. */
  async ask(name: string, input: RunInput): Promise<string | null> {
    await this.#ready();
    return this.#boss.send(name, { ...input });
  }

  run(name: string, runId: string): Promise<JobRunItem | null> {
    return findRun(this.#connection, name, runId);
  }

  /** Once what is needed of the database is known to be there. The next one who asks tries again. */
  #ready(): Promise<void> {
    this.#begun ??= this.#begin().catch((error: unknown) => {
      this.#begun = undefined;
      throw error;
    });
    return this.#begun;
  }

  async #begin(): Promise<void> {
    const { definitions, doesJobs } = this.#parts;
    await this.#boss.start();
    // Also where none is done: what is asked for needs a place.
    for (const definition of definitions) await this.#keep(definition);
    if (!doesJobs) return;
    for (const { name, cron, missed } of definitions)
      await this.#boss.schedule(name, cron, null, { tz: JOB_TIME_ZONE, missed });
    for (const { name } of definitions)
      await this.#boss.work<Partial<RunInput> | null>(
        name,
        {
          pollingIntervalSeconds: this.#limits.jobPollSeconds,
          heartbeatRefreshSeconds: this.#limits.jobBeatSeconds,
        },
        ([run]) => this.#do(run),
      );
  }

  async #keep({ name, limitSeconds }: JobDefinition): Promise<void> {
    const rules = {
      expireInSeconds: limitSeconds,
      heartbeatSeconds: this.#limits.jobSilenceSeconds,
      retryLimit: this.#limits.jobRetriesMax,
      retryDelay: this.#limits.jobRetrySeconds,
      retryBackoff: true,
      deleteAfterSeconds: this.#limits.jobHistoryDays * DAY_SECONDS,
    };
    // One run that is not over: whoever asks meanwhile is told so.
    await this.#boss.createQueue(name, { policy: 'exclusive', ...rules });
    await this.#boss.updateQueue(name, rules);
  }

  async #do(run: Job<Partial<RunInput> | null> | undefined): Promise<{ counts: JobCounts } | undefined> {
    if (run === undefined || this.#workerOf === undefined) return undefined;
    const { name, data } = run;
    const signal = AbortSignal.any([run.signal, this.#stopping.signal]);
    const { clock, onError } = this.#parts;
    try {
      return { counts: await this.#workerOf(name).run({ dryRun: data?.dryRun ?? false, signal, clock }) };
    } catch (error) {
      onError(error);
      throw new JobFailed(error);
    }
  }
}

/** The jobs of these modules on this database, for somebody who does none. Stop it in the end. */
export function openJobs(url: string, modules: readonly ModuleDefinition[]): Jobs {
  const definitions = modules.flatMap(({ jobs }) => jobs);
  const sessions = new Sessions({ connectionString: url });
  return new Jobs({ sessions, definitions, doesJobs: false, clock: Date.now, onError: () => undefined });
}
