/** The API document: what the Swagger module finds of the routes, completed by what they tell of themselves. */
import type { ModuleDefinition, MutationDefinition, Permission } from '#sync';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PERMISSION_EXTENSION } from '../auth/access.ts';
import { PermissionTable } from '../auth/permissions.ts';
import { HTTP_LIMITS } from '../http/limits.ts';
import { KEYED } from '../rest/keyed-write.ts';
import { NOTES, type OperationNotes } from '../rest/operation.ts';
import { GROUP, groupsOf, type GroupNotes } from '../rest/route-group.ts';
import { headerRefs, HEADERS } from './headers.ts';
import { problemCatalog, type CatalogEntry, type OperationProblem } from './problem-catalog.ts';
import {
  problemResponses,
  problemSchema,
  problemsOf,
  remarksOf,
  SHARED_RESPONSES,
  type RouteFacts,
} from './problem-responses.ts';
import { convertSchema, NamedSchemas } from './schemas.ts';

/** What the document says about this server. */
export interface DocumentInput {
  readonly version: string;
  /** Undefined: the embedded issuer, at this server. */
  readonly issuer: string | undefined;
  readonly modules: readonly ModuleDefinition[];
}

const INTRODUCTION = `Rides around Barbados, for phones that are often out of coverage.

Every write goes through one pipeline. Phones push ordered, idempotent mutations and pull their views; by REST a write carries an
\`Idempotency-Key\`. What is not a success is an RFC 9457 problem with a stable \`code\`: [all problems](/problems). Answers may get further
members with time: ignore those you do not know. Answers are JSON whatever \`Accept\` says, unless a route lists another form.

To try it here, press *Authorize* and choose one of the demo people, or paste a token from [the sign-in page](/sign-in). A token lasts 15 minutes.

All limits are under \`x-limits\`.`;

// SPDX calls a licence of one's own so.
const LICENSE = { name: 'All rights reserved', identifier: 'LicenseRef-All-rights-reserved' };

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & Record<`x-${string}`, unknown>;
type Responses = Operation['responses'];

/** The document, and every problem that its operations may answer with. */
export interface MadeDocument {
  readonly document: OpenAPIObject;
  readonly problems: readonly CatalogEntry[];
}

/** Makes the document. The application need not be initialized. @throws Error when a route does not describe itself well */
export function makeDocument(app: INestApplication, input: DocumentInput): MadeDocument {
  const standardSchemaConverter = new NamedSchemas().convert;
  const scanned = SwaggerModule.createDocument(app, about(input), {
    standardSchemaConverter,
    autoTagControllers: false,
  });
  const problems: OperationProblem[] = [];
  const groups = groupsOf(Object.entries(scanned.paths).flatMap(([path, item]) => groupNotes(path, item)));
  const finish = finisher(input.modules, problems);
  const paths = Object.entries(scanned.paths)
    .toSorted(([one], [other]) => one.localeCompare(other, 'en'))
    .map(([path, item]) => [path, finishItem(path, item, finish)] as const);
  const { components } = convertSchema(problemSchema, 'output');
  const document = {
    ...scanned,
    info: { ...scanned.info, license: LICENSE },
    tags: [...groups],
    paths: Object.fromEntries(paths),
    components: {
      ...scanned.components,
      schemas: sorted({ ...scanned.components?.schemas, ...components }),
      responses: SHARED_RESPONSES as never,
      headers: HEADERS as never,
    },
    'x-limits': { http: HTTP_LIMITS, ...Object.fromEntries(input.modules.map(({ name, limits }) => [name, limits])) },
  };
  return { document, problems: problemCatalog(problems) };
}

function about({ version, issuer }: DocumentInput): ReturnType<DocumentBuilder['build']> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Bimride')
    .setDescription(INTRODUCTION)
    .setVersion(version)
    .addServer('/', 'This server');
  // Shown in this order: whoever tries the API signs in, and does not paste a token.
  return signIn(builder, issuer)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token' }, 'bearer')
    .build();
}

/** How one gets a token: code and PKCE. At the embedded issuer by addresses of this server, whichever name one knows it by. */
function signIn(builder: DocumentBuilder, issuer: string | undefined): DocumentBuilder {
  if (issuer !== undefined) {
    const openIdConnectUrl = `${issuer}/.well-known/openid-configuration`;
    return builder.addSecurity('oauth2', { type: 'openIdConnect', openIdConnectUrl });
  }
  const scopes = { openid: 'Who you are' };
  const flow = { authorizationUrl: '/oidc/auth', tokenUrl: '/oidc/token', scopes };
  return builder.addOAuth2({ type: 'oauth2', flows: { authorizationCode: flow } }, 'oauth2');
}

function groupNotes(path: string, item: object): readonly GroupNotes[] {
  return (Object.values(item) as Operation[]).map(({ [GROUP]: notes }) => {
    if (notes === undefined) throw new Error(`${path}: its controller has no @RouteGroup('name', 'what it is for')`);
    return notes as GroupNotes;
  });
}

type Finish = (path: string, operation: Operation) => Operation;

function finishItem(path: string, item: object, finish: Finish): object {
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [method, finish(path, operation as Operation)]),
  );
}

function finisher(modules: readonly ModuleDefinition[], found: OperationProblem[]): Finish {
  const permissions = new PermissionTable(modules);
  const mutations = new Map(modules.flatMap((module) => module.mutations.map((one) => [one.name, one] as const)));
  return (path, { [NOTES]: notes, [KEYED]: keyed, [GROUP]: _group, ...operation }) => {
    if (notes === undefined) throw new Error(`${path}: a route has no @Operation`);
    const { problems, performs, contents } = notes as OperationNotes;
    const id = operation.operationId ?? path;
    const permission = operation[PERMISSION_EXTENSION] as Permission | undefined;
    const parameters = (operation.parameters ?? []) as { in: string }[];
    const has = (place: string): boolean => parameters.some((parameter) => parameter.in === place);
    const facts = {
      roles: permission === undefined ? null : permissions.rolesWith(permission),
      isKeyed: keyed === true,
      hasBody: operation.requestBody !== undefined,
      hasQuery: has('query'),
      hasPathParameters: has('path'),
      problems,
      performs: performs.map((name) => definitionOf(mutations, name)),
    };
    found.push(...problemsOf(facts).map((kind) => ({ operation: id, kind })));
    return {
      ...operation,
      description: describe(operation.description, permission, permissions),
      security: permission === undefined ? [] : [{ oauth2: ['openid'] }, { bearer: [] }],
      parameters: parameters.map(finishParameter) as never,
      responses: { ...successes(operation.responses, contents, facts), ...problemResponses(facts) } as Responses,
    };
  };
}

function definitionOf(mutations: ReadonlyMap<string, MutationDefinition>, name: string): MutationDefinition {
  const definition = mutations.get(name);
  if (definition === undefined) throw new Error(`a route performs ${name}, which no module has`);
  return definition;
}

function describe(text: string | undefined, permission: Permission | undefined, table: PermissionTable): string {
  if (permission === undefined) return [text ?? '', 'Open to everybody.'].join('\n\n').trim();
  const roles = table.rolesWith(permission).map((role) => `\`${role}\``);
  return [text ?? '', `Needs the permission \`${permission}\` (${roles.join(', ')}).`].join('\n\n').trim();
}

/** Lists in a query are written with commas. */
function finishParameter<T extends { in: string; schema?: unknown }>(parameter: T): T {
  const { type } = (parameter.schema ?? {}) as { type?: unknown };
  return parameter.in === 'query' && type === 'array' ? { ...parameter, style: 'form', explode: false } : parameter;
}

type Contents = OperationNotes['contents'];

function successes(responses: Responses, contents: Contents, { performs }: Pick<RouteFacts, 'performs'>): Responses {
  const remarks = performs.flatMap(remarksOf).map(({ code, title }) => `- \`${code}\`: ${title}`);
  const finished = Object.entries(responses as unknown as Record<string, Record<string, unknown>>).map(
    ([status, response]) => {
      const told =
        status === '202' || remarks.length === 0 ? [] : ['', 'The outcome may carry a code:', '', ...remarks];
      const description = [response['description'], ...told].join('\n');
      const content = { ...(response['content'] as object | undefined), ...contents[status] };
      const headers = { ...(response['headers'] as object | undefined), ...headerRefs(['X-Request-Id']) };
      return [status, { ...response, description, headers, ...(Object.keys(content).length > 0 && { content }) }];
    },
  );
  return Object.fromEntries(finished) as Responses;
}

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => one.localeCompare(other, 'en')));
