import { SyncRegistry } from '#sync';
import { Inject, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { routingEvents } from './contracts.ts';
import { MatrixEngine } from './engine/matrix-engine.ts';
import { RoadEngine } from './engine/road-engine.ts';
import { ShelfEngine } from './engine/shelf-engine.ts';
import { ClosureRow } from './entities/closure.entity.ts';
import { NoPickupListRow } from './entities/no-pickup-list.entity.ts';
import { PlaceRow } from './entities/place.entity.ts';
import { ZoneRow } from './entities/zone.entity.ts';
import { MapPages } from './map-pages.service.ts';
import { ROUTING_OPTIONS, type RoutingOptions } from './options.ts';
import { routingMutations, routingScopesByRole } from './registration.ts';
import { Roads } from './roads.service.ts';
import { RoutingStore } from './routing.store.ts';
import { Seeding } from './seeding.service.ts';
import { closureKind, noPickupListKind, placeKind, zoneKind } from './views.ts';

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

  constructor(registry: SyncRegistry, @Inject(RoadEngine) engine: RoadEngine) {
    this.#engine = engine;
    registry.register({
      mutations: routingMutations,
      entities: [
        { kind: placeKind, table: PlaceRow },
        { kind: zoneKind, table: ZoneRow },
        { kind: closureKind, table: ClosureRow },
        { kind: noPickupListKind, table: NoPickupListRow },
      ],
      events: routingEvents,
      scopesByRole: routingScopesByRole,
    });
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
      imports: [TypeOrmModule.forFeature([PlaceRow, ZoneRow, ClosureRow, NoPickupListRow])],
      providers: [
        { provide: ROUTING_OPTIONS, useValue: chosen },
        { provide: RoadEngine, useFactory: () => createEngine(chosen) },
        RoutingStore,
        MapPages,
        Seeding,
        Roads,
      ],
      exports: [RoadEngine, RoutingStore, MapPages, Roads],
    };
  }
}

function createEngine({ engine, roadsFolder, clock }: RoutingOptions): RoadEngine {
  if (engine === 'matrix') return new MatrixEngine();
  const logger = new Logger('RoadEngine');
  const onFallback = (error: unknown): void =>
    logger.warn(
      `the table of distances answers in the engine's place: ${error instanceof Error ? error.name : typeof error}`,
    );
  return new ShelfEngine({ roadsFolder, clock, onFallback });
}
