import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES, type Permission, type Role } from '#sync';
import { PERMISSIONS } from './harness/probe-app.ts';
import { type DeclaredRoute, RouteRegistry } from '../src/auth/route-registry.ts';
import { bootstrap, type RunningServer } from '../src/bootstrap.ts';
import { readConfig } from '../src/read-config.ts';
import { DEMO_PEOPLE } from '../src/identity/people.ts';
import { testDatabase } from './harness/test-database.ts';
import { tokenFor } from './harness/tokens.ts';

/** Every route × every role, over HTTP, with real tokens: it opens exactly when the table of permissions says so. */

let dataDir: string;
let database: Awaited<ReturnType<typeof testDatabase>>;
let server: RunningServer;
let routes: readonly DeclaredRoute[];

beforeAll(async () => {
  database = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'bimride-matrix-'));
  const settings = { PORT: '0', BIMRIDE_MANAGEMENT_PORT: '0', BIMRIDE_LOG_LEVEL: 'silent' };
  server = await bootstrap(readConfig({ ...settings, DATABASE_URL: database.url, BIMRIDE_DATA_DIR: dataDir }));
  routes = server.app.get(RouteRegistry).list();
});
afterAll(async () => {
  await server.close();
  await database.close();
  await rm(dataDir, { recursive: true });
});

const SOME_ID = '0192a4c7-0000-7000-8000-000000000000';

interface Verdict {
  readonly status: number;
  readonly code?: unknown;
  readonly permission?: unknown;
}

/** Knocks at a route. The body is empty JSON: whoever gets in is turned away by the next check, and nothing changes. */
async function knock({ method, path }: DeclaredRoute, token?: string): Promise<Verdict> {
  const url = `${server.url}${path.replaceAll(/:\w+/g, SOME_ID).replaceAll('*', 'some-file')}`;
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const body = method === 'GET' || method === 'HEAD' ? null : '{}';
  const leave = new AbortController();
  const response = await fetch(url, { method, headers, body, redirect: 'manual', signal: leave.signal });
  const { status } = response;
  if ((status !== 401 && status !== 403) || method === 'HEAD') {
    leave.abort(); // an event stream would go on for ever
    return { status };
  }
  const { code, permission } = (await response.json()) as Record<string, unknown>;
  return { status, code, permission };
}

const opened = ({ status }: Verdict): boolean => status !== 401 && status !== 403;

const mayUse = (roles: readonly Role[], permission: Permission): boolean => PERMISSIONS.mayUse(roles, permission);

const nameOf = ({ method, path }: DeclaredRoute): string => `${method} ${path}`;

describe('every route', () => {
  it('asks strangers for a token, unless it is public', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const verdict = await knock(route);
      const asExpected =
        route.access === 'public'
          ? opened(verdict)
          : verdict.status === 401 && (route.method === 'HEAD' || verdict.code === 'token_missing');
      if (!asExpected) wrong.push(`${nameOf(route)} (${route.access}): ${JSON.stringify(verdict)}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(DEMO_PEOPLE.map(({ id, roles }) => [id, roles] as const))(
    'opens to %s as the table says',
    async (id, roles) => {
      const token = await tokenFor(server.url, id);
      const wrong: string[] = [];
      for (const route of routes) {
        const verdict = await knock(route, token);
        const { access } = route;
        const expected = access === 'public' || mayUse(roles, access);
        const refusedRightly =
          verdict.status === 403 &&
          (route.method === 'HEAD' || (verdict.code === 'permission_denied' && verdict.permission === access));
        if (expected ? !opened(verdict) : !refusedRightly)
          wrong.push(`${nameOf(route)} (${access}): ${JSON.stringify(verdict)}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('is there: the walk saw routes of each sort', () => {
    const protectedRoutes = routes.filter(({ access }) => access !== 'public');
    expect(protectedRoutes.length).toBeGreaterThan(0);
    expect(routes.length).toBeGreaterThan(protectedRoutes.length);
  });

  it('grants what was reviewed, and nothing else', () => {
    const rows = routes.map((route) => {
      const { access } = route;
      const who = access === 'public' ? 'everybody' : ROLES.filter((role) => mayUse([role], access)).join(' ');
      return `${nameOf(route).padEnd(50)} ${access.padEnd(20)} ${who}`;
    });
    // a change here is a change of who may do what: look at it, then update with `npm run -s jest -- <this file> -u`
    expect(`\n${rows.join('\n')}\n`).toMatchSnapshot();
  });
});
