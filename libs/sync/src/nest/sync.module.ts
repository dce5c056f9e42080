import { Global, Module, type DynamicModule, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { SyncRegistry } from '../define/registry.ts';
import { Rows } from './rows.store.ts';
import { SyncRuntime, type SyncOptions } from './sync.runtime.ts';
import { handledEvents } from '../events/handle-event.ts';
import { Pipeline } from '../intake/push.service.ts';

/** The pipeline, for the whole application: one registry, one sequencer. */
@Global()
@Module({})
export class SyncModule implements OnModuleInit {
  readonly #discovery: DiscoveryService;
  readonly #runtime: SyncRuntime;

  constructor(discovery: DiscoveryService, runtime: SyncRuntime) {
    this.#discovery = discovery;
    this.#runtime = runtime;
  }

  static forRoot(options: SyncOptions): DynamicModule {
    const runtime = new SyncRuntime(options);
    return {
      module: SyncModule,
      imports: [DiscoveryModule],
      providers: [
        { provide: SyncRegistry, useValue: runtime.registry },
        { provide: SyncRuntime, useValue: runtime },
        { provide: Rows, useValue: runtime.rows },
        { provide: Pipeline, useFactory: () => runtime.pushes },
      ],
      exports: [SyncRegistry, SyncRuntime, Rows, Pipeline],
    };
  }
  /** @throws Error when a controller handles events and no module lists it: its events would never come. */
  onModuleInit(): void {
    const listed = new Set<unknown>(this.#runtime.handlers);
    for (const { metatype, name } of this.#discovery.getControllers()) {
      if (!metatype || listed.has(metatype) || handledEvents(metatype as Type).length === 0) continue;
      throw new Error(`${name} handles events, and no module lists it: name it under \`handlers\` of onServer`);
    }
  }
}
