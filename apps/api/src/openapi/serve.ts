import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { PUBLIC_ROUTE } from '../auth/access.ts';
import { pageHeaders } from '../http/page.ts';
import { SIGN_IN_PATH, WEB_CLIENT_ID } from '../identity/clients.ts';
import { serveDocs } from './docs-page.ts';
import { makeDocument, type DocumentInput, type MadeDocument } from './document.ts';
import { homePage, PATHS, PROBLEMS_SCRIPT, problemsPage } from './pages.ts';

/** Serves the API document, Swagger UI, and the pages around them. Call it before the application is initialized. */
export async function serveOpenApi(app: INestApplication, input: DocumentInput): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance() as FastifyInstance;
  const isEmbedded = input.issuer === undefined;
  // Made when it is first wanted: most servers of tests are never asked.
  let made: MadeDocument | undefined;
  const document = (): MadeDocument => (made ??= makeDocument(app, input));
  // Written once: it is hundreds of kilobytes, compressed for each who asks as long as it is the same bytes only once.
  let written: Buffer | undefined;
  const open = { config: PUBLIC_ROUTE };
  fastify.get(PATHS.document, open, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((written ??= Buffer.from(JSON.stringify(document().document)))),
  );
  fastify.get(PATHS.home, open, (_request, reply) =>
    reply.headers(pageHeaders({})).send(homePage({ signIn: isEmbedded ? SIGN_IN_PATH : undefined })),
  );
  fastify.get(PATHS.problems, open, (_request, reply) =>
    reply.headers(pageHeaders({ script: PROBLEMS_SCRIPT })).send(problemsPage(document().problems)),
  );
  await serveDocs(fastify, { clientId: isEmbedded ? WEB_CLIENT_ID : undefined });
}
