import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry, Gauge } from 'prom-client';
import { RouteRegistry } from '../src/auth/route-registry.ts';
import { HTTP_LIMITS } from '../src/http/limits.ts';
import { createLogger } from '../src/observe/logger.ts';
import { testDatabase } from './harness/test-database.ts';
import { startTestServer, type TestServer } from './harness/test-server.ts';
import { tokenFor } from './harness/tokens.ts';
import { until } from './harness/until.ts';

const STATUS = '/v1/offline-first-mobile-architecture/status';

const logged: string[] = [];
let server: TestServer;

beforeAll(async () => {
  const log = createLogger(
    { environment: 'production', logLevel: 'trace' },
    { write: (line: string) => void logged.push(line) },
  );
  server = await startTestServer({ log, env: { BIMRIDE_CORS_ORIGINS: 'https://app.bimride.example' } });
});

afterAll(() => server.close());

const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${server.url}${path}`, init);

describe('a running server', () => {
  it('tells everybody how far its pipeline has come', async () => {
    const response = await get(STATUS);
    const file = await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8');
    const { version } = JSON.parse(file) as { version: string };
    expect(response.status).toBe(200);
    // What ships with the product has been recorded.
    const commit = expect.any(Number);
    expect(await response.json()).toEqual({
      status: 'ok',
      version,
      commit,
      oldestParkedAgeSeconds: null,
      oldestParkedEventAgeSeconds: null,
    });
  });

  it.each(['/health/live', '/health/ready'])('answers %s, to the public and to operators', async (path) => {
    expect((await get(path)).status).toBe(200);
    expect((await fetch(`${server.managementUrl}${path}`)).status).toBe(200);
  });

  it('keeps its metrics to the operators', async () => {
    expect((await get('/metrics')).status).toBe(404);
    await get(`${STATUS}?phone=2465550123`);
    await get('/v1/who/knows');
    const response = await fetch(`${server.managementUrl}/metrics`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toMatch(
      new RegExp(`http_request_duration_seconds_count\\{method="GET",route="${STATUS}",status="200"\\} [1-9]`),
    );
    expect(text).toContain('route="none",status="404"');
    expect(text).not.toMatch(/2465550123|who/);
  });

  it('shows the metrics that a module adds', async () => {
    new Gauge({ name: 'bimride_ferries', help: 'Ferries at sea.', registers: [server.app.get(Registry)] }).set(3);
    expect(await (await fetch(`${server.managementUrl}/metrics`)).text()).toContain('bimride_ferries 3');
  });

  it('refuses what its management listener does not have', async () => {
    expect((await fetch(`${server.managementUrl}/docs`)).status).toBe(404);
    expect((await fetch(`${server.managementUrl}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it.each([
    ['evil.example', 421],
    ['evil.example:9464', 421],
    ['localhost.evil.example', 421],
    ['10.1.2.3:9464', 200],
    ['[::1]:9464', 200],
    ['localhost', 200],
    ['', 200],
  ])('answers operators under %j with %d: a web page does not reach it by a name of its own', async (host, wanted) => {
    for (const path of ['/metrics', '/health/live', '/health/ready']) {
      const asked = request(`${server.managementUrl}${path}`, { headers: { host } }).end();
      const [answered] = (await once(asked, 'response')) as [IncomingMessage];
      answered.resume();
      expect([path, answered.statusCode]).toEqual([path, wanted]);
    }
  });

  it('tells operators, too, that nothing is to be guessed or kept', async () => {
    for (const path of ['/metrics', '/health/live', '/nowhere']) {
      const { headers } = await fetch(`${server.managementUrl}${path}`);
      const [sniffing, caching] = [headers.get('x-content-type-options'), headers.get('cache-control')];
      expect([path, sniffing, caching]).toEqual([path, 'nosniff', 'no-store']);
    }
  });

  it('says of every public answer what it is and what it may do in a browser, and sets no cookie', async () => {
    const routes = server.app.get(RouteRegistry).list();
    const paths = routes
      .filter(({ method, access, path }) => method === 'GET' && access === 'public' && !/[:*]/.test(path))
      .map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['/', '/docs', '/problems', '/openapi.json', '/v1/book', STATUS]));
    for (const path of paths) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      const missing = ["base-uri 'none'", "frame-ancestors 'none'"].filter((part) => !policy.includes(part));
      expect([path, missing, /default-src 'none'|object-src 'none'/.test(policy)]).toEqual([path, [], true]);
      expect([path, headers.get('content-type')]).toEqual([
        path,
        expect.stringMatching(
          /^((text\/\w+|application\/javascript); charset=utf-8|application\/json(; charset=utf-8)?|image\/png)$/,
        ),
      ]);
      const others = ['x-content-type-options', 'referrer-policy', 'set-cookie'].map((name) => headers.get(name));
      expect([path, ...others]).toEqual([path, 'nosniff', 'no-referrer', null]);
    }
  });

  it('lets only the pages in that it was told of', async () => {
    const preflight = (origin: string): Promise<Response> =>
      get('/v1/sync/push', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const known = await preflight('https://app.bimride.example');
    expect([known.status, known.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://app.bimride.example',
    ]);
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await get('/nowhere')).status).toBe(404);
  });

  it('lets those pages use every method of every address', async () => {
    const { paths } = (await (await get('/openapi.json')).json()) as OpenApi;
    const origin = 'https://app.bimride.example';
    for (const [path, item] of Object.entries(paths)) {
      const wanted = Object.keys(item).map((method) => method.toUpperCase());
      const headers = { origin, 'access-control-request-method': wanted[0] ?? '' };
      const answer = await get(path.replaceAll(/[{}]/g, ''), { method: 'OPTIONS', headers });
      const allowed = answer.headers.get('access-control-allow-methods')?.split(', ') ?? [];
      expect([path, wanted.filter((method) => !allowed.includes(method))]).toEqual([path, []]);
    }
    const methods = new Set(Object.values(paths).flatMap((item) => Object.keys(item)));
    expect([...methods].toSorted()).toEqual(['get', 'post', 'put']);
  });
});

describe('a process that plays no part in HTTP', () => {
  it('serves its operators only', async () => {
    const worker = await startTestServer({
      env: { BIMRIDE_ROLES: 'consumers,schedule' },
      database: server.testDatabase,
    });
    await expect(fetch(`${worker.url}/health/live`)).rejects.toThrow('fetch failed');
    expect((await fetch(`${worker.managementUrl}/health/ready`)).status).toBe(200);
    await worker.close();
  });
});

describe('a fleet in which nobody handles events', () => {
  it('says so at its start, and of which groups nobody knows any more', async () => {
    const database = await testDatabase();
    await database.dataSource.query(`INSERT INTO sync.cursor VALUES ('rides.gone', 0, -1)`);
    logged.length = 0;
    const log = createLogger(
      { environment: 'production', logLevel: 'warn' },
      { write: (line: string) => void logged.push(line) },
    );
    const alone = await startTestServer({ log, env: { BIMRIDE_ROLES: 'http' }, database });
    const told = logged.map((line) => JSON.parse(line) as { msg: string; groups?: string[] });
    const groupsIn = (words: string) => told.find(({ msg }) => msg.includes(words))?.groups;
    expect(groupsIn('no process handles events')).toEqual(['pricing.book', 'pricing.settlement', 'rides.dispatch']);
    expect(groupsIn('does not have')).toEqual(['rides.gone']);
    expect(told.some(({ msg }) => msg.includes('no process does scheduled work'))).toBe(true);
    const text = await (await fetch(`${alone.managementUrl}/metrics`)).text();
    expect(text).toMatch(/^sync_group_read\{group="rides.dispatch"\} 0$/m);
    expect(text).toMatch(/^sync_group_keeps_seconds\{group="rides.gone",known="false"\} \d/m);
    await alone.close();
    await database.close();
  });
});

interface Operation {
  readonly security?: unknown;
  readonly responses: Record<string, unknown>;
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly securitySchemes: Record<string, unknown>; readonly schemas: Record<string, unknown> };
  readonly 'x-limits': { readonly http: unknown };
}

describe('the documents', () => {
  it('describe every route, who may use it, and what an error looks like', async () => {
    const document = (await (await get('/openapi.json')).json()) as OpenApi;
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual(['bearer', 'oauth2']);
    expect(document['x-limits'].http).toEqual(HTTP_LIMITS);
    expect(document.components.schemas['Problem']).toBeDefined();
    const status = document.paths[STATUS]?.['get'];
    expect(status?.security).toEqual([]);
    expect(status?.responses['4XX']).toEqual({ $ref: '#/components/responses/Problem' });
    expect(JSON.stringify(status?.responses['200'])).toContain('oldestParkedAgeSeconds');
  });

  it('come from this server alone: page, scripts and styles', async () => {
    const page = await get('/docs');
    const html = await page.text();
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      const response = await fetch(new URL(link, `${server.url}/docs`));
      expect([link, response.status]).toEqual([link, 200]);
      expect(new URL(response.url).origin).toBe(server.url);
    }
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(html).not.toMatch(/<script>|https?:\/\/(?!localhost|www\.w3\.org)/);
  });
});

describe('the log', () => {
  it('says of what was refused by which code, and when', async () => {
    const rider = await tokenFor(server.url, 'rider');
    logged.length = 0;
    const rubbish = await get('/v1/rides', { headers: { authorization: 'Bearer rubbish' } });
    await get('/v1/sync/push', { method: 'POST' });
    await get('/v1/quotes?limit=1', { method: 'PUT' });
    await get('/v1/ops/rides', { headers: { authorization: `Bearer ${rider}` } });
    const refusals = () =>
      logged
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ msg, status }) => msg === 'request' && Number(status) >= 400);
    // A line is written after its answer.
    await until('all four are written', () => refusals().length === 4);
    const lines = refusals();
    expect(lines.map(({ route, status, code }) => [route, status, code])).toEqual([
      ['/v1/rides', 401, 'token_malformed'],
      ['/v1/sync/push', 401, 'token_missing'],
      ['none', 405, 'method_not_allowed'],
      ['/v1/ops/rides', 403, 'permission_denied'],
    ]);
    expect(lines[0]).toMatchObject({ level: 'info', time: expect.stringMatching(/Z$/), method: 'GET' });
    expect(lines[0]?.['requestId']).toBe(rubbish.headers.get('x-request-id'));
    // Who was refused for lack of a right is known, and named as in any other line.
    expect(lines.map(({ person }) => typeof person)).toEqual(['undefined', 'undefined', 'undefined', 'string']);
  });

  const PLANTED = {
    token: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJyaWRlciIsImlzcyI6IngifQ.c2lnbmF0dXJl',
    email: 'keisha.alleyne@example.com',
    phone: '+1 246 555 0123',
    coordinates: '13.193887,-59.543198',
    id: '0199b8b8-8a4e-7c3e-9d3b-1234567890ab',
  };

  it('holds the route of every request and nothing that a person sent', async () => {
    logged.length = 0;
    const query = new URLSearchParams(PLANTED).toString();
    const headers = {
      authorization: `Bearer ${PLANTED.token}`,
      'x-email': PLANTED.email,
      cookie: `t=${PLANTED.token}`,
    };
    const body = JSON.stringify({ ...PLANTED, nested: PLANTED });
    const json = { ...headers, 'content-type': 'application/json' };
    await get(`${STATUS}?${query}`, { headers });
    await get(`/nowhere/${PLANTED.id}/${encodeURIComponent(PLANTED.email)}?${query}`, { headers });
    await get(`/oidc/auth?${query}`, { headers });
    for (const path of ['/v1/sync/push', '/v1/sync/pull', '/v1/rides', '/oidc/token', '/health/live']) {
      await get(`${path}?${query}`, { method: 'POST', headers: json, body });
      await get(`${path}?${query}`, { method: 'POST', headers: json, body: body.slice(0, -1) });
    }
    const text = logged.join('');
    expect(text).toContain(`"route":"${STATUS}"`);
    expect(logged.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThanOrEqual(13);
    for (const [what, value] of Object.entries(PLANTED)) expect([what, text.includes(value)]).toEqual([what, false]);
    for (const part of [
      'eyJhbGci',
      'keisha',
      '555+0123',
      '5550123',
      '13.19',
      '59.54',
      encodeURIComponent(PLANTED.coordinates),
    ]) {
      expect([part, text.includes(part)]).toEqual([part, false]);
    }
  });
});
