import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startPostgresProxy, type PostgresProxy } from '../harness/postgres-proxy.ts';
import { HttpPhone, PokeStream, type Caller } from '../phone/index.ts';
import { eventually } from './eventually.ts';
import type { ServerProcess } from './server-process.ts';
import { phoneWrongs, World } from './world.ts';

/**
 * Two servers, each behind a proxy before its database, with the limits of production. Connections of the first one fall silent:
 * whoever sends on them is acknowledged and never answered, as by a gateway whose other side is gone.
 */
const REPLACED_WITHIN_MS = 15_000;
const SUCCEEDED_WITHIN_MS = 30_000;
const LONGER_THAN_ANY_MS = 120_000;

let world: World;
let proxies: [PostgresProxy, PostgresProxy];
let server: ServerProcess;
let other: ServerProcess;
let anna: Caller;
let phone: HttpPhone;

beforeEach(async () => {
  world = await World.create();
  proxies = [await startPostgresProxy(world.databaseUrl), await startPostgresProxy(world.databaseUrl)];
  server = await world.startServer({ databaseUrl: proxies[0].url });
  anna = await world.person('anna', 'rider');
  phone = new HttpPhone(anna);
  await add(server);
  // Whoever handles the first event holds the group's place.
  await eventually('the first server handles events', async () =>
    (await world.deliveries()).some(({ pid }) => pid === server.pid),
  );
  other = await world.startServer({ databaseUrl: proxies[1].url });
});
afterEach(async () => {
  await world.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
});

const add = (where: ServerProcess) => {
  phone.write('tally.add', { tallyId: 'a', amount: 1 });
  return phone.push(where.url);
};

const readiness = async (where: ServerProcess): Promise<string> => {
  const response = await fetch(`${where.url}/health/ready`);
  return response.ok ? 'ready' : ((await response.json()) as { detail: string }).detail;
};

/** How long it took until it was so. */
async function recovery(what: string, isSo: () => Promise<boolean>): Promise<number> {
  const begunMs = performance.now();
  await eventually(what, isSo, LONGER_THAN_ANY_MS);
  const tookMs = performance.now() - begunMs;
  process.stdout.write(`${what}: after ${(tookMs / 1_000).toFixed(1)} s\n`);
  return tookMs;
}

async function allIsWell(): Promise<void> {
  expect((await add(other)).kind).toBe('acknowledged');
  await world.eventsHandled();
  expect(await world.wrongs()).toEqual([]);
  expect(await phoneWrongs(world, phone, other.url)).toEqual([]);
}

describe('connections of a server that fall silent', () => {
  it('are replaced, all of them: it stores, it can be pulled from, and it is ready again', async () => {
    await phone.pull(server.url);
    expect(proxies[0].silence(null)).toBeGreaterThan(4);
    const tookMs = await Promise.all([
      recovery('pushes are stored', async () => (await add(server)).kind === 'acknowledged'),
      recovery('pulls are answered', () =>
        phone.pull(server.url).then(
          () => true,
          () => false,
        ),
      ),
      recovery('the server says that it is not ready', async () => (await readiness(server)) !== 'ready'),
    ]);
    tookMs.push(await recovery('the server is ready', async () => (await readiness(server)) === 'ready'));
    expect(Math.max(...tookMs)).toBeLessThan(REPLACED_WITHIN_MS);
    expect(proxies[0].living('bimride-listener')).toBe(1);
    await allIsWell();
  });

  it('are replaced where it hears of commits: a phone that listens is poked', async () => {
    const pokes = await PokeStream.open(server.url, anna.token);
    await eventually('the first poke', () => pokes.orders.length > 0);
    await world.eventsHandled();
    expect(proxies[0].silence('bimride-listener')).toBe(1);
    expect((await add(other)).kind).toBe('acknowledged');
    const [row] = await world.ask('SELECT commit FROM sync.head');
    const tookMs = await recovery('the phone is poked', async () =>
      pokes.orders.some((order) => order >= Number(row?.['commit'])),
    );
    expect(tookMs).toBeLessThan(REPLACED_WITHIN_MS);
    expect(pokes.ended).toBeUndefined();
    await pokes.close();
    await allIsWell();
  });

  it('do not keep it from ending', async () => {
    let hits = 0;
    proxies[0].fateOf = ({ application }) => {
      if (application !== 'bimride-sequencer') return 'pass';
      hits += 1;
      return 'silent';
    };
    const pushing = add(server);
    await eventually('a commit is under way', () => hits > 0);
    expect(proxies[0].silence(null)).toBeGreaterThan(3);
    const tookMs = await recovery('the server ends', () => server.stop().then(() => true));
    expect(tookMs).toBeLessThan(REPLACED_WITHIN_MS);
    expect(await server.exited).toMatchObject({ code: 0 });
    expect((await pushing).kind).not.toBe('acknowledged');
    await allIsWell();
  });
});

describe('the host of a server that vanishes', () => {
  it('is succeeded by another one where events are handled', async () => {
    proxies[0].silence(null);
    server.signal('SIGSTOP');
    await add(other);
    const tookMs = await recovery('the other server handles events', async () =>
      (await world.deliveries()).some(({ pid }) => pid === other.pid),
    );
    expect(tookMs).toBeLessThan(SUCCEEDED_WITHIN_MS);
    await allIsWell();
    server.signal('SIGKILL');
    await server.exited;
  });
});
