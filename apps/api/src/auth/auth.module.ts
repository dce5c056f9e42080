import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { AccessGuard } from './access.guard.ts';
import { installAccessCheck, type AccessParts } from './access-check.ts';
import { createAuthenticate } from './authenticate.ts';
import { PermissionTable } from './permissions.ts';
import { RequestLimits, type RequestLimitTerms } from './request-limits.ts';
import { RouteRegistry } from './route-registry.ts';
import type { TokenRules } from './verify-token.ts';

/** Whose tokens are accepted, and which raw routes of plugins are public. */
export interface AuthSettings extends TokenRules {
  readonly permissions: PermissionTable;
  /** How much people may ask for; what is not said is as `HTTP_LIMITS` has it. */
  readonly limits?: Partial<RequestLimitTerms>;
  /** Exact Fastify patterns of public routes that a plugin registers without a declaration (Swagger UI). */
  readonly publicPaths?: readonly string[];
  readonly onRoleless?: AccessParts['onRoleless'];
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
        const fastify = host.httpAdapter.getInstance<FastifyInstance>();
        const { permissions, limits, onRoleless } = settings;
        installAccessCheck(fastify, {
          routes,
          permissions,
          authenticate: createAuthenticate(settings),
          limits: new RequestLimits(limits),
          onRoleless,
        });
        return routes;
      },
    };
    return {
      module: AuthModule,
      global: true,
      providers: [
        registry,
        { provide: PermissionTable, useValue: settings.permissions },
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
      exports: [RouteRegistry, PermissionTable],
    };
  }
}
