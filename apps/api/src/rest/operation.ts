import { applyDecorators } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ApiBody, ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { routeConfig } from '../auth/access.ts';
import type { ProblemKind } from '../http/problem-kind.ts';
import { headerRefs, type HeaderName } from '../openapi/headers.ts';
import { convertSchema, type DocumentSchema } from '../openapi/schemas.ts';

/** One way in which a route answers when all is well. */
export interface Answer {
  readonly description: string;
  /** Of its JSON. Neither this nor `content`: the answer has no body. */
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  /** Where it is not JSON, or not JSON alone: a schema for each media type. */
  readonly content?: Readonly<Record<string, z.ZodType>>;
  readonly headers?: readonly HeaderName[];
}

/** What the API document says about a route, beside what it sees: path, parameters, body, who may use it. */
export interface OperationInput {
  /** What generated clients call it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** The schema of the body, where `@Body` does not name it. */
  readonly body?: z.ZodType;
  readonly bodyIsOptional?: boolean;
  /** Bodies to send, by their names. */
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
  /** Problems of its own: those of signing in, of bodies and of parameters are added where they can come. */
  readonly problems?: readonly ProblemKind[];
  /** The mutations that it asks for: their codes are problems of the route. */
  readonly performs?: readonly string[];
}

/** What a route tells the maker of the document, beside what the Swagger module takes. */
export interface OperationNotes {
  readonly problems: readonly ProblemKind[];
  readonly performs: readonly string[];
  /** By status: answers in other forms than JSON, by their media types. */
  readonly contents: Readonly<Record<string, Readonly<Record<string, { readonly schema: DocumentSchema }>>>>;
}

/** Where the notes are until the document is complete. */
export const NOTES = 'x-notes';

/** Describes a route for the API document. Every route that is in it has one. */
export function Operation(input: OperationInput): MethodDecorator {
  const { id, summary, description, answers, problems = [], performs = [] } = input;
  const notes: OperationNotes = { problems: problems.map(plain), performs, contents: contentsOf(answers) };
  return applyDecorators(
    ApiOperation({ operationId: id, summary, ...(description === undefined ? {} : { description }) }),
    ...Object.entries(answers).map(([status, answer]) => ApiResponse(responseOf(Number(status), answer))),
    ...bodyOf(input),
    AnswersIn(answers),
    ApiExtension(NOTES, { ...notes }),
  );
}

/** Tells the registry of routes what the answers may have, so that what they show can be held against it. */
function AnswersIn(answers: OperationInput['answers']): MethodDecorator {
  const schemas = Object.values(answers).flatMap(({ schema, content = {} }) => [
    ...(schema ? [schema] : []),
    ...Object.values(content),
  ]);
  return (target, name, descriptor) => {
    routeConfig({ answers: schemas, query: queryOf(target.constructor, name) })(target, name, descriptor);
  };
}

/** The schema of a method's `@Query`: decorators of parameters come before those of their method. */
function queryOf(controller: object, method: string | symbol): z.ZodType | undefined {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Readonly<
    Record<string, { readonly schema?: z.ZodType }>
  >;
  const query = Object.entries(parameters).find(([key]) => key.startsWith(`${RouteParamtypes.QUERY}:`));
  return query?.[1].schema;
}

// A kind can be called, too; the document keeps its data.
function plain({ status, code, title, detail, headers }: ProblemKind): ProblemKind {
  return { status, code, title, ...(detail === undefined ? {} : { detail }), ...(headers && { headers }) };
}

function responseOf(status: number, answer: Answer): Parameters<typeof ApiResponse>[0] {
  const { description, schema, example, headers = [] } = answer;
  return {
    status,
    description,
    headers: headerRefs(headers),
    ...(schema && { standardSchema: schema }),
    ...(example === undefined ? {} : { example }),
  };
}

function contentsOf(answers: OperationInput['answers']): OperationNotes['contents'] {
  const contents = Object.entries(answers).map(([status, { content = {} }]) => {
    const types = Object.entries(content).map(
      ([type, schema]) => [type, { schema: convertSchema(schema, 'output').schema }] as const,
    );
    return [status, Object.fromEntries(types)] as const;
  });
  return Object.fromEntries(contents);
}

function bodyOf({ body, bodyIsOptional = false, examples }: OperationInput): MethodDecorator[] {
  if (body === undefined && examples === undefined && !bodyIsOptional) return [];
  // The Swagger module takes a schema of zod here, but does not say so in its types.
  const options = { required: !bodyIsOptional, ...(examples && { examples }), ...(body && { standardSchema: body }) };
  return [ApiBody(options)];
}
