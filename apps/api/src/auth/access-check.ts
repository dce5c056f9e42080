import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { identityUnavailable, permissionDenied, unauthenticated } from './access-problems.ts';
import type { Authenticate } from './authenticate.ts';
import { IdentityUnavailable } from './issuer-keys.ts';
import type { Permission } from '#sync/client';
import type { PermissionTable } from './permissions.ts';
import type { Principal } from './principal.ts';
import type { RequestLimits } from './request-limits.ts';
import type { RouteRegistry } from './route-registry.ts';

const checked = new WeakSet<FastifyRequest>();

/** Whether the access check has let this request through. */
export const wasChecked = (request: FastifyRequest): boolean => checked.has(request);

/** What the access check is made of. */
export interface AccessParts {
  readonly routes: RouteRegistry;
  readonly permissions: PermissionTable;
  readonly authenticate: Authenticate;
  /** Hears of somebody whose token is good and names no role that we know: most likely the claim has another shape or name. */
  readonly onRoleless?: ((clientId: string | undefined) => void) | undefined;
  readonly limits: RequestLimits;
}

/**
 * Puts the one access check in front of every route, Nest's or not.
 *
 * It runs in `onRequest`, before the body is received: a caller without the permission can make the server neither
 * inflate nor parse anything. Routes that declare nothing are refused twice: the application does not become ready, and
 * if it did, nobody would get in.
 */
export function installAccessCheck(fastify: FastifyInstance, parts: AccessParts): void {
  const { routes, permissions, limits } = parts;
  fastify.addHook('onRoute', (route) => routes.add(route));
  fastify.addHook('onReady', async () => routes.assertAllDeclared(permissions));
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.is404) return;
    const { access, signsIn } = request.routeOptions.config;
    if (!access) throw new Error(`route ${request.routeOptions.url} declares no access`);
    if (signsIn) limits.signingIn(request);
    if ('permission' in access) request.principal = await admit(request, reply, access.permission, parts);
    checked.add(request);
  });
}

async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  permission: Permission,
  { permissions, authenticate, limits, onRoleless }: AccessParts,
): Promise<Principal> {
  const outcome = await authenticate(request, reply).catch((error: unknown) => {
    throw error instanceof IdentityUnavailable ? identityUnavailable({ cause: error }) : error;
  });
  if ('challenge' in outcome) {
    limits.refused(request, outcome.challenge.code);
    throw unauthenticated(outcome.challenge);
  }
  limits.person(request, outcome.principal);
  if (outcome.principal.roles.length === 0) onRoleless?.(outcome.principal.clientId);
  // Also when it is refused: the log tells who it was that lacked the permission.
  request.principal = outcome.principal;
  if (!permissions.mayUse(outcome.principal.roles, permission)) throw permissionDenied(permission);
  return outcome.principal;
}
