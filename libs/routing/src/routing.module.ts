import { FaultReports } from '#sync';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MatrixEngine } from './engine/matrix-engine.ts';
import { RoadEngine } from './engine/road-engine.ts';
import { ShelfEngine } from './engine/shelf-engine.ts';
import { MapPageSource } from './map-page-source.ts';
import { MapPages } from './map-pages.service.ts';
import { ROUTING_OPTIONS, type RoutingOptions } from './options.ts';
import { Roads } from './roads.service.ts';
import { RoutingStore } from './routing.store.ts';
import { routingOnServer } from './server.ts';
import { Seeding } from './seeding.service.ts';

const DEFAULTS: RoutingOptions = {
  roadsFolder: '.data/roads',
  engine: 'valhalla',
  seeds: true,
  clock: () => Date.now(),
};

/** Where routing joins the application. */
@Module({})
export class RoutingModule implements OnApplicationShutdown {
  readonly #engine: RoadEngine;

  constructor(@Inject(RoadEngine) engine: RoadEngine) {
    this.#engine = engine;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#engine.close();
  }

  /** Routing with an operator's choices. Its answers are for the whole application. */
  static forRoot(options: Partial<RoutingOptions> = {}): DynamicModule {
    const chosen = { ...DEFAULTS, ...options };
    return {
      module: RoutingModule,
      global: true,
      imports: [TypeOrmModule.forFeature([...routingOnServer.tables])],
      providers: [
        { provide: ROUTING_OPTIONS, useValue: chosen },
        {
          provide: RoadEngine,
          useFactory: (faults: FaultReports) => createEngine(chosen, faults),
          inject: [FaultReports],
        },
        RoutingStore,
        MapPages,
        MapPageSource,
        Seeding,
        Roads,
      ],
      exports: [RoadEngine, RoutingStore, MapPages, Roads],
    };
  }
}

function createEngine({ engine, roadsFolder, clock }: RoutingOptions, faults: FaultReports): RoadEngine {
  if (engine === 'matrix') return new MatrixEngine();
  // The table of distances answers in its place.
  const onFallback = (error: unknown): void => faults.report('asking the road engine', error);
  return new ShelfEngine({ roadsFolder, clock, onFallback });
}
