import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { HttpPhone } from '../phone/index.ts';
import { eventually } from './eventually.ts';
import type { ServerProcess } from './server-process.ts';
import { phoneWrongs, World } from './world.ts';

/** Somebody works on a table (a migration, a VACUUM FULL, a REINDEX) for longer than a commit waits, with the limits of production. */
const HELD_MS = 20_000;
const DECIDED_WITHIN_MS = 5_000;

describe('a stranger who holds a table for longer than any commit waits', () => {
  let world: World;
  let server: ServerProcess;
  let phone: HttpPhone;
  let stranger: Client;

  beforeAll(async () => {
    world = await World.create();
    server = await world.startServer();
    phone = new HttpPhone(await world.person('anna', 'rider'));
    stranger = new Client({ connectionString: world.databaseUrl });
    await stranger.connect();
  });
  afterAll(async () => {
    await stranger.end();
    await world.close();
  });

  afterEach(() => stranger.query('ROLLBACK'));

  async function readiness(): Promise<string> {
    const response = await fetch(`${server.url}/health/ready`);
    return response.ok ? 'ready' : ((await response.json()) as { detail: string }).detail;
  }

  it.each(['sync.client', 'sync.ledger', 'sync.parked', 'tally.tally'])(
    '%s: healthy work is put off, parked by nobody, and decided once the table is free',
    async (table) => {
      const pushed = () => phone.push(server.url);
      await phone.do(server.url, ['tally.add', { tallyId: 'a', amount: 1 }]);
      // What handlers do is stored without some of these tables: then something can be stored, and the server says so.
      await world.eventsHandled();
      await stranger.query('BEGIN');
      await stranger.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const heldSinceMs = performance.now();
      phone.write('tally.add', { tallyId: 'a', amount: 1 });
      expect(await pushed()).toEqual({ kind: 'put_off', status: 503, code: 'database_busy', retryAfter: '2' });
      expect(await (await fetch(`${server.url}/health/live`)).json()).toEqual({ status: 'ok' });
      const said = table === 'tally.tally' ? 'ready' : 'commits_failing';
      await eventually(`the server says ${said}`, async () => (await readiness()) === said, HELD_MS);
      await eventually(
        'it was held for long enough, and one thing was said all the time',
        async () => {
          expect(await readiness()).toBe(said);
          return performance.now() - heldSinceMs > HELD_MS;
        },
        2 * HELD_MS,
      );
      await stranger.query('ROLLBACK');
      const freeMs = performance.now();
      expect(await readiness()).toBe('ready');
      await eventually('the push is decided', async () => (await pushed()).kind === 'acknowledged');
      const tookMs = performance.now() - freeMs;
      process.stdout.write(`${table}: decided ${(tookMs / 1_000).toFixed(1)} s after it was free\n`);
      expect(tookMs).toBeLessThan(DECIDED_WITHIN_MS);
      expect(await world.ask('SELECT 1 FROM sync.parked')).toEqual([]);
      await world.eventsHandled();
      expect(await world.wrongs()).toEqual([]);
      expect(await phoneWrongs(world, phone, server.url)).toEqual([]);
    },
  );
});
