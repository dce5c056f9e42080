/**
 * A small server for the clients that bring none: it stores in memory, at once, and recognizes what comes again as the documentation of each
 * client asks for. Every run has a store of its own, named by the first part of the path.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { DocumentStore } from './document-store.ts';

/** As the real server's, so that no client meets a connection that was closed for idleness. */
const KEEP_ALIVE_MS = 65_000;

interface Asked {
  readonly store: DocumentStore;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly idempotencyKey: string;
}

const ROUTES: Readonly<Record<string, (asked: Asked) => unknown>> = {
  'POST /rxdb/push': ({ store, body }) => store.writeAssuming(body),
  'GET /rxdb/pull': ({ store, query }) => {
    const documents = store.since(Number(query.get('after')), Number(query.get('limit')));
    return { documents, checkpoint: { after: store.version } };
  },
  'GET /watermelondb/pull': ({ store, query }) => {
    const created = store.since(Number(query.get('last_pulled_at')), Number.POSITIVE_INFINITY);
    return { changes: { intents: { created, updated: [], deleted: [] } }, timestamp: store.version + 1 };
  },
  'POST /watermelondb/push': ({ store, body }) => store.writeChanges(body),
  'POST /tanstack/push': ({ store, body, idempotencyKey }) => store.writeOnce(idempotencyKey, body),
};

export class DocumentServer {
  readonly #server: Server;
  readonly #stores = new Map<string, DocumentStore>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
  }

  static async start(): Promise<DocumentServer> {
    const server = new DocumentServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What a run has stored. */
  store(run: string): DocumentStore {
    const store = this.#stores.get(run) ?? new DocumentStore();
    this.#stores.set(run, store);
    return store;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '', 'http://document-server');
      const [, run = '', ...path] = url.pathname.split('/');
      const route = ROUTES[`${request.method} /${path.join('/')}`];
      const body = await bodyOf(request);
      const key = request.headers['idempotency-key'];
      const idempotencyKey = typeof key === 'string' ? key : '';
      const answer = route?.({ store: this.store(run), query: url.searchParams, body, idempotencyKey });
      response.writeHead(route ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? {}));
    } catch {
      // The request broke off, or is not what its client should send.
      response.destroy();
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const bytes = await buffer(request);
  const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  return text.length === 0 ? null : JSON.parse(text.toString());
}
