import { HTTP_LIMITS } from './limits.ts';
import { problemKind, type ProblemKind, type ProblemSpecial } from './problem-kind.ts';
import type { Problem } from './problem.ts';

/** Every problem the HTTP surface itself can answer with. The codes are stable; modules add their own. */
export const PLATFORM_PROBLEMS = {
  request_malformed: { status: 400, title: 'The request is not HTTP as this server understands it' },
  header_repeated: { status: 400, title: 'A header that says one thing came more than once' },
  url_malformed: { status: 400, title: 'The address holds a broken percent escape' },
  text_has_nul: { status: 400, title: 'Text holds the character NUL' },
  body_malformed: { status: 400, title: 'The body is cut off, no text, or not coded as its headers say' },
  json_malformed: { status: 400, title: 'The body is not JSON' },
  json_too_deep: { status: 400, title: `JSON is nested more than ${HTTP_LIMITS.jsonDepthMax} levels deep` },
  json_duplicate_key: { status: 400, title: 'A JSON object names one key twice' },
  json_forbidden_key: { status: 400, title: 'A JSON object has a key that is never allowed' },
  number_out_of_range: { status: 400, title: 'A number is beyond what is kept exactly (2^53 - 1)' },
  text_not_unicode: { status: 400, title: 'Text is not valid Unicode' },
  body_invalid: { status: 400, title: 'The body does not have the form it must have' },
  query_invalid: { status: 400, title: 'The query does not have the form it must have' },
  path_invalid: { status: 400, title: 'The address does not have the form it must have' },
  bad_request: { status: 400, title: 'The request cannot be understood' },
  unauthorized: { status: 401, title: 'A valid access token is needed' },
  forbidden: { status: 403, title: 'This is not allowed' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This address does not take this method' },
  not_acceptable: { status: 406, title: 'There is no answer in a form that was asked for' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  conflict: { status: 409, title: 'The request contradicts what is stored' },
  body_too_large: { status: 413, title: 'The body is too large' },
  url_too_long: { status: 414, title: 'The address is too long' },
  media_type_unsupported: { status: 415, title: 'The body must be JSON in UTF-8 (application/json)' },
  content_coding_unsupported: { status: 415, title: 'The body may be coded with one of gzip, deflate and br' },
  expectation_failed: { status: 417, title: 'The header Expect asks for something that is not done here' },
  host_unknown: {
    status: 421,
    title: 'This server does not go by that name: use localhost, an address, or BIMRIDE_PUBLIC_URL',
  },
  too_many_requests: { status: 429, title: 'Too many requests: wait as long as Retry-After says' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  handler_timeout: { status: 503, title: 'The answer took too long' },
  database_unavailable: { status: 503, title: 'The database does not answer' },
  database_busy: { status: 503, title: 'Somebody holds what this needs in the database, or it took too long there' },
  database_exhausted: { status: 503, title: 'The database has no connection or no room left' },
  database_refuses: { status: 503, title: 'The database does not let this server do its work' },
  secrets_unavailable: { status: 503, title: 'The vault does not give this server what it needs' },
  outcome_unknown: { status: 503, title: 'Nobody knows whether it was stored: send the same again' },
  shutting_down: { status: 503, title: 'This server is shutting down', headers: { Connection: 'close' } },
  not_ready: { status: 503, title: 'This server is not ready' },
} as const satisfies Readonly<Record<string, Omit<ProblemKind, 'code'>>>;

/** The code of a platform problem. */
export type PlatformProblemCode = keyof typeof PLATFORM_PROBLEMS;

/** A kind of platform problem, as the API document lists it. */
export const platformKind = (code: PlatformProblemCode): ProblemKind => ({ ...PLATFORM_PROBLEMS[code], code });

/** Makes one of the platform's problems, with what is special about this time. */
export function platformProblem(code: PlatformProblemCode, special: ProblemSpecial = {}): Problem {
  return problemKind(platformKind(code))(special);
}
