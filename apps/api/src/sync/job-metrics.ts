import type { Jobs } from '#sync';
import type { Registry } from 'prom-client';
import { readGauge } from './read-gauge.ts';

const MS_PER_SECOND = 1_000;

/** Of each job when it was done last and will be done next, and how many processes are there to do jobs: read when it is asked for. */
export function gaugeJobs({ registry, jobs }: { readonly registry: Registry; readonly jobs: Jobs }): void {
  readGauge(
    { registry, name: 'job_processes', help: 'Processes that do jobs, of all servers on this database.' },
    (metric) => jobs.processes().then((processes) => metric.set(processes)),
  );
  const perJob = (name: string, help: string, valueOf: (item: Item) => number | null): void =>
    readGauge({ registry, name, help, labelNames: ['job'] }, async (metric) => {
      for (const item of await jobs.list()) {
        const value = valueOf(item);
        if (value !== null) metric.set({ job: item.definition.name }, value);
      }
    });
  perJob(
    'job_next_run_timestamp_seconds',
    'When a job is done next.',
    ({ nextRunAtMs }) => nextRunAtMs / MS_PER_SECOND,
  );
  perJob(
    'job_last_end_timestamp_seconds',
    'When the newest run of a job was over; nothing while it is not.',
    ({ last }) => (last === null || last.endedAtMs === null ? null : last.endedAtMs / MS_PER_SECOND),
  );
  perJob('job_last_run_failed', '1: the newest run of a job failed, or is begun again after a failure.', ({ last }) =>
    last?.state === 'failed' || last?.state === 'retrying' ? 1 : 0,
  );
}

type Item = Awaited<ReturnType<Jobs['list']>>[number];
