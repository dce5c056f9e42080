import { describe, expect, it } from '@jest/globals';
import { get as httpGet, Agent } from 'node:http';
import { connect } from 'node:net';
import { Client } from 'pg';
import type { SyncTrouble } from '#sync';
import { Readiness } from '../src/observe/readiness.ts';
import { testDatabase } from './harness/test-database.ts';
import { startTestServer, type TestServer } from './harness/test-server.ts';
import { until } from './harness/until.ts';

/** A request whose answer waits for a lock in the database until `finish` is called. */
async function requestInFlight(server: TestServer): Promise<{ answer: Promise<number>; finish: () => Promise<void> }> {
  const blocker = new Client({ connectionString: server.testDatabase.url });
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE sync.head IN ACCESS EXCLUSIVE MODE');
  const answer = fetch(`${server.url}/v1/offline-first-mobile-architecture/status`).then(({ status }) => status);
  await until('it waits for the lock', async () => {
    const { rowCount } = await blocker.query(
      // Readers of events look at the head by themselves, and would wait here too.
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
       AND application_name NOT LIKE 'bimride-events%'`,
    );
    return rowCount === 1;
  });
  const finish = async (): Promise<void> => {
    await blocker.query('COMMIT').catch(() => undefined);
    await blocker.end().catch(() => undefined);
  };
  return { answer, finish };
}

/** One request over a connection that stays open between requests. */
function overKeptConnection(url: string, agent: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    httpGet(url, { agent }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });
}

const isListening = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

describe('shutting down', () => {
  it('finishes what is in flight, takes nothing new, and tells the load balancer', async () => {
    const server = await startTestServer();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const readiness = server.app.get(Readiness);
    expect((await overKeptConnection(`${server.url}/health/ready`, agent)).status).toBe(200);
    const { answer, finish } = await requestInFlight(server);
    const closing = server.close();
    expect(readiness.isShuttingDown).toBe(true);
    const ready = await fetch(`${server.managementUrl}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'not_ready', detail: 'shutting_down' }),
    ]);
    await until('it hears nobody any more', async () => !(await isListening(server.url)));
    await finish();
    expect(await answer).toBe(200);
    await closing;
    expect(await isListening(server.managementUrl)).toBe(false);
    agent.destroy();
  });

  it('cuts off what does not end in time', async () => {
    const server = await startTestServer({ env: { BIMRIDE_SHUTDOWN_SECONDS: '1' } });
    const { answer, finish } = await requestInFlight(server);
    const outcome = answer.catch(() => 'cut off');
    const closing = server.close();
    expect(await outcome).toBe('cut off');
    await finish();
    await closing;
  });

  it('may be asked for twice', async () => {
    const server = await startTestServer();
    await expect(Promise.all([server.close(), server.close()])).resolves.toHaveLength(2);
  });
});

describe('readiness', () => {
  it('wants a database that answers and a schema that is current', async () => {
    const database = await testDatabase();
    const readiness = new Readiness(database.dataSource);
    const troubles: SyncTrouble[] = [];
    expect(await readiness.check()).toEqual(['starting']);
    readiness.beginServing({ troubles: async () => troubles });
    await database.dataSource.query('ALTER TABLE migrations RENAME TO hidden');
    expect(await readiness.check()).toEqual(['migrations_pending']);
    await database.dataSource.query('ALTER TABLE hidden RENAME TO migrations');
    expect(await readiness.check()).toEqual([]);
    troubles.push('listener_deaf', 'events_stalled');
    expect(await readiness.check()).toEqual(['listener_deaf', 'events_stalled']);
    await database.dataSource.destroy();
    expect(await readiness.check()).toEqual(['database_unavailable']);
    readiness.beginShutdown();
    expect(await readiness.check()).toEqual(['shutting_down']);
    await database.close();
  });
});
