import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPostgresProxy } from '#api/testing/postgres-proxy';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import type { ClientBase } from 'pg';
import { SESSION_LIMITS } from './session.ts';
import { Sessions } from './sessions.ts';

let database: TestDatabase;
let sessions: Sessions;
beforeAll(async () => {
  database = await testDatabase();
  sessions = new Sessions({ connectionString: database.url });
});
afterAll(() => database.close());

/** Settings of a session as the server has them, in their own units. */
async function settingsOf(client: ClientBase, names: readonly string[]): Promise<Record<string, string>> {
  const text = 'SELECT name, setting FROM pg_settings WHERE name = ANY($1::text[])';
  const { rows } = await client.query<{ name: string; setting: string }>(text, [names]);
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}

const REACHABILITY = {
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '15000',
  client_connection_check_interval: '5000',
};

describe('a session', () => {
  it('has its settings, and the server looks whether its other end is there', async () => {
    const expected = { ...REACHABILITY, jit: 'off', idle_session_timeout: String(SESSION_LIMITS.heldSilenceMsMax) };
    const held = await sessions.open({ application: 'spec', settings: { jit: 'off' }, onLost: () => undefined });
    expect(await settingsOf(held, Object.keys(expected))).toEqual(expected);
    await sessions.close(held);

    const pooled = { ...REACHABILITY, jit: 'off', idle_session_timeout: '0' };
    const pool = sessions.pool({
      application: 'spec',
      connectionsMax: 1,
      settings: { jit: 'off' },
      onError: () => undefined,
    });
    const client = await pool.acquire();
    expect(await settingsOf(client, Object.keys(pooled))).toEqual(pooled);
    client.release();
    await pool.close();
  });

  it('asks for nothing in its greeting that a pooler may refuse', async () => {
    const proxy = await startPostgresProxy(database.url);
    const through = new Sessions({ connectionString: proxy.url });
    const held = await through.open({ application: 'spec', settings: { jit: 'off' }, onLost: () => undefined });
    expect(proxy.greetings).toEqual([['user', 'database', 'application_name', 'client_encoding']]);
    await through.close(held);
    await proxy.close();
  });

  it('is not had of a server that takes connections and never answers', async () => {
    const proxy = await startPostgresProxy(database.url);
    proxy.deaf = true;
    const impatient = new Sessions({ connectionString: proxy.url }, { connectTimeoutMs: 200 });
    await expect(impatient.open({ application: 'spec', settings: {}, onLost: () => undefined })).rejects.toThrow(
      'timeout expired',
    );
    await proxy.close();
  });

  it('is told once that it is lost, and not when it is closed', async () => {
    const lost: string[] = [];
    const onLost = ({ message }: Error) => void lost.push(message);
    const closed = await sessions.open({ application: 'spec', settings: {}, onLost });
    await sessions.close(closed);
    const ended = await sessions.open({ application: 'spec', settings: {}, onLost });
    const over = new Promise((resolve) => ended.once('end', resolve));
    await database.dataSource.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'spec'",
    );
    await over;
    expect(lost).toEqual(['terminating connection due to administrator command']);
  });
});
