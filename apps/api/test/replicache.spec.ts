import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { pinHash, type Driver, type Ride } from '#rides';
import { canonicalJson, SyncRuntime } from '#sync';
import { BATHSHEBA, HOLETOWN, OISTINS } from './harness/places.ts';
import { Random, seedOfRun } from './harness/random.ts';
import { startTestServer, type TestServer } from './harness/test-server.ts';
import { tokenFor } from './harness/tokens.ts';
import { until } from './harness/until.ts';
import { HttpPhone } from './phone/index.ts';
import { FAULTS, FaultProxy } from './replicache/fault-proxy.ts';
import { ReplicachePhone } from './replicache/replicache-phone.ts';

/** The unmodified client of npm, over a network that loses replies, cuts and doubles requests: TEST_SEED repeats a run. */

const SEED = seedOfRun();
const random = new Random(SEED);
const PIN = '4821';

// The client leaves timers of a minute behind when it is closed: they must not keep this process.
// check-specs: waits-by-time -- nothing here waits: the client's own timers are let go
const setTimeoutOfNode = globalThis.setTimeout;
const people = ['rider', 'driver', 'dispatcher'] as const;
type Device = 'phone' | 'tablet' | 'driver' | 'dispatcher';

let server: TestServer;
let proxy: FaultProxy;
let devices: Record<Device, ReplicachePhone>;

beforeAll(async () => {
  globalThis.setTimeout = Object.assign(
    (...given: Parameters<typeof setTimeout>) => setTimeoutOfNode(...given).unref(),
    setTimeoutOfNode,
  );
  server = await startTestServer();
  proxy = await FaultProxy.start(server.url, random);
  devices = {
    phone: await device('rider', 'phone'),
    tablet: await device('rider', 'tablet'),
    driver: await device('driver', 'driver'),
    dispatcher: await device('dispatcher', 'dispatcher'),
  };
});
afterAll(async () => {
  for (const each of Object.values(devices)) await each.close();
  await proxy.close();
  await server.close();
  globalThis.setTimeout = setTimeoutOfNode;
});

async function device(person: (typeof people)[number], name: string): Promise<ReplicachePhone> {
  const token = await tokenFor(server.url, person);
  const { definitions } = server.app.get(SyncRuntime).registry;
  return new ReplicachePhone({
    name,
    actor: { subject: person, roles: [person] },
    definitions,
    url: proxy.url,
    token,
  });
}

const sees = (who: Device, rideId: string, status: Ride['status'] | undefined, scope = '') =>
  until(
    `${who} sees ${status}`,
    async () => (await devices[who].row<Ride>(`${scope}ride/${rideId}`))?.status === status,
  );

function booking(rideId: string) {
  const pinSalt = random.hex(32);
  const places = { pickup: OISTINS, dropoff: BATHSHEBA };
  return { rideId, ...places, pinSalt, pinHash: pinHash(rideId, pinSalt, PIN) };
}

/** What a device gets that the server has never met. */
async function freshRows(person: string): Promise<Map<string, unknown>> {
  const fresh = new HttpPhone({ subject: person, token: await tokenFor(server.url, person) }, random.hex(8));
  await fresh.pull(server.url);
  return fresh.views.rows;
}

const textOf = (rows: ReadonlyMap<string, unknown>): string => canonicalJson(Object.fromEntries(rows));

describe(`the replicache client of npm, seed ${SEED}`, () => {
  const [changedMind, ridden, secondCar] = [random.uuidv7(1), random.uuidv7(2), random.uuidv7(3)] as const;

  it('is the one that was promised, unmodified', () => {
    const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
    const { version } = read('node_modules/replicache/package.json') as { version: string };
    expect(version).toBe('15.3.0');
    // npm refuses to install anything else under this hash.
    const { packages } = read('package-lock.json') as {
      packages: Record<string, { version: string; integrity: string }>;
    };
    expect(packages['node_modules/replicache']).toMatchObject({
      version,
      integrity: expect.stringContaining('sha512-'),
    });
  });

  it('books, cancels and books again, and the other device of the same rider sees it', async () => {
    const { phone } = devices;
    await phone.act('rides.book', booking(changedMind));
    expect((await phone.row<Ride>(`ride/${changedMind}`))?.status).toBe('requested');
    await phone.act('rides.cancel', { rideId: changedMind, reason: 'changed_mind' });
    await phone.act('rides.book', booking(ridden));
    await sees('tablet', changedMind, 'cancelled');
    await sees('tablet', ridden, 'requested');
    await sees('dispatcher', ridden, 'requested', 'ops:dispatch/');
  });

  it('is told of a refusal by a row, on both devices', async () => {
    const { tablet, phone } = devices;
    await tablet.act('rides.book', booking(secondCar));
    const key = `outcome/${tablet.rep.clientID}/1`;
    for (const each of [tablet, phone]) {
      await until('the refusal is shown', async () => (await each.row(key)) !== undefined);
      expect(await each.row(key)).toMatchObject({
        name: 'rides.book',
        outcome: { outcome: 'rejected', code: 'ride_open' },
      });
    }
    await tablet.act('sync.acknowledgeOutcome', { clientID: tablet.rep.clientID, id: 1 });
    await until('the refusal is gone', async () => (await phone.row(key)) === undefined);
  });

  it('drives the ride from offer to end', async () => {
    const { driver } = devices;
    await driver.act('drivers.goOnline', { position: HOLETOWN });
    await sees('driver', ridden, 'offered');
    await driver.act('rides.accept', { rideId: ridden });
    await sees('phone', ridden, 'accepted');
    await driver.act('rides.arrive', { rideId: ridden });
    // Only whoever accepted is given what the PIN is checked against, and only once the server knows of it.
    const mayCheck = async () => {
      const ride = await driver.row<{ pinHash: string | null }>(`ride/${ridden}`);
      return typeof ride?.pinHash === 'string';
    };
    await until('the driver can check the PIN', mayCheck);
    await driver.act('rides.start', { rideId: ridden, pin: '0000' });
    expect(await driver.row(`ride/${ridden}`)).toMatchObject({ status: 'arrived', pinFailures: 1 });
    await driver.act('rides.start', { rideId: ridden, pin: PIN });
    await driver.act('rides.end', { rideId: ridden });
    for (const who of ['phone', 'tablet', 'driver'] as const) await sees(who, ridden, 'ended');
    await sees('dispatcher', ridden, undefined, 'ops:dispatch/');
    expect(await driver.row<Driver>('driver/driver')).toMatchObject({ online: true, activeRideId: null });
  });

  it('met every fault on the way, and asked again until it was answered', async () => {
    const { phone } = devices;
    const all = FAULTS.flatMap((fault) => [`push ${fault}`, `pull ${fault}`]);
    // Whoever has been lucky so far goes on a little.
    await until('every fault has hit', async () => {
      await phone.act('rides.renewPin', { rideId: ridden, pinSalt: random.hex(32), pinHash: random.hex(64) });
      return all.every((fault) => (proxy.hits.get(fault) ?? 0) > 0);
    });
    expect(proxy.replaysCount).toBeGreaterThan(0);
  });

  it('converges: every device shows what the server gives to a new one', async () => {
    proxy.calmDown();
    const persons = { phone: 'rider', tablet: 'rider', driver: 'driver', dispatcher: 'dispatcher' } as const;
    for (const [name, person] of Object.entries(persons) as [Device, string][]) {
      const each = devices[name];
      await until(`nothing waits on the ${name}`, async () => (await each.pendingCount()) === 0);
      await until(
        `the ${name} equals the server`,
        async () => textOf(await each.rows()) === textOf(await freshRows(person)),
      );
      expect(Object.fromEntries(await each.rows())).toEqual(Object.fromEntries(await freshRows(person)));
    }
  });

  it('had each mutation decided once, in order, and each effect happen once', async () => {
    const query = <T>(sql: string, values: unknown[]) => server.testDatabase.dataSource.query<T>(sql, values);
    for (const { rep, acts } of Object.values(devices)) {
      const ledger = await query<{ mutation_id: string; name: string }[]>(
        'SELECT mutation_id, name FROM sync.ledger WHERE client_id = $1 ORDER BY commit, ordinal',
        [rep.clientID],
      );
      expect(ledger).toEqual(acts.map((name, index) => ({ mutation_id: String(index + 1), name })));
    }
    const events = await query<{ type: string }[]>(
      `SELECT type FROM sync.outbox WHERE key = $1 AND type LIKE 'rides.%' ORDER BY commit, ordinal`,
      [ridden],
    );
    const happened = ['requested', 'offered', 'accepted', 'arrived', 'started', 'ended'];
    expect(events.map(({ type }) => type)).toEqual(happened.map((what) => `rides.${what}.v1`));
  });
});
