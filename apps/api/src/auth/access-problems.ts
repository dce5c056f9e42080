import type { Permission } from '#sync/client';
import { problemKind, type ProblemKind } from '../http/problem-kind.ts';
import type { Problem } from '../http/problem.ts';
import type { Challenge } from './access-token.strategy.ts';
import { TOKEN_REFUSALS } from './token-refusal.ts';

/** How long a caller should wait when the issuer cannot be asked. */
const IDENTITY_RETRY_AFTER_SECONDS = 5;

const tokenKind = (code: keyof typeof TOKEN_REFUSALS): ProblemKind => {
  return { status: 401, code, title: 'Not signed in', detail: TOKEN_REFUSALS[code] };
};

/** Why somebody may be answered with 401: no token, or one that does not hold. */
export const TOKEN_PROBLEMS: readonly ProblemKind[] = (
  Object.keys(TOKEN_REFUSALS) as (keyof typeof TOKEN_REFUSALS)[]
).map(tokenKind);

/** 401: no token, or one that does not hold. */
export const unauthenticated = ({ code, wwwAuthenticate }: Challenge): Problem =>
  problemKind(tokenKind(code))({ headers: { 'WWW-Authenticate': wwwAuthenticate } });

/** 403: a valid token whose roles do not grant what the route asks for. */
export const permissionDeniedKind = problemKind({ status: 403, code: 'permission_denied', title: 'Permission denied' });

/** The problem of a caller whose roles do not grant this permission. */
export const permissionDenied = (permission: Permission): Problem =>
  permissionDeniedKind({
    detail: `This needs the permission "${permission}", which none of your roles grants.`,
    headers: {
      'WWW-Authenticate': `Bearer realm="bimride", error="insufficient_scope", error_description="missing permission ${permission}"`,
    },
    extensions: { permission },
  });

/** 503: the issuer cannot be asked for its keys. Never a 401, on which a phone would sign its user out. */
export const identityUnavailable = problemKind({
  status: 503,
  code: 'identity_unavailable',
  title: 'Sign-in service unavailable',
  detail: 'Your token cannot be checked at the moment. Nothing was done; try again with the same token.',
  headers: { 'Retry-After': String(IDENTITY_RETRY_AFTER_SECONDS) },
});
