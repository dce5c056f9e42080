import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { userInfo } from 'node:os';
import { callHttp } from '../harness/http-caller.ts';
import { startSystemService, type SystemService } from '../harness/system-service.ts';
import { testDatabase, type TestDatabase } from '../harness/test-database.ts';
import { startTestServer } from '../harness/test-server.ts';
import { tokenFor } from '../harness/tokens.ts';
import { PokeStream, pullBody, pushBody } from '../phone/index.ts';
import { eventually } from './eventually.ts';

/** PgBouncer itself between the server and PostgreSQL, with the settings of docs/database.md and with wrong ones. */

let database: TestDatabase;
const poolers: SystemService[] = [];
beforeAll(async () => void (database = await testDatabase()));
afterEach(async () => {
  for (const pooler of poolers.splice(0)) await pooler.close();
});
afterAll(() => database.close());

/** The database's address through a PgBouncer that pools so. */
async function throughPgBouncer(mode: 'session' | 'transaction' | 'statement'): Promise<string> {
  const behind = new URL(database.url);
  const name = behind.pathname.slice(1);
  const pooler = await startSystemService('pgbouncer', ({ port, folder }) => ({
    files: {
      'users.txt': `"${behind.username}" "${decodeURIComponent(behind.password)}"\n`,
      'pgbouncer.ini': `[databases]
${name} = host=${behind.hostname} port=${behind.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${folder}/users.txt
pool_mode = ${mode}
default_pool_size = 60
max_client_conn = 200
`,
    },
    // It refuses to be root.
    args: [...(userInfo().uid === 0 ? ['-u', 'nobody'] : []), `${folder}/pgbouncer.ini`],
  }));
  poolers.push(pooler);
  const through = new URL(database.url);
  through.host = `127.0.0.1:${pooler.port}`;
  return through.href;
}

const serverAt = (url: string) => startTestServer({ database, env: { DATABASE_URL: url } });

it('PgBouncer that pools by session lets a server store, pull, poke and handle events', async () => {
  const server = await serverAt(await throughPgBouncer('session'));
  const token = await tokenFor(server.url, 'rider');
  const pokes = await PokeStream.open(server.url, token);
  await eventually('the first poke', () => pokes.orders.length > 0);
  const ask = (path: string, body: object) => callHttp(`${server.url}${path}`, { method: 'POST', token, body });
  const cancel = { rideId: '01890000-0000-7000-8000-000000000000', reason: 'changed_mind' };
  const mutation = { clientID: 's', id: 1, name: 'rides.cancel', args: cancel, timestamp: 0 };
  expect((await ask('/v1/sync/push', pushBody('g', [mutation]))).status).toBe(200);
  await eventually('a poke of the commit', () => pokes.orders.length > 1);
  expect((await ask('/v1/sync/pull', pullBody('g'))).json).toMatchObject({ lastMutationIDChanges: { s: 1 } });
  expect((await callHttp(`${server.url}/health/ready`, { method: 'GET' })).status).toBe(200);
  await pokes.close();
  await server.close();
});

describe.each(['transaction', 'statement'] as const)('PgBouncer that pools by %s', (mode) => {
  it('keeps a server from starting, and the message says what to do', async () => {
    const url = await throughPgBouncer(mode);
    await expect(serverAt(url)).rejects.toThrow(/gives each transaction another connection.*pool_mode=session/);
  });
});
