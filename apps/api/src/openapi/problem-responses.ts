/** What a route may answer when all is not well: from what it is, the problems that can come of it. */
import { canonicalJson, PIPELINE_CODES, type MutationDefinition, type Role } from '#sync';
import { z } from 'zod';
import { identityUnavailable, permissionDeniedKind, TOKEN_PROBLEMS } from '../auth/access-problems.ts';
import { platformKind, type PlatformProblemCode } from '../http/platform-problems.ts';
import type { ProblemKind } from '../http/problem-kind.ts';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.ts';
import { keyInvalid, keyMissing, keyReused } from '../rest/idempotency.ts';
import { askersOf } from '../rest/mutation-access.ts';
import { statusOfCode } from '../rest/outcome-problem.ts';
import { TRY_AGAIN_PROBLEMS } from '../sync/sync-problems.ts';
import { headerRefs, HEADERS, type HeaderName } from './headers.ts';
import type { DocumentSchema } from './schemas.ts';

/** What of a route decides which problems it can have. */
export interface RouteFacts {
  /** Who gets in; null: everybody. */
  readonly roles: readonly Role[] | null;
  readonly isKeyed: boolean;
  readonly hasBody: boolean;
  readonly hasQuery: boolean;
  readonly hasPathParameters: boolean;
  readonly problems: readonly ProblemKind[];
  /** The mutations that it asks for. */
  readonly performs: readonly MutationDefinition[];
}

/** The document of a problem, as RFC 9457 describes it, with members of ours. */
export const problemSchema = z
  .looseObject({
    type: z
      .string()
      .describe('Leads to what the code means')
      .meta({ examples: ['/problems#ride_open'] }),
    title: z.string().describe('What is wrong, in words that do not change'),
    status: z.int().describe('The status, again'),
    code: z.string().describe('Stable: programs decide by it'),
    detail: z.string().optional().describe('What is special about this time'),
    instance: z.string().optional().describe('The request, as the log names it: urn:uuid:<X-Request-Id>'),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe('JSON pointer (RFC 6901) into the body, the query or the path parameters'),
          detail: z.string().describe('What is wrong there'),
        }),
      )
      .optional()
      .describe('Where the request is wrong'),
    permission: z.string().optional().describe('With `permission_denied`: which one is missing'),
    outcome: z.string().optional().describe('With the code of a rule: how the mutation ended'),
    details: z.json().optional().describe('With the code of a rule: what it says beside its code'),
  })
  .meta({ id: 'Problem' });

const platform = (...codes: readonly PlatformProblemCode[]): ProblemKind[] => codes.map(platformKind);

const OF_BODIES = platform(
  'body_invalid', 'body_malformed', 'json_malformed', 'json_too_deep', 'json_duplicate_key', 'json_forbidden_key',
  'number_out_of_range', 'text_has_nul', 'text_not_unicode', 'body_too_large', 'media_type_unsupported', 'content_coding_unsupported',
); // prettier-ignore
const OF_ALL = platform(
  'database_unavailable', 'database_busy', 'database_exhausted', 'database_refuses', 'secrets_unavailable', 'handler_timeout', 'shutting_down',
); // prettier-ignore
const OF_SIGNING_IN = [...TOKEN_PROBLEMS, permissionDeniedKind, identityUnavailable, ...platform('too_many_requests')];
const OF_KEYS = [keyMissing, keyInvalid, keyReused];

/** Every kind of problem that a route can answer with, its own and what comes of its form. */
export function problemsOf(facts: RouteFacts): readonly ProblemKind[] {
  const { roles, isKeyed, hasBody, hasQuery, hasPathParameters, problems, performs } = facts;
  return [
    ...problems,
    ...performs.flatMap((definition) => codesOf(definition, roles ?? [])),
    ...(performs.length > 0 ? TRY_AGAIN_PROBLEMS : []),
    ...(isKeyed ? OF_KEYS : []),
    ...(hasPathParameters ? platform('path_invalid', 'text_has_nul') : []),
    ...(hasQuery ? platform('query_invalid', 'text_has_nul') : []),
    ...(hasBody ? OF_BODIES : []),
    ...(roles === null ? [] : OF_SIGNING_IN),
    ...OF_ALL,
  ];
}

/**
 * The codes of a mutation, as a problem has them. Of the pipeline's own some cannot come here: who waits for an answer is not told
 * that staff discarded it, and what is asked for by REST was not waiting anywhere.
 */
function codesOf(definition: MutationDefinition, roles: readonly Role[]): readonly ProblemKind[] {
  const { args_invalid, mutation_too_large, role_missing, valid_until_passed } = PIPELINE_CODES;
  const mayAll = roles.every((role) => askersOf(definition).includes(role));
  const always = { args_invalid, mutation_too_large, valid_until_passed };
  const codes = { ...definition.codes, ...always, ...(mayAll ? {} : { role_missing }) };
  const remarks = new Set(remarksOf(definition).map(({ code }) => code));
  return Object.entries(codes)
    .filter(([code]) => !remarks.has(code))
    .map(([code, title]) => ({ status: statusOfCode(code), code, title }));
}

/** The codes that come with a success: what was asked for has happened, and there is more to say of it. */
export function remarksOf({
  codes,
  appliedCodes = {},
}: MutationDefinition): readonly Pick<ProblemKind, 'code' | 'title'>[] {
  return Object.entries(appliedCodes)
    .filter(([, meaning]) => meaning !== 'missed')
    .map(([code]) => ({ code, title: codes[code] ?? '' }));
}

/** The responses of a route, by status. */
export function problemResponses(facts: RouteFacts): Readonly<Record<string, unknown>> {
  const byStatus = Map.groupBy(problemsOf(facts), ({ status }) => status);
  const responses = [...byStatus]
    .toSorted(([one], [other]) => one - other)
    .map(([status, kinds]) => [String(status), shared(responseOf(status, kinds))] as const);
  const others = { $ref: '#/components/responses/Problem' };
  // Not `default`, which generators take for a success as well.
  return { ...Object.fromEntries(responses), '4XX': others, '5XX': others };
}

const HEADERS_OF: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

function responseOf(status: number, kinds: readonly ProblemKind[]): DocumentSchema {
  const byCode = new Map(kinds.map((kind) => [kind.code, kind]));
  const unique = [...byCode.values()].toSorted((one, other) => one.code.localeCompare(other.code, 'en'));
  const schema = {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', properties: { code: { type: 'string', enum: unique.map(({ code }) => code) } } },
    ],
  };
  return {
    description: unique.map(({ code, title, detail }) => `- \`${code}\`: ${detail ?? title}`).join('\n'),
    headers: headerRefs([...new Set([...(HEADERS_OF[status] ?? []), ...ownHeaders(kinds)]), 'X-Request-Id']),
    content: { [PROBLEM_MEDIA_TYPE]: { schema } },
  };
}

/** Headers that some of these problems bring, beside those of their status. */
function ownHeaders(kinds: readonly ProblemKind[]): readonly HeaderName[] {
  return kinds.flatMap(({ headers = {} }) => Object.keys(headers)).filter((name) => name in HEADERS) as HeaderName[];
}

function withStatus(status: number, kinds: readonly ProblemKind[]): readonly ProblemKind[] {
  return kinds.filter((kind) => kind.status === status);
}

const SHARED: Readonly<Record<string, DocumentSchema>> = {
  Unauthorized: responseOf(401, TOKEN_PROBLEMS),
  Forbidden: responseOf(403, [permissionDeniedKind]),
  TooLarge: responseOf(413, platform('body_too_large')),
  UnsupportedMediaType: responseOf(415, platform('media_type_unsupported', 'content_coding_unsupported')),
  TooManyRequests: responseOf(429, platform('too_many_requests')),
  TooManyWrites: responseOf(429, [...platform('too_many_requests'), ...withStatus(429, TRY_AGAIN_PROBLEMS)]),
  UnavailablePublic: responseOf(503, OF_ALL),
  Unavailable: responseOf(503, [identityUnavailable, ...OF_ALL]),
  UnavailableForWrites: responseOf(503, [identityUnavailable, ...OF_ALL, ...withStatus(503, TRY_AGAIN_PROBLEMS)]),
};
const NAMES = new Map(Object.entries(SHARED).map(([name, response]) => [canonicalJson(response), name]));

/** What many routes answer stands in the document once. */
function shared(response: DocumentSchema): DocumentSchema {
  const name = NAMES.get(canonicalJson(response));
  return name === undefined ? response : { $ref: `#/components/responses/${name}` };
}

/** Under `components.responses`. */
export const SHARED_RESPONSES: Readonly<Record<string, DocumentSchema>> = {
  ...SHARED,
  Problem: {
    description: 'Anything else that is not a success: [all problems](/problems)',
    headers: headerRefs(['X-Request-Id']),
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
  },
};
