import { RidesModule } from '#rides';
import { RoutingModule, type RoutingOptions } from '#routing';
import {
  oldestParkedAtMs,
  oldestParkedEventAtMs,
  readHead,
  SyncModule,
  type CommitReport,
  type SyncOptions,
} from '#sync';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { AuthModule, type AuthSettings } from './auth/auth.module.ts';
import type { ProcessRole } from './config.ts';
import { DevicesHttpModule } from './devices/devices-http.module.ts';
import { HealthController } from './observe/health.controller.ts';
import { PRODUCT_VERSION } from './observe/product-version.ts';
import { Readiness } from './observe/readiness.ts';
import { PipelineStatus, StatusController } from './observe/status.controller.ts';
import { RidesHttpModule } from './rides/rides-http.module.ts';
import { RoadTravelTime } from './routing/road-travel-time.ts';
import { PricingHttpModule } from './pricing/pricing-http.module.ts';
import { RoutingHttpModule } from './routing/routing-http.module.ts';
import { Secrets } from './secrets.ts';
import { ServerClock } from './server-clock.ts';
import { SyncHttpModule } from './sync/sync-http.module.ts';
import { FareMetrics } from './pricing/fare-metrics.ts';
import { CommitMetrics } from './sync/sync-metrics.ts';

/** What was opened before Nest and is used by everything in it. */
export interface AppParts {
  readonly auth: AuthSettings;
  readonly roles: ReadonlySet<ProcessRole>;
  readonly databaseUrl: string;
  readonly dataSource: DataSource;
  readonly readiness: Readiness;
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly version: string;
  readonly log: Logger;
  readonly roads: Pick<RoutingOptions, 'engine' | 'roadsFolder' | 'seeds'>;
  readonly planted: Planted;
}

/** What tests plant in the application, beside what it consists of. */
export interface Planted {
  readonly imports?: readonly DynamicModule[];
  readonly eventGroups?: readonly string[];
  /** `clock` is the clock of the whole server; `onCommit` hears of this process's commits. */
  readonly pipeline?: Pick<SyncOptions, 'faults' | 'clock' | 'onCommit' | 'writeLimits' | 'eventLimits'>;
  /** Offers whose time is over, and rides nobody came for, are looked for only when somebody calls `OfferTimeouts` and `GiveUps`. */
  readonly looksByHand?: boolean;
}

/** Groups of event handlers, as the modules name them; `BIMRIDE_ROLES` decides whether this process runs them. */
const EVENT_GROUPS: readonly string[] = ['rides.dispatch', 'pricing.settlement', 'pricing.book'];

/** The parts of the platform, injectable everywhere. A module adds its metrics to the injected `Registry`. */
@Global()
@Module({})
class PlatformModule {
  static forRoot({ dataSource, planted, readiness, registry, secrets, version }: AppParts): DynamicModule {
    const parts = [
      { provide: Readiness, useValue: readiness },
      { provide: Registry, useValue: registry },
      { provide: Secrets, useValue: secrets },
      { provide: ServerClock, useValue: { nowMs: planted.pipeline?.clock ?? Date.now } satisfies ServerClock },
      { provide: PRODUCT_VERSION, useValue: version },
      { provide: PipelineStatus, useFactory: () => pipelineStatus(dataSource) },
    ];
    return {
      module: PlatformModule,
      controllers: [HealthController, StatusController],
      providers: parts,
      exports: parts,
    };
  }
}

function pipelineStatus(dataSource: DataSource): PipelineStatus {
  return {
    read: async () => {
      const [{ commit }, parkedAtMs, parkedEventAtMs] = await Promise.all([
        readHead(dataSource),
        oldestParkedAtMs(dataSource),
        oldestParkedEventAtMs(dataSource),
      ]);
      return { commit, oldestParkedAtMs: parkedAtMs, oldestParkedEventAtMs: parkedEventAtMs };
    },
  };
}

/** The application: the platform, and the modules. */
@Module({})
export class AppModule {
  static forRoot(parts: AppParts): DynamicModule {
    const { roles, databaseUrl: url, dataSource, log, planted } = parts;
    const eventGroups = roles.has('consumers') ? [...EVENT_GROUPS, ...(planted.eventGroups ?? [])] : [];
    const clock = planted.pipeline?.clock ?? Date.now;
    const metrics = new CommitMetrics(parts.registry);
    const onCommit = (report: CommitReport): void => {
      metrics.onCommit(report);
      planted.pipeline?.onCommit?.(report);
    };
    const onError = (err: unknown, doing: string): void => log.error({ err, doing }, 'the pipeline had an error');
    return {
      module: AppModule,
      imports: [
        // The access check must be in place before any route is.
        AuthModule.forRoot(parts.auth),
        TypeOrmModule.forRootAsync({ useFactory: () => dataSource.options, dataSourceFactory: async () => dataSource }),
        PlatformModule.forRoot(parts),
        SyncModule.forRoot({ ...planted.pipeline, dataSource, url, onError, onCommit, eventGroups }),
        SyncHttpModule,
        DevicesHttpModule,
        RoutingModule.forRoot({ ...parts.roads, clock }),
        RoutingHttpModule,
        PricingHttpModule.forRoot({
          keepsBook: roles.has('schedule'),
          clock,
          onUnsettled: new FareMetrics(parts.registry).onUnsettled,
        }),
        RidesModule.forRoot({
          watchesWaits: roles.has('schedule') && planted.looksByHand !== true,
          clock,
          travelTime: RoadTravelTime,
        }),
        RidesHttpModule,
        ...(planted.imports ?? []),
      ],
    };
  }
}
