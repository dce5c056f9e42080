import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Random, seedOfRun } from '../harness/random.ts';
import { HttpPhone, PokeStream } from '../phone/index.ts';
import { eventually } from './eventually.ts';
import { expectEveryRow, type TwoServers } from './every-row.ts';
import { Follower, sequenceFeed } from './follower.ts';
import { World } from './world.ts';

/** Ten times as many in concurrent-servers.long.spec.ts. */
const SIZE = { changesMin: 5_000, mutationsPerPhone: 230, pagesMin: 3 } as const;

describe('two servers on one database', () => {
  const seed = seedOfRun();
  let world: World;
  let servers: TwoServers;

  beforeAll(async () => {
    world = await World.create();
    // Without event handlers: every commit is a push.
    servers = await Promise.all([world.startServer({ roles: 'http' }), world.startServer({ roles: 'http' })]);
  });
  afterAll(() => world.close());

  it(`gives every reader every row, over at least ${SIZE.changesMin} changes (TEST_SEED=${seed})`, async () => {
    await expectEveryRow({ world, servers, seed, ...SIZE });
  });

  it('tells a phone that is connected to one of what the other commits', async () => {
    const eve = await world.person('eve', 'rider');
    const adam = await world.person('adam', 'rider');
    const pokes = await Promise.all([
      PokeStream.open(servers[0].url, eve.token),
      PokeStream.open(servers[0].url, adam.token),
    ]);
    await eventually('both are told where they stand', () => pokes.every(({ orders }) => orders.length > 0));
    const phone = new HttpPhone(eve, 'second phone');
    phone.write('tally.add', { tallyId: 'eve', amount: 1 });
    const tried = await phone.push(servers[1].url);
    const result = tried.kind === 'acknowledged' ? tried.response.mutations[0]?.result : undefined;
    const commit = result !== undefined && 'commit' in result ? result.commit : Number.NaN;
    await eventually('the first server pokes', () => pokes[0].orders.some((order) => order >= commit));
    // Who does not see the row is left in peace: what they are told next is of a later commit, their own.
    const adams = new HttpPhone(adam);
    adams.write('tally.add', { tallyId: 'adam', amount: 1 });
    await adams.push(servers[1].url);
    await eventually('the other phone is poked for its own row', () =>
      pokes[1].orders.some((order) => order >= commit),
    );
    expect(pokes[1].orders).not.toContain(commit);
    await Promise.all(pokes.map((stream) => stream.close()));
  });

  it('would miss rows with a plain sequence for a cursor', async () => {
    const clients = Array.from({ length: 3 }, () => new Client({ connectionString: world.databaseUrl }));
    const [reader, ...writers] = clients as [Client, Client, Client];
    await Promise.all(clients.map((client) => client.connect()));
    await reader.query('CREATE TABLE public.plain_feed (id bigserial PRIMARY KEY, key text NOT NULL)');
    const follower = new Follower(sequenceFeed(reader));
    const random = new Random(seed);
    const traffic = { busy: true };
    const following = (async () => {
      while (traffic.busy) await follower.poll();
    })();
    const written = writers.map(async (writer, number) => {
      const own = new Random(random.between(0, 1e9));
      for (let transaction = 0; transaction < 150; transaction += 1) {
        await writer.query('BEGIN');
        for (let row = own.between(1, 12); row > 0; row -= 1) {
          await writer.query('INSERT INTO public.plain_feed (key) VALUES ($1)', [`${number}-${transaction}-${row}`]);
        }
        await writer.query('COMMIT');
      }
    });
    await Promise.all(written);
    traffic.busy = false;
    await following;
    await follower.drain();
    const stored = await world.ask('SELECT key FROM public.plain_feed');
    const missed = follower.missed(stored.map(({ key }) => String(key)));
    process.stdout.write(`a plain sequence missed ${missed.length} of ${stored.length} rows, seed ${seed}\n`);
    expect(missed.length).toBeGreaterThan(0);
    await Promise.all(clients.map((client) => client.end()));
  });
});
