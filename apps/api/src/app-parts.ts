import type { PasswordSource, ServerModule, SyncOptions } from '#sync';
import type { DynamicModule, Type } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { AuthSettings } from './auth/auth.module.ts';
import type { ProcessRole } from './config.ts';
import type { DataSource } from './data-source.ts';
import type { ModuleSettings } from './module-settings.ts';
import type { FaultLog } from './observe/fault-log.ts';
import type { Readiness } from './observe/readiness.ts';
import type { Secrets } from './secrets.ts';

/** What was opened before Nest and is used by everything in it. */
export interface AppParts {
  readonly auth: Omit<AuthSettings, 'permissions'>;
  readonly modules: readonly InstalledModule[];
  readonly processRoles: ReadonlySet<ProcessRole>;
  readonly databaseUrl: string;
  readonly databasePassword?: PasswordSource | undefined;
  readonly pullConnectionsMax?: number;
  readonly dataSource: DataSource;
  readonly readiness: Readiness;
  readonly faults: FaultLog;
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly version: string;
  readonly log: Logger;
  /** A module's own settings: `settings.of(module)`. */
  readonly settings: ModuleSettings;
  /** Absolute: where a module keeps what it builds for itself. */
  readonly dataDir: string;
  readonly planted: Planted;
  /** Of what the role `schedule` does by itself, this process does nothing but jobs. */
  readonly onlyJobs?: boolean;
}

/** What tests plant in the application, beside what it consists of. */
export interface Planted {
  /** Further modules. Those that store something bring their migrations along. */
  readonly modules?: readonly InstalledModule[];
  /** `clock` is the clock of the whole server; `onCommit` hears of this process's commits. */
  readonly pipeline?: Pick<SyncOptions, 'faults' | 'clock' | 'onCommit' | 'writeLimits' | 'eventLimits' | 'jobLimits'>;
  /** Offers whose time is over, and rides nobody came for, are looked for only when somebody calls `OfferTimeouts` and `GiveUps`; no job is done. */
  readonly looksByHand?: boolean;
}

/** What a Nest application can import. */
export type NestModule = Type | DynamicModule;

/** A module as this application has it: what its lib brings, and its Nest modules, with routes. */
export interface InstalledModule {
  readonly server: ServerModule;
  /** Loaded only where a server runs: a tool that wants tables or definitions has no use for routes. */
  readonly nest: () => Promise<{ readonly nestModules: (parts: AppParts) => readonly NestModule[] }>;
}
