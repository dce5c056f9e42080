/** What operations of the API document do not say of themselves. Pure; for specs. */
import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
interface Answer {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}
type Bodies = Readonly<Record<string, { readonly schema?: unknown; readonly examples?: object }>>;

/** Accepted, done, unchanged: whoever hears it needs no body. */
const EMPTY_STATUSES: ReadonlySet<string> = new Set(['202', '204', '304']);

/** All operations, by `method path`. */
export function operationsOf(document: OpenAPIObject): ReadonlyMap<string, Operation> {
  return new Map(
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [`${method} ${path}`, operation as Operation] as const),
    ),
  );
}

/** One line for each thing that an operation does not say, with where it is to be said. */
export function bareOperations(document: OpenAPIObject): readonly string[] {
  const described = new Set(document.tags?.filter(({ description }) => !!description).map(({ name }) => name));
  return [...operationsOf(document)].flatMap(([name, operation]) =>
    [...ownFaults(operation, described), ...answerFaults(operation), ...bodyFaults(operation)].map(
      (fault) => `${name} (${operation.operationId ?? 'no id'}) ${fault}`,
    ),
  );
}

function ownFaults({ operationId, tags }: Operation, described: ReadonlySet<string>): readonly string[] {
  return [
    ...(operationId ? [] : ['has no id: say it in its @Operation({ id })']),
    ...(tags?.length && tags.every((tag) => described.has(tag))
      ? []
      : ["belongs to no group that says what it is for: put @RouteGroup('name', 'what it is for') on its controller"]),
  ];
}

function answerFaults({ responses }: Operation): readonly string[] {
  return Object.entries(responses as Readonly<Record<string, Answer>>)
    .filter(([, { $ref }]) => $ref === undefined)
    .flatMap(([status, { description, content }]) => [
      ...(description
        ? []
        : [`does not say what ${status} means: @Operation({ answers: { ${status}: { description } } })`]),
      ...(isBare(status, content)
        ? [`does not say what comes with ${status}: @Operation({ answers: { ${status}: { schema } } })`]
        : []),
    ]);
}

function isBare(status: string, content: Answer['content']): boolean {
  if (content === undefined) return !EMPTY_STATUSES.has(status);
  return Object.values(content).some(({ schema }) => schema === undefined);
}

function bodyFaults({ requestBody }: Operation): readonly string[] {
  const bodies = Object.values((requestBody as { content?: Bodies } | undefined)?.content ?? {});
  return bodies.flatMap(({ schema, examples }) => [
    ...(schema === undefined ? ['does not say what is sent: @Body({ schema }), or @Operation({ body })'] : []),
    ...(examples === undefined ? ['shows no example of what is sent: @Operation({ examples })'] : []),
  ]);
}
