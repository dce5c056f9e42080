import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { DeclaredRoute } from '../auth/route-registry.ts';
import { HTTP_LIMITS } from './limits.ts';
import { PROBLEM_MEDIA_TYPE } from './problem.ts';

/** Where the documents are. */
export const OPENAPI_PATH = '/openapi.json';
export const DOCS_PATH = '/docs';

/** The routes that Swagger UI adds; it cannot declare that they are public. */
export const DOCS_ROUTES: readonly string[] = [
  OPENAPI_PATH, DOCS_PATH, ...['/', '/*', '/index.html', '/LICENSE', '/swagger-ui-init.js', '/docs/swagger-ui-init.js'].map(
    (rest) => `${DOCS_PATH}${rest}`,
  ),
]; // prettier-ignore

/** What the documents say about this server. */
export interface OpenApiOptions {
  readonly version: string;
  readonly publicUrl: string;
  readonly issuer: string;
  /** True when the issuer is the embedded one, whose addresses are known. */
  readonly embeddedIssuer: boolean;
  /** Further limits to publish, by module. */
  readonly limits: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Asked when the document is first wanted, once all routes are there. */
  readonly routes: () => readonly DeclaredRoute[];
}

type Components = NonNullable<OpenAPIObject['components']>;
type Schema = NonNullable<Components['schemas']>[string];

const text = (description: string): Schema => ({ type: 'string', description });

const PROBLEM_SCHEMA: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: text('urn:bimride:problem:<code>'),
    title: text('What is wrong, in words that do not change'),
    status: { type: 'integer' },
    code: text('Stable; programs decide by it'),
    detail: text('What is special about this time'),
    instance: text('The request, as the log names it'),
    errors: {
      type: 'array',
      items: { type: 'object', properties: { pointer: text('JSON pointer to what is wrong'), detail: text('Why') } },
    },
  },
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const INTRODUCTION = [
  'Rides around Barbados, for phones that are often out of coverage. Every write goes through one pipeline: phones push ordered, idempotent',
  'mutations and pull their views. Anything that is not a success is an RFC 9457 problem document with a stable `code`.',
  'All limits are under `x-limits`.',
].join(' ');

/** Serves the OpenAPI document and Swagger UI, both from this server alone. Call it before the application is initialized. */
export function serveOpenApi(app: INestApplication, options: OpenApiOptions): void {
  const build = (): OpenAPIObject => complete(SwaggerModule.createDocument(app, describe(options)), options);
  SwaggerModule.setup(DOCS_PATH.slice(1), app, build, { jsonDocumentUrl: OPENAPI_PATH, raw: ['json'] });
}

function describe({
  version,
  publicUrl,
  issuer,
  embeddedIssuer,
}: OpenApiOptions): ReturnType<DocumentBuilder['build']> {
  const scopes = { openid: 'Who you are', offline_access: 'Stay signed in' };
  const flows = { authorizationCode: { authorizationUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token`, scopes } };
  const builder = new DocumentBuilder()
    .setTitle('Bimride')
    .setDescription(INTRODUCTION)
    .setVersion(version)
    .addServer(publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer');
  if (embeddedIssuer) return builder.addOAuth2({ type: 'oauth2', flows }, 'oauth2').build();
  const openIdConnectUrl = `${issuer}/.well-known/openid-configuration`;
  return builder.addSecurity('oauth2', { type: 'openIdConnect', openIdConnectUrl }).build();
}

function complete(document: OpenAPIObject, { limits, routes }: OpenApiOptions): OpenAPIObject {
  const access = new Map(routes().map((route) => [`${route.method} ${asTemplate(route.path)}`, route.access]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const permission = access.get(`${method.toUpperCase()} ${path}`);
      if (permission !== undefined && permission !== 'public') {
        operation.security = [{ bearer: [] }, { oauth2: [] }];
        operation.description = [operation.description ?? '', `Needs the permission \`${permission}\`.`]
          .join('\n\n')
          .trim();
      }
      operation.responses = { ...operation.responses, default: { $ref: '#/components/responses/Problem' } };
    }
  }
  return {
    ...document,
    components: withProblem(document.components),
    'x-limits': { http: HTTP_LIMITS, ...limits },
  } as OpenAPIObject;
}

const asTemplate = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

function withProblem(components: Components = {}): Components {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    ...components,
    schemas: { ...components.schemas, Problem: PROBLEM_SCHEMA },
    responses: { ...components.responses, Problem: { description: 'Anything that is not a success', content } },
  };
}
