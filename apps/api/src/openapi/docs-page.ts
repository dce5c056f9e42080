/** Swagger UI, from this server alone: a page, a script of ours, and four files of the package. */
import type { FastifyInstance } from 'fastify';
import fastifyStatic from '@fastify/static';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { PUBLIC_ROUTE } from '../auth/access.ts';
import { DOCS_REDIRECT_PATH } from '../identity/clients.ts';
import { PATHS } from './pages.ts';

/** Whom the docs sign in as an application; undefined: this server does not know one. */
export interface DocsOptions {
  readonly clientId: string | undefined;
}

const FILES = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'favicon-32x32.png',
  'oauth2-redirect.html',
  'oauth2-redirect.js',
];
const KEPT_SECONDS = 3_600;

// Our applications have no secret, and the one scope is chosen already: whoever signs in has one button to press.
const DIALOG_STYLE =
  '.auth-container :is(.wrapper:has([id^=client_secret]), .scope-def, .scopes, .flow) { display: none; }';

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API docs · Bimride</title>
<link rel="icon" href="${PATHS.docs}/favicon-32x32.png">
<link rel="stylesheet" href="${PATHS.docs}/swagger-ui.css">
<style>${DIALOG_STYLE}</style>
</head>
<body>
<div id="swagger-ui"></div>
<script src="${PATHS.docs}/swagger-ui-bundle.js"></script>
<script src="${PATHS.docs}/init.js"></script>
</body>
</html>
`;

/**
 * A new Idempotency-Key whenever *Execute* finds the field empty, which it is again once the answer is there: so no two writes share a
 * key that nobody chose. Whoever wants the answer of the first time again copies the key from the shown request.
 */
const FRESH_KEYS = `
const KEY = 'Idempotency-Key';
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const made = new Map();
const freshKeys = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        validateParams: (original, { specActions, specSelectors }) => (place, ...rest) => {
          const { parameters = [] } = specSelectors.operationWithMeta(...place).toJS();
          const key = parameters.find(({ name }) => name === KEY);
          if (key !== undefined && !key.value) {
            const value = freshKey();
            made.set(place.join(' '), value);
            specActions.changeParam(place, KEY, 'header', value);
          }
          return original(place, ...rest);
        },
        setResponse: (original, { specActions, specSelectors }) => (path, method, ...rest) => {
          const place = [path, method];
          const value = specSelectors.parameterValues(place).get('header.' + KEY);
          if (value !== undefined && value === made.get(place.join(' '))) specActions.changeParam(place, KEY, 'header', '');
          return original(path, method, ...rest);
        },
      },
    },
  },
});`;

// Addresses follow the name under which one came, localhost or 127.0.0.1: the page may ask no other.
const script = (clientId: string | undefined): string => `${FRESH_KEYS}
const ui = SwaggerUIBundle({
  url: '${PATHS.document}',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayOperationId: true,
  tryItOutEnabled: true,
  plugins: [freshKeys],
  oauth2RedirectUrl: new URL('${DOCS_REDIRECT_PATH}', location.href).href,
});
${clientId === undefined ? '' : `ui.initOAuth({ clientId: '${clientId}', scopes: ['openid'], usePkceWithAuthorizationCodeGrant: true });`}
`;

/** Adds the routes. Call it before the server listens. */
export async function serveDocs(fastify: FastifyInstance, { clientId }: DocsOptions): Promise<void> {
  const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const open = { config: PUBLIC_ROUTE };
  await fastify.register(fastifyStatic, { root, serve: false, maxAge: KEPT_SECONDS * 1000 });
  for (const path of [PATHS.docs, `${PATHS.docs}/`])
    fastify.get(path, open, (_request, reply) => reply.type('text/html; charset=utf-8').send(HTML));
  fastify.get(`${PATHS.docs}/init.js`, open, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(script(clientId)),
  );
  for (const file of FILES) fastify.get(`${PATHS.docs}/${file}`, open, (_request, reply) => reply.sendFile(file));
}
