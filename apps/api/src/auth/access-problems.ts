import { Problem } from '../http/problem.ts';
import type { Challenge } from './access-token.strategy.ts';
import type { Permission } from '#sync/client';
import { TOKEN_REFUSALS } from './token-refusal.ts';

/** How long a caller should wait when the issuer cannot be asked. */
const IDENTITY_RETRY_AFTER_SECONDS = 5;

/** 401: no token, or one that does not hold. */
export const unauthenticated = (challenge: Challenge): Problem =>
  new Problem({
    status: 401,
    code: challenge.code,
    title: 'Not signed in',
    detail: TOKEN_REFUSALS[challenge.code],
    headers: { 'WWW-Authenticate': challenge.wwwAuthenticate },
  });

/** 403: a valid token whose roles do not grant what the route asks for. */
export const permissionDenied = (permission: Permission): Problem =>
  new Problem({
    status: 403,
    code: 'permission_denied',
    title: 'Permission denied',
    detail: `This needs the permission "${permission}", which none of your roles grants.`,
    headers: {
      'WWW-Authenticate': `Bearer realm="bimride", error="insufficient_scope", error_description="missing permission ${permission}"`,
    },
    extensions: { permission },
  });

/** 503: the issuer cannot be asked for its keys. Never a 401, on which a phone would sign its user out. */
export const identityUnavailable = (): Problem =>
  new Problem({
    status: 503,
    code: 'identity_unavailable',
    title: 'Sign-in service unavailable',
    detail: 'Your token cannot be checked at the moment. Nothing was done; try again with the same token.',
    headers: { 'Retry-After': String(IDENTITY_RETRY_AFTER_SECONDS) },
  });
