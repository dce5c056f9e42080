import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';
import type { Permission } from '#sync/client';

/** What a route declares: open to everybody, or open to whoever holds the permission. */
export type RouteAccess = { readonly public: true } | { readonly permission: Permission };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
}

/** `config` of a raw Fastify route that is open to everybody. */
export const PUBLIC_ROUTE: { readonly access: RouteAccess } = { access: { public: true } };

/** `config` of a raw Fastify route that asks for a permission. */
export const permissionRoute = (permission: Permission): { readonly access: RouteAccess } => ({
  access: { permission },
});

/** Opens a handler to everybody, with or without a token. */
export const Public = (): MethodDecorator => RouteConfig(PUBLIC_ROUTE);

/** Where the API document says what a route asks for; a public route has none. */
export const PERMISSION_EXTENSION = 'x-permission';

/**
 * Opens a handler to callers whose roles grant the permission.
 * The declaration travels in the Fastify route's `config`, so that the one check in front of every route, Nest's or not,
 * reads it, and so that it can be made before the body is received.
 */
export const RequirePermission = (permission: Permission): MethodDecorator =>
  applyDecorators(RouteConfig(permissionRoute(permission)), ApiExtension(PERMISSION_EXTENSION, permission));
