import { JOB_TIME_ZONE, type JobItem, type JobRunItem } from '#sync';

const TIME = new Intl.DateTimeFormat('sv-SE', { timeZone: JOB_TIME_ZONE, dateStyle: 'short', timeStyle: 'short' });
const at = (timeMs: number | null): string => (timeMs === null ? '–' : TIME.format(timeMs));

/** Every job, as a terminal shows it; times are those of Barbados. */
export function describeJobs(processes: number, items: readonly JobItem[]): string {
  const who =
    processes === 0 ? 'No process does jobs: nothing is done at its time.' : `Processes that do jobs: ${processes}.`;
  const lines = items.map(({ definition: { name, summary, cron, missed }, nextRunAtMs, last, lastFailed }) => [
    `${name}: ${summary}`,
    `  next ${at(nextRunAtMs)} (${cron}; missed times: ${missed})`,
    `  last ${last === null ? 'never' : describeOutcome(last)}`,
    ...(lastFailed === null
      ? []
      : [`  last failure ${at(lastFailed.endedAtMs ?? lastFailed.startedAtMs)}: ${lastFailed.error}`]),
  ]);
  return `${[who, ...lines.flat()].join('\n')}\n`;
}

/** How one run went. */
export function describeRun(name: string, run: JobRunItem): string {
  return `${name}: ${describeOutcome(run)}\n`;
}

function describeOutcome({ state, dryRun, endedAtMs, startedAtMs, counts, error }: JobRunItem): string {
  const what = dryRun ? 'counted only' : 'done';
  if (counts === null) return `${at(endedAtMs ?? startedAtMs)} ${state}${error === null ? '' : `: ${error}`}`;
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return `${at(endedAtMs)} ${what}: ${parts.join(', ') || 'nothing'}`;
}
