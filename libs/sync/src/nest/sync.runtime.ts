import type { OnApplicationBootstrap, OnApplicationShutdown, Type } from '@nestjs/common';
import type { Announcement } from '../commit/announcement.ts';
import { AuditList } from '../audit/audit-list.store.ts';
import { CommitListener } from '../poke/commit-listener.store.ts';
import { EntityTables, type SyncDatabase } from '../commit/entity-table.store.ts';
import { DeviceDirectory } from '../devices/device.store.ts';
import { NoFaults, type FaultPoints } from '../commit/faults.ts';
import type { Clock } from '../define/clock.ts';
import { PostgresCommitRunner, type CommitReport } from '../commit/commit-runner.ts';
import type { EventLimits } from '../events/rules/event-limits.ts';
import { OutboxTransport, type OutboxTransportParts } from '../events/outbox-transport.ts';
import { ParkedEventsService } from '../events/parked-events.service.ts';
import { ParkedService } from '../parked/parked.service.ts';
import { PokeService } from '../poke/poke.service.ts';
import { Jobs } from '../jobs/jobs.ts';
import { JOB_CONNECTIONS_MAX } from '../jobs/job-connection.store.ts';
import type { JobLimits } from '../jobs/rules/job-limits.ts';
import type { JobWorker } from '../jobs/job-worker.ts';
import { PullService } from '../pull/pull.service.ts';
import { PushService } from '../intake/push.service.ts';
import type { PageSource } from '../define/page.ts';
import { SyncRegistry } from '../define/registry.ts';
import { readGroupPlaces, type GroupPlace } from '../events/group-places.store.ts';
import { handledEvents } from '../events/handle-event.ts';
import type { ServerModule } from './server-module.ts';
import type { PasswordSource } from '../database/asking-client.ts';
import { databaseTrouble } from '../database/passing-faults.ts';
import type { SessionLimits } from '../database/session.ts';
import { Sessions } from '../database/sessions.ts';
import { pipelineClasses } from '../retention/pipeline-classes.store.ts';
import { RetentionWorker, type RetentionOptions } from '../retention/retention-worker.ts';
import { ReadPool } from '../database/read-pool.store.ts';
import { Sequencer } from '../intake/sequencer.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { Rows } from './rows.store.ts';
import { Repeated } from './repeated.ts';
import { failureWithin, isToldByDatabase, type SyncTrouble } from './troubles.ts';
import { WRITE_POOL_LIMITS, WritePool, type WritePoolLimits } from '../database/write-pool.store.ts';

export interface SyncOptions {
  readonly dataSource: SyncDatabase;
  readonly url: string;
  /** Where the password comes from, when it may change while the process runs; else it is in the URL. */
  readonly password?: PasswordSource | undefined;
  /** Every module of this server, sync itself among them. */
  readonly modules: readonly ServerModule[];
  /** Whether this process handles events. */
  readonly handlesEvents: boolean;
  /** Whether this process does what is to be done at certain times. By default it does not. */
  readonly doesJobs?: boolean;
  /** Whether this process looks for parked work that can be decided by now. By default it does. */
  readonly decidesFreed?: boolean;
  readonly onError: (error: unknown, doing: string) => void;
  /** How long what is kept. Without it, nothing is dropped. */
  readonly retention?: RetentionOptions;
  readonly onCommit?: (report: CommitReport) => void;
  readonly faults?: FaultPoints;
  readonly clock?: Clock;
  /** Connections on which pulls are read. */
  readonly pullConnectionsMax?: number;
  /** Other limits for all connections of the pipeline. */
  readonly sessionLimits?: Partial<SessionLimits>;
  /** Other time-outs for the connections that write. */
  readonly writeLimits?: Partial<WritePoolLimits>;
  /** Other limits for handling events. */
  readonly eventLimits?: Partial<EventLimits>;
  /** Other limits for doing jobs. */
  readonly jobLimits?: Partial<JobLimits>;
}

/** The parts of the pipeline, put together; starts and stops with the application. */
export class SyncRuntime implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly registry: SyncRegistry;
  readonly sequencer: Sequencer;
  readonly pushes: PushService;
  readonly pulls: PullService;
  readonly pokes: PokeService;
  readonly parked: ParkedService;
  readonly parkedEvents: ParkedEventsService;
  readonly devices: DeviceDirectory;
  readonly audit: AuditList;
  readonly jobs: Jobs;
  readonly retention: RetentionWorker | undefined;
  /** By a job's name, the provider that does it. */
  readonly workers: ReadonlyMap<string, Type<JobWorker>>;
  /** By a page's name, the provider that knows what it says. */
  readonly pageSources: ReadonlyMap<string, Type<PageSource>>;
  /** Every controller whose methods handle events. */
  readonly handlers: readonly Type[];
  /** Every group of handlers, whether this process reads its events or not. */
  readonly groups: readonly string[];
  /** One transport for each group: the application connects them as microservices. */
  readonly transports: readonly OutboxTransport[];
  readonly #pool: WritePool;
  readonly #reads: ReadPool;
  readonly #listener: CommitListener;
  readonly #freed: Repeated;
  readonly #options: SyncOptions;
  /** Those that may have something to handle. What an earlier process left is for all of them. */
  readonly #unsettled = new Set<OutboxTransport>();
  #working: Promise<void> | null = null;

  /** @throws Error naming what does not fit together among the modules. */
  constructor(options: SyncOptions) {
    const { dataSource, url, modules, onError } = options;
    const registry = new SyncRegistry(modules.map(({ definition }) => definition));
    const faults = options.faults ?? new NoFaults();
    const clock = options.clock ?? Date.now;
    const onCommit = (report: CommitReport): void => this.#committed(report);
    const rows = new Map(modules.flatMap((module) => Object.entries(module.rows)));
    const tables = new EntityTables(rows, dataSource);
    this.registry = registry;
    this.#options = options;
    const sessions = new Sessions({ connectionString: url }, options.sessionLimits, options.password);
    this.#pool = new WritePool(sessions, (error) => onError(error, 'write pool'), options.writeLimits);
    this.#reads = new ReadPool(sessions, (error) => onError(error, 'read pool'), options.pullConnectionsMax);
    this.sequencer = new Sequencer(
      new PostgresCommitRunner({ registry, tables, pool: this.#pool, faults, clock, onCommit }),
      (cause) => onError(cause, 'storing a mutation'),
    );
    this.pushes = new PushService({ sequencer: this.sequencer, registry, clock });
    this.pulls = new PullService({
      reader: this.#reads,
      registry,
      onError: (error) => onError(error, 'pull with a push'),
    });
    this.pokes = new PokeService({ reader: this.#reads, registry, hears: () => this.#listener.isListening });
    this.parked = new ParkedService({ reader: dataSource, sequencer: this.sequencer, registry });
    this.parkedEvents = new ParkedEventsService({ reader: dataSource, pool: this.#pool, registry, clock });
    this.devices = new DeviceDirectory(dataSource);
    this.audit = new AuditList(dataSource);
    this.pageSources = new Map(modules.flatMap(({ pageSources }) => Object.entries(pageSources)));
    this.workers = new Map(modules.flatMap(({ workers }) => Object.entries(workers)));
    const { retention } = options;
    this.retention =
      retention && new RetentionWorker(dataSource, retention.rules, [...pipelineClasses, ...retention.classes]);
    this.jobs = new Jobs({
      sessions,
      definitions: [...registry.jobs.values()],
      doesJobs: options.doesJobs ?? false,
      clock,
      limits: options.jobLimits,
      onError: (error) => onError(error, 'jobs'),
    });
    this.handlers = modules.flatMap(({ handlers }) => handlers);
    const groups = eventGroups(this.handlers, registry);
    this.groups = groups;
    this.transports = options.handlesEvents
      ? groups.map((group) => transportOf(group, { sessions, faults, clock, options }))
      : [];
    for (const transport of this.transports) this.#unsettled.add(transport);
    this.#listener = new CommitListener({
      sessions,
      onCommit: (announced) => this.#announce(announced),
      onError: (error) => onError(error, 'commit listener'),
    });
    this.#freed = new Repeated({
      work: () => this.parked.decideFreed(),
      everyMs: SYNC_LIMITS.freedWorkLookMs,
      onError: (error) => onError(error, 'deciding parked work'),
    });
  }

  /** What a module may read of rows beside its decisions: its own. */
  rowsOf(module: ServerModule): Rows {
    return new Rows(this.#options.dataSource, this.registry, module);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#listener.start();
    if (this.#options.decidesFreed !== false) await this.#freed.start();
    await this.jobs.start();
  }

  /** Where each group of handlers stands, also one that this program knows no more. */
  groupPlaces(): Promise<readonly GroupPlace[]> {
    return readGroupPlaces(this.#options.dataSource, this.groups);
  }

  /** What of it does not work in this process now. Waits no longer than so for an answer of the database. */
  async troubles(waitMs: number): Promise<readonly SyncTrouble[]> {
    const { storing } = this.#pool;
    const { isSuspect } = storing;
    const [writes, reads] = await Promise.all([
      failureWithin(waitMs, isSuspect ? this.#pool.tryStoring() : this.#pool.check()),
      failureWithin(waitMs, this.#reads.check()),
    ]);
    // A trial that is not answered tells of the connection, and nothing of the disk.
    const isFailing = isSuspect && (writes === null ? storing.isHostFailing : isToldByDatabase(writes));
    const causes = [isFailing ? null : writes, reads, this.#pool.refusal, this.#reads.refusal].map(databaseTrouble);
    const troubles: readonly [SyncTrouble, boolean][] = [
      ['connections_used_up', causes.includes('exhausted')],
      ['database_refuses', causes.includes('refuses')],
      ['commits_failing', isFailing],
      ['sequencer_stalled', writes !== null && !isFailing],
      ['pulls_stalled', reads !== null],
      ['listener_deaf', !this.#listener.isListening],
      ['events_stalled', this.transports.some(({ isStalled }) => isStalled)],
    ];
    return troubles.flatMap(([trouble, isThere]) => (isThere ? trouble : []));
  }

  /** Takes no more work, finishes what was taken, and lets go of the database. */
  async onApplicationShutdown(): Promise<void> {
    await this.jobs.stop();
    await this.sequencer.close();
    await this.#freed.stop();
    await this.#listener.close();
    await this.pokes.close();
    await Promise.all([this.#pool.close(), this.#reads.close()]);
  }

  /**
   * Resolves when this process has handled or parked every event of the commits it made, and of those that its handlers made
   * thereby. For one process alone, and for work whose answer has come: what is still being decided may bring more.
   */
  idle(): Promise<void> {
    if (this.#unsettled.size === 0) return this.#working ?? Promise.resolve();
    return (this.#working ??= this.#work());
  }

  async #work(): Promise<void> {
    while (this.#unsettled.size > 0) {
      const waitedFor = [...this.#unsettled];
      this.#unsettled.clear();
      await Promise.all(waitedFor.map((transport) => transport.caughtUp()));
    }
    this.#working = null;
  }

  #committed(report: CommitReport): void {
    const { transports } = this;
    for (const one of transports) if (one.handlesAnyOf(report.eventTypes)) this.#unsettled.add(one);
    try {
      this.#options.onCommit?.(report);
    } catch (error) {
      // It is committed, whoever cannot bear to hear of it.
      this.#options.onError(error, 'telling of a commit');
    }
  }

  #announce(announced: Announcement | null): void {
    this.pokes.announce();
    for (const transport of this.transports) transport.wake(announced);
  }
}

/** Connections that a process holds for one thing each: for commits, for hearing of them, for jobs, and for the place of each group of handlers. */
export function heldConnections(modules: readonly ServerModule[], handlesEvents: boolean): number {
  const registry = new SyncRegistry(modules.map(({ definition }) => definition));
  const groups = eventGroups(
    modules.flatMap(({ handlers }) => handlers),
    registry,
  );
  return WRITE_POOL_LIMITS.connectionsMax + 1 + JOB_CONNECTIONS_MAX + (handlesEvents ? groups.length : 0);
}

/** The groups of all handlers. @throws Error when a handler waits for an event that no module declares. */
function eventGroups(handlers: readonly Type[], registry: SyncRegistry): readonly string[] {
  const handled = handlers.flatMap((handler) => handledEvents(handler).map((one) => ({ ...one, handler })));
  for (const { definition, handler } of handled) {
    if (registry.events.get(definition.type) === definition) continue;
    throw new Error(
      `${handler.name} handles ${definition.type}, which no module of this server declares: list it in defineModule`,
    );
  }
  return [...new Set(handled.map(({ group }) => group))];
}

/** The transport of one group of handlers. */
function transportOf(
  group: string,
  {
    options,
    ...parts
  }: Pick<OutboxTransportParts, 'sessions' | 'faults' | 'clock'> & { readonly options: SyncOptions },
): OutboxTransport {
  const { eventLimits: limits = {}, onError } = options;
  return new OutboxTransport({ ...parts, group, limits, onError: (error) => onError(error, `events of ${group}`) });
}
