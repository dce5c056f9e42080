/** A scripted server over real HTTP, for clients in other processes and in browsers. Tokens are names of people. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Actor } from '#sync/client';
import type { ScriptedServer } from '../src/testing/scripted-server.ts';

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface HttpOptions {
  readonly server: ScriptedServer;
  readonly people: readonly Actor[];
  /** Pages beside the protocol, by path: for browsers. */
  readonly pages?: Readonly<Record<string, { readonly type: string; readonly text: string }>>;
  /** Hears of each request before it is decided and before it is answered, and of what a page posts to `/step`; may hold it up for ever. */
  readonly onStep?: (what: string) => Promise<void>;
}

/** Listens on a free loopback port. */
export async function scriptedHttp(options: HttpOptions): Promise<HttpServer> {
  const server = createServer((request, response) => void answer(options, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

async function answer(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const page = options.pages?.[request.url ?? ''];
  if (page) {
    response.writeHead(200, { 'content-type': page.type }).end(page.text);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
  const url = request.url ?? '';
  if (url === '/step') {
    await options.onStep?.(text);
    response.writeHead(204).end();
    return;
  }
  const actor = options.people.find(({ subject }) => request.headers.authorization === `Bearer ${subject}`);
  if (!actor) {
    response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"code":"token_invalid"}');
    return;
  }
  await options.onStep?.(`${url} arrived`);
  const { status, body } = options.server.answer(url, JSON.parse(text), actor);
  await options.onStep?.(`${url} decided`);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
