import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isOwnHost } from '../http/own-host.ts';
import { platformProblem } from '../http/platform-problems.ts';
import { problemDocument, PROBLEM_MEDIA_TYPE, Problem } from '../http/problem.ts';
import { NEITHER_GUESSED_NOR_KEPT } from '../http/security-headers.ts';
import { toProblem } from '../http/to-problem.ts';
import type { FaultLog } from './fault-log.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

/** The listener for operators: metrics and health, on a port that is not given to the public. */
export interface ManagementServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What operators are told of. */
export interface Told {
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly faults: FaultLog;
}

interface Answer {
  readonly mediaType: string;
  readonly body: string;
}

type Route = () => Promise<Answer>;

/** Where it listens; `publicUrl` names the one host name, beside those of this machine, that it goes by. */
export interface ManagementAddress {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
}

/** Starts it; port 0 takes any free one. */
export async function startManagementServer(at: ManagementAddress, told: Told): Promise<ManagementServer> {
  const routes = routesOf(told);
  const names = [new URL(at.publicUrl).hostname, at.host];
  const server = createServer((request, response) => void answer({ routes, names }, request, response, told.faults));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${at.host === '0.0.0.0' ? 'localhost' : at.host}:${port}`, close: () => closeServer(server) };
}

function routesOf({ metrics, readiness }: Told): ReadonlyMap<string, Route> {
  const ok: Answer = { mediaType: 'application/json', body: '{"status":"ok"}' };
  return new Map<string, Route>([
    ['/metrics', async () => ({ mediaType: metrics.registry.contentType, body: await metrics.registry.metrics() })],
    ['/health/live', async () => ok],
    [
      '/health/ready',
      async () => {
        const reasons = await readiness.check();
        if (reasons.length > 0) throw platformProblem('not_ready', { detail: reasons.join(', ') });
        return ok;
      },
    ],
  ]);
}

async function answer(
  { routes, names }: { readonly routes: ReadonlyMap<string, Route>; readonly names: readonly string[] },
  request: IncomingMessage,
  response: ServerResponse,
  faults: FaultLog,
): Promise<void> {
  try {
    if (!isOwnHost(request.headers.host, names)) throw platformProblem('host_unknown');
    const route = routes.get(request.url?.split('?', 1)[0] ?? '');
    if (route === undefined) throw platformProblem('not_found');
    if (request.method !== 'GET') throw platformProblem('method_not_allowed', { headers: { Allow: 'GET' } });
    const { mediaType, body } = await route();
    response.writeHead(200, { ...NEITHER_GUESSED_NOR_KEPT, 'Content-Type': mediaType }).end(body);
  } catch (error) {
    const problem = toProblem(error);
    const cause = error instanceof Problem ? error.cause : error;
    if (problem.status >= 500) faults.report({ about: problem.code, cause, detail: problem.detail });
    answerProblem(problem, response);
  }
}

function answerProblem(problem: Problem, response: ServerResponse): void {
  response
    .writeHead(problem.status, { ...NEITHER_GUESSED_NOR_KEPT, ...problem.headers, 'Content-Type': PROBLEM_MEDIA_TYPE })
    .end(JSON.stringify(problemDocument(problem)));
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
