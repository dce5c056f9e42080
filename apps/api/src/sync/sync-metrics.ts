import { oldestParkedAtMs, readHead, type CommitReport, type Reader, type SyncRuntime } from '#sync';
import type { ServerClock } from '../server-clock.ts';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const MS_PER_SECOND = 1_000;
const GROUP_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const COMMIT_BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Figures of the commits that this process makes. Give its `onCommit` to the pipeline. */
export class CommitMetrics {
  readonly #mutations: Counter<'outcome'>;
  readonly #group: Histogram;
  readonly #duration: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    const labelNames = ['outcome'] as const;
    this.#mutations = new Counter({
      name: 'sync_mutations_total',
      help: 'Decided mutations, by outcome.',
      labelNames,
      registers,
    });
    this.#group = new Histogram({
      name: 'sync_commit_mutations',
      help: 'Mutations in a commit.',
      buckets: GROUP_BUCKETS,
      registers,
    });
    this.#duration = new Histogram({
      name: 'sync_commit_duration_seconds',
      help: 'Time from taking a group to its durable commit, waiting for other processes included.',
      buckets: COMMIT_BUCKETS_SECONDS,
      registers,
    });
  }

  readonly onCommit = ({ mutations, outcomes, milliseconds }: CommitReport): void => {
    this.#group.observe(mutations);
    this.#duration.observe(milliseconds / MS_PER_SECOND);
    for (const [outcome, count] of outcomes) this.#mutations.inc({ outcome }, count);
  };
}

/** Figures that are read when they are asked for: what waits, and how far the pipeline has come. */
export function gaugePipeline(parts: {
  readonly registry: Registry;
  readonly sync: SyncRuntime;
  readonly reader: Reader;
  readonly clock: ServerClock;
}): void {
  const { registry, sync, reader, clock } = parts;
  gauge(
    registry,
    'sync_queued_mutations',
    'Mutations that wait for the sequencer of this process.',
    () => sync.sequencer.queuedSteps,
  );
  gauge(registry, 'sync_poke_connections', 'Open poke streams of this process.', () => sync.pokes.connections);
  gauge(registry, 'sync_commit', 'Number of the newest commit.', async () => (await readHead(reader)).commit);
  gauge(
    registry,
    'sync_parked_oldest_age_seconds',
    'Age of the oldest parked mutation; 0 when none waits.',
    async () => {
      const parkedAtMs = await oldestParkedAtMs(reader);
      return parkedAtMs === null ? 0 : Math.max(0, (clock.nowMs() - parkedAtMs) / MS_PER_SECOND);
    },
  );
}

function gauge(registry: Registry, name: string, help: string, read: () => number | Promise<number>): void {
  const metric = new Gauge({
    name,
    help,
    registers: [],
    async collect() {
      // A database that is away must not take the other figures with it.
      this.set(await Promise.resolve(read()).catch(() => Number.NaN));
    },
  });
  registry.registerMetric(metric);
}
