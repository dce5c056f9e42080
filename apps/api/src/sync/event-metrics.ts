import { readGroupFigures, type GroupFigures, type Reader, type SyncRuntime } from '#sync';
import { Counter, type Registry } from 'prom-client';
import type { ServerClock } from '../server-clock.ts';
import { readGauge } from './read-gauge.ts';

const MS_PER_SECOND = 1_000;

interface EventMetricsParts {
  readonly registry: Registry;
  readonly sync: SyncRuntime;
  readonly reader: Reader;
  readonly clock: ServerClock;
}

type Figures = GroupFigures & { readonly group: string };

/** How far each group of handlers of this process is behind, and what it has set aside: read when it is asked for. */
export function gaugeEvents({ registry, sync, reader, clock }: EventMetricsParts): void {
  const read = shared(() => readAll(sync, reader));
  const perGroup = (name: string, help: string, valueOf: (figures: Figures) => number): void => {
    readGauge({ registry, name, help, labelNames: ['group'] }, async (metric) => {
      for (const figures of await read()) metric.set({ group: figures.group }, valueOf(figures));
    });
  };
  perGroup(
    'sync_events_lag',
    'Events that a group has neither handled nor parked; counted up to 10,000.',
    ({ lagEvents }) => lagEvents,
  );
  perGroup('sync_events_lag_seconds', 'Age of the oldest of them; 0 when there is none.', ({ oldestAtMs }) =>
    oldestAtMs === null ? 0 : ageSeconds(clock, oldestAtMs),
  );
  const help = 'Events that a group has set aside: tried again, parked for staff, or waiting behind one of these.';
  readGauge({ registry, name: 'sync_parked_events', help, labelNames: ['group', 'state'] }, async (metric) => {
    for (const { group, retrying, parked, waiting } of await read())
      for (const [state, value] of Object.entries({ retrying, parked, waiting })) metric.set({ group, state }, value);
  });
  gaugePlaces({ registry, sync, clock });
  countTries(registry, sync);
}

/** From every process, whether it handles events or not: a fleet in which nobody does shall be seen, and a group that nobody knows any more. */
function gaugePlaces({ registry, sync, clock }: Pick<EventMetricsParts, 'registry' | 'sync' | 'clock'>): void {
  const read = shared(() => sync.groupPlaces());
  const known =
    'Of each group of handlers that this version has: 1 while a process reads its events, 0 when none does.';
  readGauge({ registry, name: 'sync_group_read', help: known, labelNames: ['group'] }, async (metric) => {
    for (const { group, isKnown, isRead } of await read()) if (isKnown) metric.set({ group }, Number(isRead));
  });
  const help =
    'Age of the oldest commit with events that are kept for a group, also for one that this version does not have.';
  const labelNames = ['group', 'known'];
  readGauge({ registry, name: 'sync_group_keeps_seconds', help, labelNames }, async (metric) => {
    for (const { group, isKnown, keepsSinceMs } of await read())
      metric.set({ group, known: String(isKnown) }, keepsSinceMs === null ? 0 : ageSeconds(clock, keepsSinceMs));
  });
}

const ageSeconds = (clock: ServerClock, sinceMs: number): number =>
  Math.max(0, (clock.nowMs() - sinceMs) / MS_PER_SECOND);

function countTries(registry: Registry, sync: SyncRuntime): void {
  const metric = new Counter({
    name: 'sync_event_tries_total',
    help: 'Tries of this process to handle an event, by how they ended; `put_off`: the database was away.',
    labelNames: ['group', 'result'],
    registers: [],
    collect() {
      this.reset();
      for (const { group, tries } of sync.transports)
        for (const [result, count] of Object.entries(tries)) this.inc({ group, result }, count);
    },
  });
  registry.registerMetric(metric);
}

async function readAll(sync: SyncRuntime, reader: Reader): Promise<readonly Figures[]> {
  const groups = sync.transports.map(async ({ group, types }) => {
    const figures = await readGroupFigures(reader, { group, types });
    return figures === null ? [] : { ...figures, group };
  });
  return (await Promise.all(groups)).flat();
}

/** All metrics of one scrape are read in one go; the next scrape reads again. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null;
  return () => (reading ??= read().finally(() => (reading = null)));
}
