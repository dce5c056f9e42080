import { oldestParkedAtMs, oldestParkedEventAtMs, readHead, SyncModule, type CommitReport } from '#sync';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { AppParts } from './app-parts.ts';
import { AuthModule } from './auth/auth.module.ts';
import { signIns } from './identity/sign-ins.store.ts';
import retention from './retention.json' with { type: 'json' };
import { PermissionTable } from './auth/permissions.ts';
import { HealthController } from './observe/health.controller.ts';
import { PRODUCT_VERSION } from './observe/product-version.ts';
import { Readiness } from './observe/readiness.ts';
import { PipelineStatus, StatusController } from './observe/status.controller.ts';
import { RestModule } from './rest/rest.module.ts';
import { Secrets } from './secrets.ts';
import { clockOf, ServerClock } from './server-clock.ts';
import { CommitMetrics } from './sync/sync-metrics.ts';

/** The parts of the platform, injectable everywhere. A module adds its metrics to the injected `Registry`. */
@Global()
@Module({})
class PlatformModule {
  static forRoot({ dataSource, planted, readiness, registry, secrets, version }: AppParts): DynamicModule {
    const parts = [
      { provide: Readiness, useValue: readiness },
      { provide: Registry, useValue: registry },
      { provide: Secrets, useValue: secrets },
      { provide: ServerClock, useValue: { nowMs: clockOf(planted) } satisfies ServerClock },
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
  static async forRoot(parts: AppParts): Promise<DynamicModule> {
    const {
      processRoles: roles,
      databaseUrl: url,
      databasePassword: password,
      dataSource,
      faults,
      planted,
      modules,
    } = parts;
    const metrics = new CommitMetrics(parts.registry);
    const onCommit = (report: CommitReport): void => {
      metrics.onCommit(report);
      planted.pipeline?.onCommit?.(report);
    };
    const onError = (cause: unknown, doing: string): void => faults.report({ about: doing, cause });
    const { pullConnectionsMax } = parts;
    const pulls = pullConnectionsMax === undefined ? {} : { pullConnectionsMax };
    const servers = modules.map(({ server }) => server);
    const sync = {
      dataSource,
      url,
      password,
      onError,
      onCommit,
      modules: servers,
      handlesEvents: roles.has('consumers'),
      retention: { rules: retention, classes: [signIns] },
      doesJobs: roles.has('schedule') && planted.looksByHand !== true,
      decidesFreed: parts.onlyJobs !== true,
    };
    const permissions = new PermissionTable(servers.map(({ definition }) => definition));
    const loaded = await Promise.all(modules.map(({ nest }) => nest()));
    return {
      module: AppModule,
      imports: [
        // The access check must be in place before any route is.
        AuthModule.forRoot({ ...parts.auth, permissions }),
        TypeOrmModule.forRootAsync({ useFactory: () => dataSource.options, dataSourceFactory: async () => dataSource }),
        PlatformModule.forRoot(parts),
        RestModule.forRoot(servers),
        SyncModule.forRoot({ ...planted.pipeline, ...sync, ...pulls }),
        ...loaded.flatMap(({ nestModules }) => nestModules(parts)),
      ],
    };
  }
}
