/**
 * The client against the real server over a link that loses requests and replies and sends twice: what was taken is done
 * once, in order, and every device ends with the server's rows. Rides by hand, then phones by seed.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { accept, arrive, book, cancel, goOnline, ridesMutations, start, end, type Ride } from '#rides/client';
import { verifyCredential, type Actor } from '#sync/client';
import { startTestServer, type TestServer } from '#api/testing/test-server';
import { tokenFor } from '#api/testing/tokens';
import { booking, OISTINS } from '../test/phones.ts';
import { openClient, type BimrideClient } from './bimride-client.ts';
import { deviceClock } from './clock.ts';
import { uuidv7 } from './ids.ts';
import type { SavedMutation } from './saved-mutation.ts';
import { MemoryStorage } from './storage/memory.ts';
import { TestClock } from './testing/test-clock.ts';
import { fetchTransport } from './wire/fetch-transport.ts';
import type { Transport } from './wire/transport.ts';

const DRAIN = { deadlineMs: 20_000 };
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface Wobble {
  trouble: number;
}

/** The real link, and trouble on it. */
function wobbly(wobble: Wobble, random: () => number): Transport {
  const link = fetchTransport({ baseUrl: server.url });
  return {
    post: async (request) => {
      const chance = random() * 3;
      const fault = random() < wobble.trouble;
      if (fault && chance < 1) throw new Error('the request was lost');
      const reply = await link.post(request);
      if (fault && chance < 2) throw new Error('the reply was lost');
      return fault ? link.post(request) : reply;
    },
  };
}

function phone(person: Actor, transport: Transport, storage = new MemoryStorage()): Promise<BimrideClient> {
  const token = () => tokenFor(server.url, person.subject);
  return openClient({ person, transport, storage, token, mutations: ridesMutations });
}

const rider: Actor = { subject: 'rider', roles: ['rider'] };
const driver: Actor = { subject: 'driver', roles: ['driver'] };

/** Drains until something is there: the server works in the background too. */
async function drainUntil<T>(client: BimrideClient, look: () => T | undefined): Promise<T> {
  const deadlineMs = Date.now() + 20_000;
  for (;;) {
    await client.drainOnce(DRAIN);
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > deadlineMs) throw new Error('it did not come');
    await deviceClock.sleep(50, new AbortController().signal);
  }
}

it('R6 carries a ride from the booking to its end, most of it without a network', async () => {
  const still = wobbly({ trouble: 0 }, () => 1);
  const [riders, drivers] = [await phone(rider, still), await phone(driver, still)];
  await drivers.mutate(goOnline, { position: OISTINS });
  await drivers.drainOnce(DRAIN);
  const args = booking(uuidv7(Date.now()));
  const key = `ride/${args.rideId}`;
  const booked = await riders.mutate(book, args);
  await riders.drainOnce(DRAIN);
  expect(booked.state()).toMatchObject({ stage: 'confirmed', outcome: { outcome: 'applied' } });
  await drainUntil(drivers, () => drivers.get(key));
  await drivers.mutate(accept, { rideId: args.rideId });
  await drivers.drainOnce(DRAIN);
  for (const [move, more] of [
    [arrive, {}],
    [start, { pin: '1234' }],
    [end, {}],
  ] as const) {
    expect((await drivers.mutate(move as typeof arrive, { rideId: args.rideId, ...more })).expected).toMatchObject({
      outcome: 'applied',
    });
  }
  expect(drivers.get<Ride>(key)?.status).toBe('ended');
  expect(await drivers.drainOnce(DRAIN)).toMatchObject({ kind: 'drained', driftedScopes: [] });
  expect(drivers.inbox()).toEqual([]);
  await riders.drainOnce(DRAIN);
  expect(riders.get<Ride>(key)?.status).toBe('ended');
});

it('tells both people of a conflict, and the one whose action stood until they have seen it', async () => {
  const still = wobbly({ trouble: 0 }, () => 1);
  const [riders, drivers] = [await phone(rider, still), await phone(driver, still)];
  await drivers.mutate(goOnline, { position: OISTINS });
  await drivers.drainOnce(DRAIN);
  const args = booking(uuidv7(Date.now()));
  const { rideId } = args;
  await riders.mutate(book, args);
  await riders.drainOnce(DRAIN);
  await drainUntil(drivers, () => drivers.get(`ride/${rideId}`));
  await drivers.mutate(accept, { rideId });
  await drivers.drainOnce(DRAIN);
  await riders.drainOnce(DRAIN);
  await riders.mutate(cancel, { rideId, reason: 'changed_mind' });
  await drivers.mutate(arrive, { rideId, position: OISTINS });
  await drivers.mutate(start, { rideId, pin: '1234' });
  await drivers.drainOnce(DRAIN);
  await riders.drainOnce(DRAIN);
  expect(riders.inbox()).toMatchObject([{ kind: 'conflict', code: 'ride_started' }]);
  const told = await drainUntil(drivers, () => drivers.inbox()[0]);
  expect(told).toMatchObject({ kind: 'overtook', words: { dropped: 'The ride would be cancelled.' } });
  expect(told.words.instead).toEqual(['The ride is now started.']);
  await drivers.acknowledge(told);
  await drivers.mutate(end, { rideId });
  await drivers.drainOnce(DRAIN);
  expect(drivers.inbox()).toEqual([]);
  expect(drivers.status().driftedScopes).toEqual([]);
});

it('loses nothing and does nothing twice: two phones of one rider by seed, over a bad link', async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  process.stdout.write(`client against the real server: seed ${seed}\n`);
  const clock = new TestClock({ seed });
  const wobble = { trouble: 0.4 };
  const disks = [new Map<string, string>(), new Map<string, string>()];
  const open = (index: number) =>
    phone(
      { subject: 'rider2', roles: ['rider'] },
      wobbly(wobble, () => clock.random()),
      new MemoryStorage(disks[index]),
    );
  const phones = [await open(0), await open(1)];
  const made: SavedMutation[] = [];
  const rides: string[] = [];
  for (let step = 0; step < 60; step++) {
    const index = clock.random() < 0.5 ? 0 : 1;
    const client = phones[index] as BimrideClient;
    const what = clock.random();
    const rideId = rides.at(-1);
    if (what < 0.3) {
      const args = booking(uuidv7(Date.now()));
      rides.push(args.rideId);
      made.push(await client.mutate(book, args));
    } else if (what < 0.45 && rideId) made.push(await client.mutate(cancel, { rideId, reason: 'changed_mind' }));
    else if (what < 0.9) await client.drainOnce(DRAIN);
    else phones[index] = await open(index);
  }
  wobble.trouble = 0;
  for (let round = 0; round < 2; round++) for (const client of phones) await client.drainOnce(DRAIN);
  const fresh = await phone(
    { subject: 'rider2', roles: ['rider'] },
    wobbly(wobble, () => 1),
  );
  await fresh.drainOnce(DRAIN);
  for (const client of phones) {
    expect({ seed, waiting: client.queue().waiting }).toEqual({ seed, waiting: 0 });
    expect(client.scan('')).toEqual(fresh.scan(''));
  }
  const sql = `SELECT count(*)::int AS decided FROM sync.ledger WHERE subject = 'rider2'`;
  const [{ decided }] = await server.testDatabase.dataSource.query<[{ decided: number }]>(sql);
  expect({ seed, decided }).toEqual({ seed, decided: made.length });
  expect(fresh.scan('ride/').filter(({ value }) => (value as Ride).status === 'requested').length).toBeLessThanOrEqual(
    1,
  );
});

it('Y12 leaves the times of device, sending and arrival in the ledger, and the length of a drain in the audit', async () => {
  let offline = true;
  const link = fetchTransport({ baseUrl: server.url });
  const cut: Transport = {
    post: (request) => (offline ? Promise.reject(new Error('there is no network')) : link.post(request)),
  };
  const storage = new MemoryStorage();
  const client = await phone({ subject: 'rider', roles: ['rider'] }, cut, storage);
  await client.drainOnce(DRAIN);
  const saved = await client.mutate(book, booking(uuidv7(Date.now())));
  const madeBeforeMs = Date.now();
  offline = false;
  expect(await client.drainOnce(DRAIN)).toMatchObject({ kind: 'drained', waiting: 0 });
  await saved.confirmed();
  const { groupID } = JSON.parse(storage.disk.get('person/rider/head') ?? '') as { groupID: string };
  const { dataSource } = server.testDatabase;
  const ledger = await dataSource.query<Record<string, unknown>[]>(
    `SELECT offline, claimed_at_ms::float8 AS claimed, sent_at_ms::float8 AS sent, received_at_ms::float8 AS received
       FROM sync.ledger WHERE client_id LIKE 'ride-%' AND sent_at_ms >= $1 AND drain_episode IS NOT NULL AND group_id = $2`,
    [madeBeforeMs, groupID],
  );
  expect(ledger).toEqual([
    { offline: true, claimed: expect.any(Number), sent: expect.any(Number), received: expect.any(Number) },
  ]);
  const audit = `SELECT entity_id AS entity, value::float8 AS value, notes::json ->> 'mutations' AS mutations
    FROM audit_offline_first_mobile_architecture WHERE metric = 'queue_drain' AND entity_id = $1`;
  const [drained, ...more] = await dataSource.query<{ value: number; mutations: string }[]>(audit, [
    `group/${groupID}`,
  ]);
  expect(drained).toMatchObject({ mutations: '1' });
  expect(drained?.value).toBeGreaterThanOrEqual(0);
  expect(more).toEqual([]);
});

it('keeps the credential of its install, which the published keys confirm', async () => {
  const token = () => tokenFor(server.url, driver.subject);
  const options = { person: driver, token, storage: new MemoryStorage(), mutations: ridesMutations };
  const client = await openClient({
    ...options,
    transport: fetchTransport({ baseUrl: server.url }),
    keepCredential: true,
  });
  expect(await client.drainOnce(DRAIN)).toMatchObject({ kind: 'drained' });
  const keys = (await (await fetch(`${server.url}/v1/book/jwks.json`)).json()) as { keys: { kty: string }[] };
  const kept = client.credential();
  const install = { subject: driver.subject, groupId: client.install().clientGroupID };
  expect(verifyCredential(kept?.credential ?? '', keys, install)).toEqual({ credential: kept?.terms });
  expect(kept?.smsKey).toMatch(/^[\w-]{43}$/);
});
