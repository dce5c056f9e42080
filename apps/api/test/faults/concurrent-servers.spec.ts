import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Random, seedOfRun } from '../harness/random.ts';
import { HttpPhone, PokeStream } from '../phone/index.ts';
import { breathe, eventually } from './eventually.ts';
import { Follower, ScopeFollower, sequenceFeed } from './follower.ts';
import type { ServerProcess } from './server-process.ts';
import { phoneWrongs, readerWrongs, World } from './world.ts';

const CHANGES_MIN = 50_000;
const RIDERS = 8;
const DRIVERS = ['dana', 'dave', 'dina'] as const;
const MUTATIONS_PER_PHONE = 2_300;
/** A reader that came only when all was over would prove nothing. */
const PAGES_MIN = 10;
const POLL_PAUSE_MS = 10;

/** Rows that are written once: each is one change, and a reader must be given each exactly once. */
const ONCE = 'once-';

describe('two servers on one database', () => {
  const seed = seedOfRun();
  let world: World;
  let servers: readonly [ServerProcess, ServerProcess];

  beforeAll(async () => {
    world = await World.create();
    // Without event handlers: every commit is a push.
    servers = await Promise.all([world.startServer({ roles: 'http' }), world.startServer({ roles: 'http' })]);
  });
  afterAll(() => world.close());

  const urls = (): readonly string[] => servers.map(({ url }) => url);

  async function startFollowers(): Promise<readonly ScopeFollower[]> {
    const scopes = [
      ...Array.from({ length: RIDERS }, (_, index) => ({
        subject: `rider${index}`,
        role: 'rider' as const,
        scope: `rider:rider${index}`,
      })),
      ...DRIVERS.map((subject) => ({ subject, role: 'driver' as const, scope: `driver:${subject}` })),
      { subject: 'dora', role: 'dispatcher' as const, scope: 'ops:dispatch' },
    ];
    const followers = scopes.map(async ({ subject, role, scope }) => {
      return new ScopeFollower({ scope, caller: await world.person(subject, role), urls });
    });
    return Promise.all(followers);
  }

  /** Mostly new rows, and some additions to one that is there. */
  function act(phone: HttpPhone, random: Random): void {
    const own = phone.caller.subject;
    const hot = random.next() < 0.05;
    const tallyId = hot ? `${own}-hot-${random.between(1, 3)}` : `${own}-${ONCE}${phone.lastId() + 1}`;
    phone.write('tally.add', { tallyId, amount: 1, driverId: random.pick(DRIVERS) });
  }

  /** Pushes of varying length, one after the other, to one server. */
  async function pushAll(phone: HttpPhone, url: string, random: Random): Promise<void> {
    while (phone.lastId() < MUTATIONS_PER_PHONE) {
      for (let left = Math.min(random.between(1, 120), MUTATIONS_PER_PHONE - phone.lastId()); left > 0; left -= 1)
        act(phone, random);
      await eventually('the push is acknowledged', async () => (await phone.push(url)).kind === 'acknowledged');
    }
  }

  it(`gives every reader every row, over at least ${CHANGES_MIN} changes (TEST_SEED=${seed})`, async () => {
    const followers = await startFollowers();
    for (const follower of followers) await follower.drain();
    const random = new Random(seed);
    const callers = Array.from({ length: RIDERS }, (_, index) => world.person(`rider${index}`, 'rider'));
    const phones = (await Promise.all(callers)).map((caller) => new HttpPhone(caller));
    const traffic = { busy: true };
    const following = followers.map(async (follower) => {
      while (traffic.busy) {
        await follower.poll();
        await breathe(POLL_PAUSE_MS);
      }
    });
    const pushed = phones.map((phone, index) => {
      return pushAll(phone, servers[index % 2 === 0 ? 0 : 1].url, new Random(random.between(0, 1e9)));
    });
    await Promise.all(pushed);
    traffic.busy = false;
    await Promise.all(following);

    for (const follower of followers) expect(await readerWrongs(world, follower)).toEqual([]);
    let changes = 0;
    for (const follower of followers) {
      const stored = await world.ask("SELECT key FROM sync.view WHERE scope = $1 AND key LIKE '%' || $2 || '%'", [
        follower.scope,
        ONCE,
      ]);
      const keys = stored.map(({ key }) =>
        follower.scope.startsWith('ops:') ? `${follower.scope}/${String(key)}` : String(key),
      );
      expect(follower.missed(keys)).toEqual([]);
      expect(keys.filter((key) => follower.deliveries.get(key) !== 1)).toEqual([]);
      expect(follower.clears).toBe(1);
      expect(follower.pages).toBeGreaterThan(PAGES_MIN);
      changes += keys.length;
    }
    const [{ commits, shared } = {}] = await world.ask(`SELECT (SELECT commit::int FROM sync.head) AS commits,
      (SELECT count(*)::int FROM (SELECT commit FROM sync.ledger GROUP BY commit HAVING count(DISTINCT client_id) > 1) AS g) AS shared`);
    process.stdout.write(
      `${changes} changes in ${String(commits)} commits (${String(shared)} of several phones), seed ${seed}\n`,
    );
    expect(changes).toBeGreaterThanOrEqual(CHANGES_MIN);
    expect(await world.wrongs()).toEqual([]);
    const replays = phones.map((phone) => phoneWrongs(world, phone, servers[1].url, phone.acknowledged.length - 3));
    expect((await Promise.all(replays)).flat()).toEqual([]);
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
