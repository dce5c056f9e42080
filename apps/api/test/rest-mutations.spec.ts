/** What people may do by push they may do by REST: the same list, the same outcome; and a whole ride, with nothing but curl. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { RouteRegistry } from '../src/auth/route-registry.ts';
import { MODULES } from '../src/modules.ts';
import { BATHSHEBA, OISTINS } from './harness/places.ts';
import { startTestServer, type TestServer } from './harness/test-server.ts';
import { tokenFor } from './harness/tokens.ts';
import { until } from './harness/until.ts';
import { pushBody } from './phone/index.ts';

const run = promisify(execFile);
const PIN = '4821';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly code?: string;
    readonly outcome?: { readonly outcome: string; readonly code?: string; readonly details?: unknown };
  };
}

let server: TestServer;
const tokens = new Map<string, string>();

beforeAll(async () => {
  server = await startTestServer();
  const people = ['rider', 'rider2', 'driver', 'dispatcher', 'pricing'];
  await Promise.all(people.map(async (person) => tokens.set(person, await tokenFor(server.url, person))));
});
afterAll(() => server.close());

/** One request, as somebody types it. */
async function curl(person: string, path: string, body?: object, key: string = randomUUID()): Promise<Answer> {
  const auth = ['-H', `Authorization: Bearer ${tokens.get(person)}`];
  const json = ['-H', 'Content-Type: application/json', '-H', `Idempotency-Key: ${key}`, '-d', JSON.stringify(body)];
  const args = ['-sS', '-w', '\n%{http_code}', ...auth, ...(body ? json : []), `${server.url}${path}`];
  const { stdout } = await run('curl', args);
  const at = stdout.lastIndexOf('\n');
  const text = stdout.slice(0, at);
  return { status: Number(stdout.slice(at + 1)), body: (text.startsWith('{') ? JSON.parse(text) : { text }) as never };
}

const act = (person: string, name: string, args: object, key?: string) =>
  curl(person, `/v1/mutations/${name}`, { args }, key);

describe('the routes of mutations', () => {
  it('are there for each that people may ask for, and for none that is the system’s alone', () => {
    const mutations = MODULES.flatMap((module) => module.server.definition.mutations);
    const ofPeople = mutations.filter(({ roles }) => roles.some((role) => role !== 'system'));
    const routes = server.app.get(RouteRegistry).list();
    const served = routes.flatMap(({ path }) => /^\/v1\/mutations\/(.+)$/.exec(path)?.[1] ?? []);
    expect(served.toSorted()).toEqual(ofPeople.map(({ name }) => name).toSorted());
    expect(ofPeople.length).toBeGreaterThan(15);
    expect(mutations.length).toBeGreaterThan(ofPeople.length);
  });

  it('open to the roles of the mutation and to nobody else', async () => {
    const refused = await act('rider', 'rides.accept', { rideId: randomUUID() });
    expect([refused.status, refused.body.code]).toEqual([403, 'permission_denied']);
    expect((await act('rider', 'rides.offer', {})).status).toBe(404);
  });

  it('say where arguments are wrong, and keep the key for another try', async () => {
    const key = randomUUID();
    const wrong = await act('driver', 'drivers.goOnline', { position: { lat: 99, lon: -59.6 } }, key);
    expect([wrong.status, wrong.body.code]).toEqual([400, 'body_invalid']);
    expect(wrong.body['errors']).toEqual([expect.objectContaining({ pointer: '/args/position/lat' })]);
    const right = await act('driver', 'drivers.goOnline', { position: OISTINS }, key);
    expect(right).toMatchObject({ status: 200, body: { outcome: { outcome: 'applied' }, replayed: false } });
    const again = await act('driver', 'drivers.goOnline', { position: OISTINS }, key);
    expect(again).toMatchObject({ status: 200, body: { outcome: { outcome: 'applied' }, replayed: true } });
    const other = await act('driver', 'drivers.goOffline', {}, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    await act('driver', 'drivers.goOffline', {});
  });

  it('end as a push does: the same code, the same words', async () => {
    const rideId = randomUUID();
    const byRest = await act('rider', 'rides.cancel', { rideId });
    const mutation = { clientID: `c-${rideId}`, id: 1, name: 'rides.cancel', args: { rideId }, timestamp: 0 };
    const pushed = await curl('rider', '/v1/sync/push', pushBody(`g-${rideId}`, [mutation]));
    const { mutations } = pushed.body as unknown as { mutations: { result: Record<string, unknown> }[] };
    const { code, message, outcome } = mutations[0]?.result ?? {};
    expect(byRest).toMatchObject({ status: 404, body: { code, title: message, outcome } });
    expect(code).toBe('ride_not_found');
  });

  it('take until when it is wanted', async () => {
    const rideId = randomUUID();
    const { pinSalt, pinHash } = { pinSalt: 'ab'.repeat(8), pinHash: 'cd'.repeat(32) };
    const args = { rideId, pickup: OISTINS, dropoff: BATHSHEBA, pinSalt, pinHash };
    const late = await curl('rider2', '/v1/mutations/rides.book', { args, validUntil: Date.now() - 60_000 });
    expect(late).toMatchObject({ status: 200, body: { outcome: { outcome: 'applied', code: 'booking_lapsed' } } });
  });
});

describe('a whole ride by curl', () => {
  it('is quoted, booked, offered, accepted, driven, paid in cash and receipted', async () => {
    await act('driver', 'drivers.goOnline', { position: OISTINS });
    const { body: quote } = await curl('rider', '/v1/quotes', { pickup: OISTINS, dropoff: BATHSHEBA });
    const { fareCents, tariffVersion, mapVersion, atMs } = quote as Record<string, never>;
    const trip = { pickup: OISTINS, dropoff: BATHSHEBA, pin: PIN };
    const quoted = { quotedFareCents: fareCents, tariffVersion, mapVersion, quotedForMs: atMs };
    const booked = await curl('rider', '/v1/rides', { ...trip, ...quoted });
    const { rideId } = booked.body['ride'] as { rideId: string };
    expect([booked.status, booked.body.outcome?.outcome]).toEqual([201, 'applied']);

    const rideStatus = async () => (await curl('driver', `/v1/rides/${rideId}`)).body['status'];
    await until('the ride is offered', async () => (await rideStatus()) === 'offered');
    const moves = [
      ['rides.accept', {}],
      ['rides.arrive', { position: OISTINS }],
      ['rides.start', { pin: '0000' }, 409, 'pin_wrong'],
      ['rides.start', { pin: PIN }],
      ['rides.end', { position: BATHSHEBA }],
    ] as const;
    for (const [name, args, status = 200, code] of moves) {
      const key = randomUUID();
      // The same key again is no second try.
      const wrongPin = { outcome: 'applied', code, details: { triesLeft: 4 } };
      const expected = code === undefined ? { outcome: { outcome: 'applied' } } : wrongPin;
      for (const _time of ['first', 'again']) {
        expect(await act('driver', name, { rideId, ...args }, key)).toMatchObject({ status, body: expected });
      }
    }
    const fare = () => curl('driver', `/v1/rides/${rideId}/fare`);
    await until('the fare is settled', async () => (await fare()).status === 200);
    expect((await fare()).body).toMatchObject({ rideId, fareCents, cashDueCents: quote['cashDueCents'] });
    const { cashDueCents } = (await fare()).body;
    const cash = { currency: 'BBD', tenderedCents: cashDueCents, changeCents: 0, fareCents, cashDueCents };
    const paid = await act('driver', 'pricing.recordCash', { paymentId: randomUUID(), rideId, ...cash });
    expect(paid).toMatchObject({ status: 200, body: { outcome: { outcome: 'applied' } } });
    expect(paid.body.outcome?.code).toBeUndefined();
    const twice = await act('driver', 'pricing.recordCash', { paymentId: randomUUID(), rideId, ...cash });
    expect(twice).toMatchObject({ status: 200, body: { outcome: { outcome: 'applied', code: 'cash_over' } } });
    const receipt = await curl('rider', `/v1/rides/${rideId}/receipt`);
    expect(receipt.status).toBe(200);
    expect(JSON.stringify(receipt.body)).toContain(String(fareCents));
  });
});
