import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Role } from '#sync/client';

/** The person (or program) a verified access token speaks for. Everything about the caller comes from here. */
export interface Principal {
  /** The token's `sub`: who it is, unique at the issuer. */
  readonly subject: string;
  /** Known roles only; may be empty, and then no route but a public one opens. */
  readonly roles: readonly Role[];
  /** When the token was issued, in milliseconds since 1970; 0 when it does not say. */
  readonly tokenIssuedAtMs: number;
  /** When the token expires, in milliseconds since 1970. A stream (poke) must not outlive it. */
  readonly tokenExpiresAtMs: number;
  /** Which application the token was issued to, if the issuer says so. */
  readonly clientId?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access check on every route that asks for a permission, also when it then refuses. */
    principal?: Principal;
  }
}

/** The principal of a request that passed the access check; on a public route there is none, and asking is a defect. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Error('CurrentPrincipal was used on a route that does not ask for a permission');
  return request.principal;
}

/** Parameter decorator: the caller's `Principal`. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal =>
  principalOf(context.switchToHttp().getRequest()),
);
