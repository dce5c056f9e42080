import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyStoredChain } from '#sync';
import { KeyedIds } from '../../src/keyed-ids.ts';
import { RouteRegistry } from '../../src/auth/route-registry.ts';
import { callHttp } from '../harness/http-caller.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { pullBody, pushBody } from '../phone/index.ts';
import { expectProblem, SyncSurface } from './surface.ts';

/** What staff are shown of other people is written down in the commit chain, before they are shown it. */

const sync = new SyncSurface();
const { bookMutation, mint, ops, pull, push, query, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

interface ReadRow {
  readonly by: string;
  readonly route: string;
  readonly about: string[];
  readonly people: string[];
  readonly scopes: string[];
  readonly reason: string | null;
}

const readsBy = (by: string) => query<ReadRow[]>('SELECT * FROM sync.read WHERE by = $1 ORDER BY commit', [by]);
const pseudonym = (subject: string) => sync.server.app.get(KeyedIds).pseudonym(subject);

/** A ride, and who booked it. */
async function aRide() {
  const subject = unique('rider');
  const book = bookMutation(unique('client'));
  await push({ token: await mint(subject, 'rider'), body: pushBody(unique('group'), [book]) });
  return { subject, book, rideId: (book.args as { rideId: string }).rideId };
}

describe('a look of staff', () => {
  it('at a list is written down: who, where, at whom, and nobody is named', async () => {
    const { subject, rideId } = await aRide();
    const by = unique('support');
    const { json } = await ops('GET', `rides?riderId=${subject}`, { token: await mint(by, 'support') });
    expect(JSON.stringify(json)).toContain(rideId);
    const [read, ...more] = await readsBy(by);
    expect(more).toEqual([]);
    const people = [await pseudonym(subject)];
    expect(read).toMatchObject({
      by,
      route: 'GET /v1/ops/rides',
      people,
      scopes: [],
      roles: ['support'],
      reason: 'a test',
    });
    expect(JSON.stringify(read)).not.toContain(subject);
  });

  it('at one thing says at which, also where nothing of anybody stands in the answer', async () => {
    const { subject, book } = await aRide();
    const by = unique('auditor');
    await ops('GET', `mutations/${book.clientID}/1`, { token: await mint(by, 'auditor') });
    expect(await readsBy(by)).toMatchObject([
      {
        route: 'GET /v1/ops/mutations/:clientId/:mutationId',
        about: [book.clientID, '1'],
        people: [await pseudonym(subject)],
      },
    ]);
  });

  it('at the ledger says why, or is not given', async () => {
    const { book } = await aRide();
    const by = unique('compliance');
    const token = await mint(by, 'compliance');
    for (const headers of [{}, { 'read-reason': '' }, { 'read-reason': 'x'.repeat(301) }]) {
      const { json, ...rest } = await ops('GET', `mutations/${book.clientID}/1`, { token, headers });
      expectProblem({ json, ...rest }, { status: 400, code: 'read_reason_missing' });
    }
    expect(await readsBy(by)).toEqual([]);
  });

  it('that cannot be written down is not given', async () => {
    const { subject } = await aRide();
    const token = await mint(unique('support'), 'support');
    await query('ALTER TABLE sync.read RENAME TO read_away');
    const { status, text } = await ops('GET', `rides?riderId=${subject}`, { token });
    await query('ALTER TABLE sync.read_away RENAME TO read');
    expect(status).toBeGreaterThanOrEqual(500);
    expect(text).not.toContain('riderId');
  });

  it('at a scope that cannot be written down is not given, nor taken for written down by the next', async () => {
    await aRide();
    const by = unique('dispatcher');
    const token = await mint(by, 'dispatcher');
    const look = () => pull({ token, body: pullBody(unique('group')) });
    await query('ALTER TABLE sync.read RENAME TO read_away');
    const refused = await Promise.all([look(), look(), look()]);
    await query('ALTER TABLE sync.read_away RENAME TO read');
    for (const { status, text } of refused) {
      expect(status).toBeGreaterThanOrEqual(500);
      expect(text).not.toContain('ops:');
    }
    expect((await look()).text).toContain('ops:dispatch/');
    expect(await readsBy(by)).toMatchObject([{ scopes: ['ops:dispatch'] }]);
  });

  it('at a scope is written down when it begins, by pull and by push, and once an hour', async () => {
    await aRide();
    const by = unique('dispatcher');
    const token = await mint(by, 'dispatcher');
    const group = unique('group');
    for (let looks = 0; looks < 3; looks += 1) await pull({ token, body: pullBody(group) });
    expect(await readsBy(by)).toMatchObject([{ route: 'POST /v1/sync/pull', scopes: ['ops:dispatch'], people: [] }]);
    const other = unique('dispatcher');
    const body = {
      ...pushBody(unique('group'), [{ ...bookMutation(unique('client')), name: 'no.such' }]),
      pull: { cookie: null },
    };
    await push({ token: await mint(other, 'dispatcher'), body });
    expect(await readsBy(other)).toMatchObject([{ route: 'POST /v1/sync/push', scopes: ['ops:dispatch'] }]);
  });

  it('at what they wrote for somebody is written down, each time that they are shown it', async () => {
    const [rider, by] = [unique('rider'), unique('dispatcher')];
    const write = async (path: string, key: string, body: object) =>
      callHttp(`${sync.server.url}/v1/rides${path}`, {
        method: 'POST',
        token: await mint(by, 'dispatcher'),
        headers: { 'idempotency-key': key },
        body,
      });
    const [bookKey, cancelKey] = [randomUUID(), randomUUID()];
    const book = { pickup: OISTINS, dropoff: BATHSHEBA, pin: '4821', riderId: rider, newRider: true };
    const { json } = await write('', bookKey, book);
    const { rideId } = (json as { ride: { rideId: string } }).ride;
    for (let times = 0; times < 2; times += 1) {
      await write('', bookKey, book);
      expect((await write(`/${rideId}/cancel`, cancelKey, {})).json).toMatchObject({ ride: { riderId: rider } });
    }
    const [booked, cancelled] = ['POST /v1/rides', 'POST /v1/rides/:rideId/cancel'];
    const people = [await pseudonym(rider)];
    const looks = [booked, booked, cancelled, booked, cancelled].map((route) => ({ route, people }));
    expect(await readsBy(by)).toMatchObject(looks);
  });

  it('at the parked work of somebody who has none is written down, also by their lane', async () => {
    const [subject, by] = [unique('rider'), unique('auditor')];
    const token = await mint(by, 'auditor');
    await ops('GET', `parked?subject=${subject}`, { token });
    await ops('GET', `parked?lane=${encodeURIComponent(`ride/7 of ${subject}`)}`, { token });
    await ops('GET', 'parked?lane=ride%2F7', { token });
    const people = [await pseudonym(subject)];
    expect(await readsBy(by)).toMatchObject([{ people }, { people }]);
  });

  it('of people at their own rides is none', async () => {
    const { subject, rideId } = await aRide();
    const token = await mint(subject, 'rider');
    await pull({ token, body: pullBody(unique('own')) });
    await callHttp(`${sync.server.url}/v1/rides`, { method: 'GET', token });
    const cancel = { method: 'POST', token, headers: { 'idempotency-key': randomUUID() }, body: {} } as const;
    expect((await callHttp(`${sync.server.url}/v1/rides/${rideId}/cancel`, cancel)).status).toBe(200);
    expect(await readsBy(subject)).toEqual([]);
  });

  it('stands in the chain, and cannot be asked for by people', async () => {
    const { dataSource } = sync.server.testDatabase;
    expect(await verifyStoredChain(dataSource)).toMatchObject({ ok: true });
    const [ledger] = await query<{ count: string }[]>(
      `SELECT count(*) FROM sync.ledger l JOIN sync.read r ON l.args ->> 'readId' = r.read_id AND l.commit = r.commit WHERE l.name = 'sync.recordRead'`,
    );
    const [reads] = await query<{ count: string }[]>('SELECT count(*) FROM sync.read');
    expect(ledger).toEqual(reads);
    const body = pushBody(unique('group'), [{ ...bookMutation(unique('client')), name: 'sync.recordRead', args: {} }]);
    const { json } = await push({ token: await mint(unique('support'), 'support'), body });
    expect(json).toMatchObject({ mutations: [{ result: { outcome: 'rejected' } }] });
  });
});

describe('every route', () => {
  it('of staff that reads something of people says where they stand; all say whose data they show', () => {
    const routes = sync.server.app.get(RouteRegistry).list();
    const shown = routes.map(
      ({ method, path, shows }) => `${method} ${path}: ${typeof shows === 'object' ? 'people' : shows}`,
    );
    const ofPeople = shown.filter((route) => route.startsWith('GET') && route.endsWith('people'));
    expect(ofPeople).toEqual([
      'GET /v1/ops/audit: people',
      'GET /v1/ops/devices: people',
      'GET /v1/ops/drivers: people',
      'GET /v1/ops/events/parked: people',
      'GET /v1/ops/events/parked/:group/:eventId: people',
      'GET /v1/ops/fares: people',
      'GET /v1/ops/fares/:rideId: people',
      'GET /v1/ops/mutations: people',
      'GET /v1/ops/mutations/:clientId/:mutationId: people',
      'GET /v1/ops/parked: people',
      'GET /v1/ops/parked/:clientId/:mutationId: people',
      'GET /v1/ops/parked/people: people',
      'GET /v1/ops/refunds: people',
      'GET /v1/ops/rides: people',
      'GET /v1/ops/rides/:rideId: people',
    ]);
  });
});
