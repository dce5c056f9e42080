/**
 * The restore drill: a database is copied, phones go on, the copy is put in its place and the epoch raised. The phones offer
 * again what it lost, and everything ends as it was: nothing lost, nothing doubled. Then the same copy once more.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fetchTransport, MemoryStorage, openClient, uuidv7, type BimrideClient } from '#client';
import { accept, arrive, book, cancel, end, goOnline, pinHash, ridesMutations, start } from '#rides/client';
import { readFile } from 'node:fs/promises';
import { createDataSource } from '../src/data-source.ts';
import { databaseModules } from '../src/modules.ts';
import { fulfilEpochRequest, readEpochRequest } from '../src/commands/epoch-request.ts';
import { readHead, verifyStoredChain } from '#sync';
import { eventually } from './faults/eventually.ts';
import { createTestDatabase, dropTestDatabase, testDatabase } from './harness/test-database.ts';
import { startTestServer, type TestServer } from './harness/test-server.ts';
import { tokenFor } from './harness/tokens.ts';

const DRAIN = { deadlineMs: 30_000 };
const OISTINS = { lat: 13.066, lon: -59.535 };
const SALT = '00112233445566778899aabbccddeeff';

/** The query by which staff find what was refused. */
async function refusedQuery(): Promise<string> {
  const page = await readFile(new URL('../../../docs/restore.md', import.meta.url), 'utf8');
  return /```sql\n(.*?)```/s.exec(page)?.[1] ?? '';
}

const databases: string[] = [];
let firstUrl: string;
let server: TestServer;
let rider: BimrideClient;
let driver: BimrideClient;

beforeAll(async () => {
  const database = await testDatabase();
  firstUrl = database.url;
  databases.push(firstUrl);
  await database.dataSource.destroy();
  await serveOn(firstUrl);
  [rider, driver] = [await phone('rider'), await phone('driver')];
});
afterAll(async () => {
  await stop();
  for (const url of databases) await dropTestDatabase(url);
});

/** A phone that finds whichever server runs now. */
function phone(subject: string): Promise<BimrideClient> {
  const transport = { post: (request: never) => fetchTransport({ baseUrl: server.url }).post(request) };
  const token = () => tokenFor(server.url, subject);
  const person = { subject, roles: [subject] };
  return openClient({ person, transport, token, storage: new MemoryStorage(), mutations: ridesMutations });
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

async function copyOf(url: string): Promise<string> {
  const copy = await createTestDatabase(nameOf(url));
  databases.push(copy);
  return copy;
}

async function serveOn(url: string): Promise<void> {
  const dataSource = await createDataSource({ url, modules: databaseModules(), poolConnectionsMax: 5 }).initialize();
  server = await startTestServer({ database: { url, dataSource, close: () => dataSource.destroy() } });
}

/** Nobody is connected to its database any more: it can be copied. */
async function stop(): Promise<void> {
  await server.close();
  await server.testDatabase.close();
}

/** What an operator does: puts a copy in place, raises the epoch as told, and starts the server on it. */
async function restore(backup: string, ...epochArguments: readonly string[]): Promise<string> {
  const url = await copyOf(backup);
  const dataSource = await createDataSource({ url, modules: databaseModules(), poolConnectionsMax: 1 }).initialize();
  const told = await fulfilEpochRequest(dataSource, readEpochRequest([...epochArguments, '--yes']));
  await dataSource.destroy();
  await serveOn(url);
  return told;
}

/** Everybody syncs until nothing waits: whoever drove comes back first. */
async function meet(): Promise<void> {
  for (const client of [driver, rider, driver, rider]) await client.drainOnce(DRAIN);
}

/** Their ids sort by their number. */
function booking(number: number) {
  const rideId = uuidv7(Date.now() + number);
  return {
    rideId,
    pickup: OISTINS,
    dropoff: { lat: 13.21, lon: -59.517 },
    pinSalt: SALT,
    pinHash: pinHash(rideId, SALT, '1234'),
  };
}

async function stored() {
  const { dataSource } = server.testDatabase;
  const ledger: readonly object[] = await dataSource.query(
    `SELECT client_id, mutation_id, name, outcome FROM sync.ledger
     WHERE NOT single AND subject IN ('rider', 'driver') ORDER BY client_id, mutation_id`,
  );
  const rides: readonly object[] = await dataSource.query(
    'SELECT ride_id, status, rider_id, driver_id, cancelled_by FROM rides.ride ORDER BY ride_id',
  );
  return { ledger, rides };
}

/** Two rides that were over, and a third that waited on the phone, are all there: once, and on both phones. */
async function expectEverything(before: Awaited<ReturnType<typeof stored>>, waitingId: string): Promise<void> {
  await meet();
  const after = await stored();
  expect(after.ledger).toHaveLength(before.ledger.length + 1);
  expect(after.ledger).toEqual(expect.arrayContaining([...before.ledger]));
  expect(after.rides.slice(0, 2)).toEqual(before.rides);
  expect(after.rides.slice(2)).toMatchObject([{ ride_id: waitingId, rider_id: 'rider' }]);
  for (const client of [driver, rider]) {
    expect(client.inbox().filter(({ kind }) => kind !== 'done')).toEqual([]);
    expect(client.queue()).toMatchObject({ waiting: 0, received: 0, held: [] });
    expect(client.status().driftedScopes).toEqual([]);
  }
  expect(rider.scan('ride/').map(({ key }) => key)).toHaveLength(3);
  expect(await verifyStoredChain(server.testDatabase.dataSource)).toMatchObject({ ok: true });
}

const commitNow = async () => (await readHead(server.testDatabase.dataSource)).commit;

/** By its commits alone the server then looks newer than what the phones have seen. */
async function othersGoOnBeyond(commit: number): Promise<void> {
  const other = await phone('support');
  for (let id = 1; (await commitNow()) <= commit; id++) {
    await other.acknowledge({ ref: '', clientID: 'nobody', id, kind: 'rejected' });
    await other.drainOnce(DRAIN);
  }
}

it('Y8 ends with everything, once, after a restore and after the same restore again', async () => {
  const [driven, calledOff, waiting] = [booking(1), booking(2), booking(3)];
  await driver.mutate(goOnline, { position: OISTINS });
  await rider.mutate(book, driven);
  await meet();
  await eventually('an offer', async () => {
    await driver.drainOnce(DRAIN);
    return driver.get(`ride/${driven.rideId}`);
  });
  await driver.mutate(accept, { rideId: driven.rideId });
  await meet();
  await stop();
  const backup = await copyOf(firstUrl);

  await serveOn(firstUrl);
  await driver.mutate(arrive, { rideId: driven.rideId, position: OISTINS });
  await driver.mutate(start, { rideId: driven.rideId, pin: '1234' });
  await driver.mutate(end, { rideId: driven.rideId });
  await driver.drainOnce(DRAIN);
  await rider.mutate(book, calledOff);
  await rider.mutate(cancel, { rideId: calledOff.rideId, reason: 'changed_mind' });
  await meet();
  const before = await stored();
  expect(before.rides).toMatchObject([{ status: 'ended' }, { status: 'cancelled' }]);
  await stop();
  await rider.mutate(book, waiting);

  const told = await restore(backup);
  expect(await stored()).not.toEqual(before);
  await expectEverything(before, waiting.rideId);
  const seen = await commitNow();
  await stop();

  const given = Number(/is now (\d+)/.exec(told)?.[1]);
  expect(await restore(backup, '--at-least', String(given + 1))).toContain(`is now ${given + 1}.`);
  await othersGoOnBeyond(seen);
  await expectEverything(before, waiting.rideId);
});

it('lists by the query of docs/restore.md what is refused because people come back in another order', async () => {
  const now = databases.at(-1) ?? '';
  await stop();
  const backup = await copyOf(now);
  await serveOn(now);
  const [open] = rider.scan('ride/').filter(({ value }) => ['requested', 'offered'].includes(statusOf(value)));
  const driven = booking(6);
  await rider.mutate(cancel, { rideId: open?.key.slice('ride/'.length) ?? '', reason: 'changed_mind' });
  await rider.mutate(book, driven);
  await rider.drainOnce(DRAIN);
  await eventually('an offer', async () => {
    await driver.drainOnce(DRAIN);
    return driver.get(`ride/${driven.rideId}`);
  });
  await driver.mutate(accept, { rideId: driven.rideId });
  await driver.mutate(arrive, { rideId: driven.rideId, position: OISTINS });
  await driver.mutate(start, { rideId: driven.rideId, pin: '1234' });
  await driver.mutate(end, { rideId: driven.rideId });
  await meet();
  expect((await stored()).rides.at(-1)).toMatchObject({ ride_id: driven.rideId, status: 'ended' });
  await stop();

  await restore(backup);
  await driver.drainOnce(DRAIN);
  await rider.drainOnce(DRAIN);
  const refused = await server.testDatabase.dataSource.query<Record<string, string>[]>(await refusedQuery());
  expect(refused.map(({ subject, name, code }) => [subject, name, code])).toEqual(
    ['rides.accept', 'rides.arrive', 'rides.start', 'rides.end'].map((name) => ['driver', name, 'ride_not_found']),
  );
  expect(refused[0]).toMatchObject({ args: { rideId: driven.rideId }, done_at: expect.any(Date) });
});

const statusOf = (row: unknown): string => (row as { readonly status: string }).status;
