import type { ServerModule } from '#sync';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { KeyedIds } from '../keyed-ids.ts';
import { ReadRecorder } from '../reads/read-recorder.ts';
import { mutationControllers } from './mutation-routes.ts';
import { Writes } from './writes.service.ts';

/** Writes, for the routes of all modules; and the routes that are made of mutations' definitions. */
@Module({})
export class RestModule {
  static forRoot(modules: readonly ServerModule[]): DynamicModule {
    return {
      module: RestModule,
      global: true,
      controllers: [...mutationControllers(modules)],
      providers: [Writes, KeyedIds, { provide: APP_INTERCEPTOR, useClass: ReadRecorder }],
      exports: [Writes, KeyedIds],
    };
  }
}
