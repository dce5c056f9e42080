/** Work that is done at certain times, whoever is there to do it. What it does is a `JobWorker`, which only a server has. */

/** The time zone of every job's `cron`. */
export const JOB_TIME_ZONE = 'America/Barbados';

/** The longest that any run may take, in seconds: a day. */
const RUN_SECONDS_MAX = 86_400;

/** What is to be done, and when. */
export interface JobDefinition {
  /** By which it is listed, measured and started by hand: `retention`. Never changed while servers of two versions run. */
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly summary: string;
  /** When, in the time of Barbados: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /**
   * What becomes of the times that passed while no server was there: `once` makes up for all of them by one run, `skip` waits
   * for the next.
   */
  readonly missed: 'once' | 'skip';
  /** Seconds that one run may take. */
  readonly limitSeconds: number;
}

const JOB_NAME = /^[a-z]+(-[a-z]+)*$/;
const CRON_FIELD = String.raw`[\d*/,-]+`;
const CRON = new RegExp(`^${CRON_FIELD}( ${CRON_FIELD}){4}$`);

/** Declares a job. @throws Error naming what is wrong with it */
export function defineJob(job: JobDefinition): JobDefinition {
  const { name, summary, cron, limitSeconds } = job;
  const problems = [
    ...(JOB_NAME.test(name) ? [] : ['its name is not lower-case words with hyphens between']),
    ...(summary.trim() === '' ? ['it does not say what it is for'] : []),
    ...(CRON.test(cron) ? [] : [`its time ${cron} is not five fields of numbers`]),
    ...(limitSeconds > 0 && limitSeconds <= RUN_SECONDS_MAX ? [] : [`${limitSeconds} s are no limit of up to a day`]),
  ];
  if (problems.length > 0) throw new Error(`job ${name}: ${problems.join('; ')}`);
  return job;
}
