import { databaseTrouble, type DatabaseTrouble } from '#sync';
import { HttpException } from '@nestjs/common';
import { platformProblem, type PlatformProblemCode } from './platform-problems.ts';
import { Problem } from './problem.ts';
import { SecretUnavailable } from '../secrets.ts';

const BY_FASTIFY_CODE: Readonly<Record<string, PlatformProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body_malformed',
  FST_ERR_BAD_URL: 'url_malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'url_too_long',
  FST_ERR_HANDLER_TIMEOUT: 'handler_timeout',
};

const BY_STATUS: Readonly<Record<number, PlatformProblemCode>> = {
  401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 405: 'method_not_allowed', 406: 'not_acceptable', 408: 'request_timeout',
  409: 'conflict', 413: 'body_too_large', 414: 'url_too_long', 415: 'media_type_unsupported', 429: 'too_many_requests',
  431: 'headers_too_large',
}; // prettier-ignore

/** What is answered for each trouble of the database. */
const BY_TROUBLE: Readonly<Record<DatabaseTrouble, PlatformProblemCode>> = {
  away: 'database_unavailable',
  busy: 'database_busy',
  exhausted: 'database_exhausted',
  refuses: 'database_refuses',
};

/** The problem to answer with when something was thrown. What is not understood is an internal error, and tells nothing. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof HttpException) return fromHttpException(thrown);
  if (thrown instanceof Error) return fromError(thrown);
  return platformProblem('internal_error');
}

/** The problem of a database that did not do what it was asked; undefined when it is not in trouble. */
export function databaseProblem(cause: unknown): Problem | undefined {
  const trouble = databaseTrouble(cause);
  return trouble === null ? undefined : platformProblem(BY_TROUBLE[trouble], { cause });
}

// Nest's messages may repeat what the caller sent, so only the status is taken over.
function fromHttpException(exception: HttpException): Problem {
  if (exception.cause instanceof Error) {
    const cause = fromError(exception.cause);
    if (cause.code !== 'internal_error') return cause;
  }
  const status = exception.getStatus();
  return platformProblem(BY_STATUS[status] ?? (status < 500 ? 'bad_request' : 'internal_error'));
}

function fromError(error: Error & { code?: unknown; statusCode?: unknown }): Problem {
  const code = typeof error.code === 'string' ? error.code : '';
  const known = BY_FASTIFY_CODE[code];
  if (known !== undefined) return platformProblem(known);
  if (error instanceof SecretUnavailable) return platformProblem('secrets_unavailable', { cause: error });
  // The issuer's own errors name the database's as their cause.
  const troubled = databaseProblem(error) ?? databaseProblem(error.cause);
  if (troubled) return troubled;
  const status = code.startsWith('FST_') && typeof error.statusCode === 'number' ? error.statusCode : 500;
  return platformProblem(BY_STATUS[status] ?? (status < 500 ? 'bad_request' : 'internal_error'));
}
