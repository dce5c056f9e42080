import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { SyncRuntime } from '#sync';
import { grantTo } from '../../src/database-grants.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { callHttp } from '../harness/http-caller.ts';
import { testDatabase, type TestDatabase } from '../harness/test-database.ts';
import { startTestIssuer, type TestIssuer } from '../harness/test-issuer.ts';
import { startTestServer, type TestServer } from '../harness/test-server.ts';
import { pullBody, pushBody } from '../phone/index.ts';
import { eventually } from './eventually.ts';

/**
 * What goes wrong around a server is told as what it is: in the answer, by `/health/ready`, in the log (once for each cause and
 * minute) and as a figure. The server works under a role that may do no more than it must.
 */
const ROLE = `app_${randomBytes(6).toString('hex')}`;
const PUSHES = 20;

let issuer: TestIssuer;
let database: TestDatabase;
let server: TestServer;
const logged: string[] = [];

const asOwner = <R>(sql: string): Promise<R[]> => database.dataSource.query<R[]>(sql);

function urlOfRole(): string {
  const url = new URL(database.url);
  url.username = ROLE;
  url.password = ROLE;
  return url.href;
}

function startServer(more: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const log = createLogger(
    { environment: 'production', logLevel: 'info' },
    { write: (line: string) => void logged.push(line) },
  );
  return startTestServer({
    log,
    database,
    env: { DATABASE_URL: urlOfRole(), OIDC_ISSUER: issuer.issuer, BIMRIDE_MIGRATE: 'false', ...more },
  });
}

beforeAll(async () => {
  issuer = await startTestIssuer();
  database = await testDatabase();
  await asOwner(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${ROLE}'`);
  await grantTo(ROLE, database.dataSource);
  server = await startServer();
});
afterAll(async () => {
  await server.close();
  await asOwner(`DROP OWNED BY ${ROLE}`);
  await asOwner(`DROP ROLE ${ROLE}`);
  await database.close();
  await issuer.close();
});

let pushed = 0;
async function push() {
  pushed += 1;
  const token = await issuer.mint({ sub: 'anna', roles: ['rider'] });
  const group = `group-${pushed}`;
  const mutation = {
    clientID: `${group}-s`,
    id: 1,
    name: 'rides.cancel',
    args: { rideId: '01890000-0000-7000-8000-000000000000', reason: 'changed_mind' },
    timestamp: 0,
  };
  return callHttp(`${server.url}/v1/sync/push`, { method: 'POST', token, body: pushBody(group, [mutation]) });
}

async function notReady(of: TestServer = server): Promise<string | null> {
  const { status, json } = await callHttp(`${of.url}/health/ready`, { method: 'GET' });
  return status === 200 ? null : String(json['detail']);
}

/** Lines of the log about this, since a moment ago. */
const told = (about: string): readonly string[] => logged.filter((line) => line.includes(`"about":"${about}"`));

async function counted(about: string): Promise<number> {
  const text = await (await fetch(`${server.managementUrl}/metrics`)).text();
  const values = [...text.matchAll(/^bimride_faults_total\{about="(\w+)",reason="\w+"\} (\d+)$/gm)];
  return values.filter(([, of]) => of === about).reduce((sum, [, , value]) => sum + Number(value), 0);
}

describe('told as what it is', () => {
  it('a missing right: the table it is about is not hidden behind a database that does not answer', async () => {
    expect(await notReady()).toBeNull();
    expect((await push()).status).toBe(200);
    await asOwner(`REVOKE INSERT ON public.audit_offline_first_mobile_architecture FROM ${ROLE}`);
    const answers = await Promise.all(Array.from({ length: PUSHES }, push));
    const distinct = new Set(answers.map(({ status, json }) => `${status} ${String(json['code'])}`));
    // A person may have so many pushes waiting; the others are put off for that.
    expect([...distinct].sort()).toEqual(['429 too_many_pushes', '503 database_refuses']);
    expect(await notReady()).toBe('database_refuses');
    const refused = answers.filter(({ status }) => status === 503).length;
    expect(await counted('database_refuses')).toBe(refused);
    const [line, ...more] = told('database_refuses').map((one) => JSON.parse(one) as Record<string, unknown>);
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      level: 'error',
      reason: '42501',
      err: { code: '42501', message: 'the database refused (42501)' },
    });
    expect(await asOwner('SELECT 1 FROM sync.parked')).toEqual([]);
    await asOwner(`GRANT INSERT ON public.audit_offline_first_mobile_architecture TO ${ROLE}`);
    expect((await push()).status).toBe(200);
    expect(await notReady()).toBeNull();
  });

  it('connections that are used up', async () => {
    const linesBefore = logged.length;
    await asOwner(`ALTER ROLE ${ROLE} CONNECTION LIMIT 1`);
    await asOwner(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE usename = '${ROLE}' AND application_name IN ('bimride', 'bimride-pulls', 'bimride-sequencer')`);
    // The first ones may still meet a connection that ends.
    const code = async () => (await push()).json['code'];
    await eventually('a push is told so', async () => (await code()) === 'database_exhausted');
    const isTold = async () => (await notReady())?.includes('connections_used_up') === true;
    await eventually('the server is not ready for it', isTold);
    expect(told('database_exhausted').map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual([
      '53300',
    ]);
    await asOwner(`ALTER ROLE ${ROLE} CONNECTION LIMIT -1`);
    expect((await push()).status).toBe(200);
    await eventually('the server is ready', async () => (await notReady()) === null);
    // Whatever timer, pool or request met it: one line for each cause, with its SQLSTATE.
    const faults = logged
      .slice(linesBefore)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ level, msg }) => level !== 'info' && msg !== 'request');
    const causes = faults.map(({ msg, about, reason, detail }) => [msg, about, reason, detail].join(' '));
    expect(new Set(causes).size).toBe(causes.length);
    expect(faults.map(({ about, reason }) => `${String(about)} ${String(reason)}`)).toContain('connections 57P01');
    expect(
      faults.map(({ reason }) => String(reason)).filter((reason) => !/^(?:none|\d[0-9A-Z]{4}|[a-z_]+)$/.test(reason)),
    ).toEqual([]);
  });

  it('an issuer that cannot be reached and whose keys are not known; with known keys its outage is not ours', async () => {
    const token = await issuer.mint({ sub: 'anna', roles: ['rider'] });
    await issuer.fail();
    const other = await startServer();
    const { status, json } = await callHttp(`${other.url}/v1/rides`, { method: 'GET', token });
    expect([status, json['code']]).toEqual([503, 'identity_unavailable']);
    expect(await notReady(other)).toBe('identity_unavailable');
    expect(told('identity_unavailable')).toHaveLength(1);
    expect(await notReady()).toBeNull();
    await issuer.recover();
    await eventually('the other server is ready', async () => (await notReady(other)) === null);
    expect((await callHttp(`${other.url}/v1/rides`, { method: 'GET', token })).status).toBe(200);
    await other.close();
  });

  it('connections are no more than it may hold, however much is asked at once', async () => {
    const most = 12;
    const own = async () => {
      const rows = await asOwner<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE usename = '${ROLE}'`);
      return rows.map(({ pid }) => pid);
    };
    const before = new Set(await own());
    const other = await startServer({ BIMRIDE_DATABASE_CONNECTIONS: String(most) });
    const ready = logged
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .findLast(({ msg }) => msg === 'ready');
    expect(ready).toMatchObject({
      connections: most,
      roles: expect.arrayContaining(['http', 'consumers']),
      postgres: expect.stringMatching(/^1[789]\./),
      version: expect.any(String),
    });
    const token = await issuer.mint({ sub: 'anna', roles: ['rider'] });
    const over = new AbortController();
    const asking = Promise.all(
      Array.from({ length: 200 }, async (_, nth) => {
        const body = pullBody(`other-${nth}`);
        await callHttp(`${other.url}/v1/sync/pull`, { method: 'POST', token, body });
        await callHttp(`${other.url}/v1/rides`, { method: 'GET', token });
      }),
    ).finally(() => over.abort());
    let seen = 0;
    while (!over.signal.aborted) seen = Math.max(seen, (await own()).filter((pid) => !before.has(pid)).length);
    await asking;
    logged.length = 0;
    await other.close();
    expect(logged.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['shutting down', 'ended']);
    expect(seen).toBeLessThanOrEqual(most);
    expect(seen).toBeGreaterThan(most / 2);
  });

  it('what is scheduled is done under that role, to its end', async () => {
    await server.app.get(SyncRuntime).idle();
    // All of it happened long ago, and every group has handled it.
    await database.dataSource.transaction(async (all) => {
      await all.query('ALTER TABLE sync.commit DISABLE TRIGGER commit_append_only');
      await all.query('UPDATE sync.commit SET committed_at_ms = 1');
      await all.query('ALTER TABLE sync.commit ENABLE TRIGGER commit_append_only');
      await all.query('UPDATE sync.cursor SET commit = head.commit FROM sync.head');
    });
    const { jobs } = server.app.get(SyncRuntime);
    const runId = String(await jobs.ask('retention', { dryRun: false, cause: 'operator' }));
    const run = await eventually('the run is over', async () => {
      const seen = await jobs.run('retention', runId);
      return seen !== null && seen.endedAtMs !== null && seen;
    });
    expect(run).toMatchObject({ state: 'done', tries: 1, error: null });
    const { counts } = run;
    expect([counts?.['ledger-arguments'], counts?.['events']].every((count) => Number(count) > 0)).toBe(true);
  });

  it('a right that is missing from the start keeps a server from starting, by name', async () => {
    await asOwner(`REVOKE SELECT ON public.migrations FROM ${ROLE}`);
    await asOwner(`REVOKE USAGE ON SCHEMA pricing FROM ${ROLE}`);
    const starting = startServer();
    await expect(starting).rejects.toThrow(
      /does not let our role do this: .*INSERT on pricing\..*SELECT on public\.migrations/,
    );
  });
});
