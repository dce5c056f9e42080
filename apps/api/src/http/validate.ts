import { cutText } from '#sync/client';
import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { z } from 'zod';
import { issueWords, UNKNOWN_KEY } from './issue-words.ts';
import { HTTP_LIMITS } from './limits.ts';
import { platformProblem, type PlatformProblemCode } from './platform-problems.ts';
import type { ProblemPlace } from './problem.ts';

type Issue = z.core.$ZodIssue;

const CODE_OF: Readonly<Record<string, PlatformProblemCode>> = {
  body: 'body_invalid',
  query: 'query_invalid',
  param: 'path_invalid',
};

/** Validates what a route declares a schema for (`@Body({ schema })` ...), and says where it is wrong by JSON pointer. */
export class SchemaValidationPipe extends StandardSchemaValidationPipe {
  /** @throws Problem */
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    // All schemas of this house are zod's.
    const schema = metadata.schema as z.ZodType<T> | undefined;
    if (schema === undefined || !this.toValidate(metadata)) return value;
    const code = CODE_OF[metadata.type] ?? 'bad_request';
    const result = await schema.safeParseAsync(value, { error: issueWords });
    if (result.success) return result.data;
    if (value === undefined && code === 'body_invalid') throw platformProblem(code, { errors: BODY_EMPTY });
    const { issues } = result.error;
    throw platformProblem(code, { errors: placesOf(code === 'query_invalid' ? issues.map(atParameter) : issues) });
  }
}

const BODY_EMPTY: readonly ProblemPlace[] = [{ pointer: '', detail: 'The body is empty' }];

// A list in a query is one parameter: nobody sent an index.
const atParameter = (issue: Issue): Issue => ({ ...issue, path: issue.path.slice(0, 1) });

/** The places that issues of a schema point at: the first few of them. */
export function placesOf(issues: readonly Issue[]): readonly ProblemPlace[] {
  const { problemPlacesMax } = HTTP_LIMITS;
  return issues
    .slice(0, problemPlacesMax)
    .flatMap((issue) =>
      pathsOf(issue)
        .slice(0, problemPlacesMax)
        .map((path) => placeAt(path, issue)),
    )
    .slice(0, problemPlacesMax);
}

/** Each member that is not known is a place of its own. */
function pathsOf(issue: Issue): readonly (readonly PropertyKey[])[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function placeAt(path: readonly PropertyKey[], { code, message }: Issue): ProblemPlace {
  return { pointer: cut(pointerTo(path)), detail: code === 'unrecognized_keys' ? UNKNOWN_KEY : cut(message) };
}

// Names of members in them are the caller's own words.
const cut = (text: string): string => cutText(text, HTTP_LIMITS.problemPlaceCharsMax);

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
