import { Global, Module, type DynamicModule, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, ModuleRef } from '@nestjs/core';
import { SyncRegistry } from '../define/registry.ts';
import { RetentionWorker } from '../retention/retention-worker.ts';
import { SyncRuntime, type SyncOptions } from './sync.runtime.ts';
import { handledEvents } from '../events/handle-event.ts';
import { Pipeline } from '../intake/push.service.ts';
import { FaultReports } from './fault-reports.ts';

/** The pipeline, for the whole application: one registry, one sequencer. */
@Global()
@Module({})
export class SyncModule implements OnModuleInit {
  readonly #discovery: DiscoveryService;
  readonly #runtime: SyncRuntime;

  readonly #providers: ModuleRef;

  constructor(discovery: DiscoveryService, runtime: SyncRuntime, providers: ModuleRef) {
    this.#discovery = discovery;
    this.#runtime = runtime;
    this.#providers = providers;
  }

  static forRoot(options: SyncOptions): DynamicModule {
    const runtime = new SyncRuntime(options);
    const faults: FaultReports = { report: (doing, error) => options.onError(error, doing) };
    return {
      module: SyncModule,
      imports: [DiscoveryModule],
      providers: [
        { provide: SyncRegistry, useValue: runtime.registry },
        { provide: SyncRuntime, useValue: runtime },
        { provide: RetentionWorker, useValue: runtime.retention },
        { provide: Pipeline, useFactory: () => runtime.pushes },
        { provide: FaultReports, useValue: faults },
      ],
      exports: [SyncRegistry, SyncRuntime, Pipeline, FaultReports],
    };
  }

  /** @throws Error when a controller handles events and no module lists it (its events would never come), or a job's worker is no provider. */
  onModuleInit(): void {
    const { jobs, workers } = this.#runtime;
    jobs.useWorkers((name) => this.#providers.get(workers.get(name) ?? name, { strict: false }));
    const listed = new Set<unknown>(this.#runtime.handlers);
    for (const { metatype, name } of this.#discovery.getControllers()) {
      if (!metatype || listed.has(metatype) || handledEvents(metatype as Type).length === 0) continue;
      throw new Error(`${name} handles events, and no module lists it: name it under \`handlers\` of onServer`);
    }
  }
}
