import { cutText } from '#sync/client';
import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { HTTP_LIMITS } from './limits.ts';
import { platformProblem, type PlatformProblemCode } from './platform-problems.ts';
import type { ProblemPlace } from './problem.ts';

type Schema = NonNullable<ArgumentMetadata['schema']>;
type Issues = NonNullable<Awaited<ReturnType<Schema['~standard']['validate']>>['issues']>;

const CODE_OF: Readonly<Record<string, PlatformProblemCode>> = {
  body: 'body_invalid',
  query: 'query_invalid',
  param: 'path_invalid',
};

/** Validates what a route declares a schema for (`@Body({ schema })` ...), and says where it is wrong by JSON pointer. */
export class SchemaValidationPipe extends StandardSchemaValidationPipe {
  /** @throws Problem */
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const schema = metadata.schema;
    if (schema === undefined || !this.toValidate(metadata)) return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value as T;
    throw platformProblem(CODE_OF[metadata.type] ?? 'bad_request', { errors: placesOf(result.issues) });
  }
}

/** The places that issues of a schema point at: the first few of them. */
export function placesOf(issues: Issues): readonly ProblemPlace[] {
  return issues
    .slice(0, HTTP_LIMITS.problemPlacesMax)
    .map(({ path = [], message }) => ({ pointer: cut(pointerTo(path)), detail: cut(message) }));
}

// Names of members in them are the caller's own words.
const cut = (text: string): string => cutText(text, HTTP_LIMITS.problemPlaceCharsMax);

function pointerTo(path: NonNullable<Issues[number]['path']>): string {
  const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
