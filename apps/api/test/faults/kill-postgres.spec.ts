import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { EmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { seedOfRun } from '../harness/random.ts';
import { HttpPhone, PokeStream } from '../phone/index.ts';
import { Chaos } from './chaos.ts';
import { eventually } from './eventually.ts';
import { ScopeFollower } from './follower.ts';
import { holdHead, phoneWrongs, readerWrongs, World } from './world.ts';

describe('Y1 PostgreSQL that ends without a shutdown', () => {
  let world: World;
  let cluster: EmbeddedPostgres;

  beforeAll(async () => {
    ({ world, cluster } = await World.createDurable());
  });
  afterAll(() => world.close());

  const status = async (url: string): Promise<number> => (await fetch(url)).status;

  it('puts callers off, keeps what was acknowledged, and is found again by the server that lived on', async () => {
    const server = await world.startServer();
    const anna = await world.person('anna', 'rider');
    const phone = new HttpPhone(anna);
    const reader = new ScopeFollower({ scope: 'rider:anna', caller: anna, urls: () => [server.url] });
    const pokes = await PokeStream.open(server.url, anna.token);
    phone.write('tally.add', { tallyId: 'a', amount: 1 });
    expect(await phone.push(server.url)).toMatchObject({ kind: 'acknowledged' });
    await reader.drain();
    const pidBefore = await cluster.pid();

    // One push is in the middle of its transaction when the database goes.
    phone.write('tally.add', { tallyId: 'a', amount: 10 });
    const holder = await holdHead(world.databaseUrl);
    const inFlight = phone.push(server.url);
    await eventually('the push waits for the head', () => holder.isWaitedFor());
    await cluster.stop('immediate');
    expect(await cluster.pid()).toBeUndefined();
    const putOff = { kind: 'put_off', status: 503, code: 'database_unavailable', retryAfter: '2' };
    expect(await inFlight).toEqual(putOff);
    expect(await phone.push(server.url)).toEqual(putOff);
    await expect(reader.poll()).rejects.toMatchObject({ status: 503 });
    expect(await status(`${server.url}/health/ready`)).toBe(503);
    expect(await status(`${server.url}/health/live`)).toBe(200);
    // Phones come back while the database is away: that is when their streams break.
    const openedMeanwhile = await PokeStream.open(server.url, anna.token);

    await cluster.start();
    expect(await cluster.pid()).not.toBe(pidBefore);
    expect(await readFile(cluster.logFile, 'utf8')).toContain('database system was not properly shut down');
    await eventually('the push is acknowledged', async () => (await phone.push(server.url)).kind === 'acknowledged');
    await eventually('the server is ready', async () => (await status(`${server.url}/health/ready`)) === 200);
    const [row] = await world.ask("SELECT commit FROM sync.view WHERE key = 'tally/a' AND scope = 'rider:anna'");
    const commit = Number(row?.['commit']);
    await eventually('the old poke connection tells of it', () => pokes.orders.some((order) => order >= commit));
    await eventually('and so does the one that was opened meanwhile', () =>
      openedMeanwhile.orders.some((order) => order >= commit),
    );
    expect([pokes.ended, openedMeanwhile.ended]).toEqual([undefined, undefined]);
    await openedMeanwhile.close();
    await world.eventsHandled();
    expect(await world.wrongs()).toEqual([]);
    expect(await phoneWrongs(world, phone, server.url)).toEqual([]);
    expect(await readerWrongs(world, reader)).toEqual([]);
    expect(reader.rows().get('tally/a')).toEqual({ tallyId: 'a', value: 11, adds: 2 });
    await pokes.close();
    await server.stop();
  });

  // More of them in chaos.long.spec.ts.
  const seed = seedOfRun();
  it(`loses nothing at a random moment, nor does a server whose connections end (TEST_SEED=${seed})`, async () => {
    const reports = await new Chaos({ world, cluster, seed, blows: ['postgres immediate', 'cut connections'] }).run();
    const proofs = [/recovered/, /connections to the database were ended/];
    expect(reports.map(({ proof }) => proof)).toEqual(proofs.map((proof): unknown => expect.stringMatching(proof)));
    expect(reports[0]?.pushesPutOff).toBeGreaterThan(0);
  });
});
