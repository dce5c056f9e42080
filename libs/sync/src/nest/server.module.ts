import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Rows } from './rows.store.ts';
import type { ServerModule } from './server-module.ts';
import { SyncRuntime } from './sync.runtime.ts';

/** What a module has in an application beside its definition. */
export interface NestParts {
  /** Stores and services: for its own handlers and routes, and for those of other modules. */
  readonly providers?: readonly Provider[];
  /** Its routes. */
  readonly controllers?: readonly Type[];
}

/** The Nest module of a module without choices of its own: repositories of its tables, its own rows, its handlers, and these parts. */
export function nestModuleOf(server: ServerModule, { providers = [], controllers = [] }: NestParts): DynamicModule {
  // oxlint-disable-next-line typescript/no-extraneous-class -- Nest tells modules apart by their classes
  class ModuleOnServer {}
  const rows = { provide: Rows, useFactory: (sync: SyncRuntime) => sync.rowsOf(server), inject: [SyncRuntime] };
  Object.defineProperty(ModuleOnServer, 'name', { value: `${server.definition.name} on a server` });
  return {
    module: ModuleOnServer,
    imports: [TypeOrmModule.forFeature([...server.tables])],
    controllers: [...server.handlers, ...controllers],
    providers: [rows, ...providers],
    exports: [...providers],
  };
}
