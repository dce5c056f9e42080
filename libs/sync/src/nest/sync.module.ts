import { Global, Module, type DynamicModule } from '@nestjs/common';
import { SyncRegistry } from '../define/registry.ts';
import { SyncRuntime, type SyncOptions } from './sync.runtime.ts';
import { Pipeline } from '../intake/push.service.ts';

/** The pipeline, for the whole application: one registry, one sequencer. */
@Global()
@Module({})
export class SyncModule {
  static forRoot(options: SyncOptions): DynamicModule {
    const registry = new SyncRegistry();
    const runtime = new SyncRuntime(registry, options);
    return {
      module: SyncModule,
      providers: [
        { provide: SyncRegistry, useValue: registry },
        { provide: SyncRuntime, useValue: runtime },
        { provide: Pipeline, useFactory: () => runtime.pushes },
      ],
      exports: [SyncRegistry, SyncRuntime, Pipeline],
    };
  }
}
