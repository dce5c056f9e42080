import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';
import type { Permission } from '#sync/client';
import type { FastifyContextConfig } from 'fastify';
import type { z } from 'zod';

/** What a route declares: open to everybody, or open to whoever holds the permission. */
export type RouteAccess = { readonly public: true } | { readonly permission: Permission };

/**
 * Whose data the answer of a route shows.
 *
 * - `nobody`: nothing of any person.
 * - `caller`: what is the caller's own, and what they have just done to somebody else, which the ledger has anyway.
 * - `scopes`: rows of the caller's scopes; for staff these are other people's.
 * - people: other people's. From this alone the look is written down, before the answer leaves.
 */
export type ShownData =
  | 'nobody'
  | 'caller'
  | 'scopes'
  | {
      /**
       * Where whose data it is stands: paths in `answer`, `query` and `params`, with `*` for each member of a list. What the path
       * names (`params`) is written down in any case.
       */
      readonly peopleAt: readonly string[];
      /** Where the caller is one of them it is their own data, and no look. */
      readonly orOwn?: true;
      /** The caller has to say why. */
      readonly reason?: 'required';
    };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
    /** It is for signing in: counted by address. */
    signsIn?: true;
    shows?: ShownData;
    /** Schemas of the answers in JSON, and of the query: what `shows` is held against. */
    answers?: readonly z.ZodType[];
    query?: z.ZodType | undefined;
  }
}

/** `config` of a raw Fastify route that is open to everybody, and shows nobody's data. */
export const PUBLIC_ROUTE: { readonly access: RouteAccess; readonly shows: ShownData } = {
  access: { public: true },
  shows: 'nobody',
};

/** `config` of a raw Fastify route that is for signing in. */
export const SIGN_IN_ROUTE = { ...PUBLIC_ROUTE, signsIn: true } as const;

/** `config` of a raw Fastify route that asks for a permission. What staff are shown is written down of Nest's routes alone. */
export const permissionRoute = (
  permission: Permission,
  shows: 'nobody' | 'caller',
): { readonly access: RouteAccess; readonly shows: ShownData } => ({ access: { permission }, shows });

/** Adds to the `config` of a handler's route, whatever other decorators have put there. */
export function routeConfig(more: FastifyContextConfig): MethodDecorator {
  const decorate = RouteConfig({});
  return (target, name, descriptor) => {
    const known = Reflect.getMetadata(decorate.KEY, descriptor.value as object) as object | undefined;
    RouteConfig({ ...known, ...more })(target, name, descriptor as never);
  };
}

/** Opens a handler to everybody, with or without a token. It shows nobody's data, unless `@Shows` says otherwise. */
export const Public = (): MethodDecorator => routeConfig(PUBLIC_ROUTE);

/** Where the API document says what a route asks for; a public route has none. */
export const PERMISSION_EXTENSION = 'x-permission';

/**
 * Opens a handler to callers whose roles grant the permission.
 * The declaration travels in the Fastify route's `config`, so that the one check in front of every route, Nest's or not,
 * reads it, and so that it can be made before the body is received.
 */
export const RequirePermission = (permission: Permission): MethodDecorator =>
  applyDecorators(routeConfig({ access: { permission } }), ApiExtension(PERMISSION_EXTENSION, permission));
