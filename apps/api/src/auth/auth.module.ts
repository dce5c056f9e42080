import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { AccessGuard } from './access.guard.ts';
import { installAccessCheck } from './access-check.ts';
import { createAuthenticate } from './authenticate.ts';
import { RouteRegistry } from './route-registry.ts';
import type { TokenRules } from './verify-token.ts';

/** Whose tokens are accepted, and which raw routes of plugins are public. */
export interface AuthSettings extends TokenRules {
  /** Exact Fastify patterns of public routes that a plugin registers without a declaration (Swagger UI). */
  readonly publicPaths?: readonly string[];
}

/** OAuth2 resource server and role-based access, denying by default. Import it first, and once. */
@Module({})
export class AuthModule {
  static forRoot(settings: AuthSettings): DynamicModule {
    const registry = {
      provide: RouteRegistry,
      inject: [HttpAdapterHost],
      useFactory: (host: HttpAdapterHost): RouteRegistry => {
        const routes = new RouteRegistry(settings.publicPaths ?? []);
        installAccessCheck(host.httpAdapter.getInstance<FastifyInstance>(), routes, createAuthenticate(settings));
        return routes;
      },
    };
    return {
      module: AuthModule,
      global: true,
      providers: [registry, { provide: APP_GUARD, useClass: AccessGuard }],
      exports: [RouteRegistry],
    };
  }
}
