import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SyncRuntime, undeclaredPlaces } from '#sync';
import { MODULES } from '../../src/modules.ts';
import { callHttp } from '../harness/http-caller.ts';
import { pushBody } from '../phone/index.ts';
import { SyncSurface } from './surface.ts';

/** Secrets of riders, and where they ride, in what staff see of parked work and of the ledger. */

const sync = new SyncSurface();
const { bookMutation, mint, ops, push, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

const DEFINITIONS = MODULES.map(({ server }) => server.definition);

/** A rider's booking that is held for staff, and one that was decided. */
async function bookings() {
  const [subject, client] = [unique('rider'), unique('client')];
  const token = await mint(subject, 'rider');
  const [group, lost] = [unique('group'), bookMutation(client, 2)];
  const decided = bookMutation(client);
  await push({ token, body: pushBody(group, [decided]) });
  await callHttp(`${sync.server.url}/v1/devices/${group}/revoke`, { token });
  const { json } = await push({ token, body: pushBody(group, [lost]) });
  expect(json).toMatchObject({ mutations: [{ result: { code: 'device_revoked' } }] });
  return { decided, lost, client };
}

const argsOf = (sent: { args: unknown }) => sent.args as Record<string, unknown> & { pinSalt: string; pinHash: string };
const HIDDEN_PIN = { pinSalt: { hidden: 'secret' }, pinHash: { hidden: 'secret' } };

describe('a booking, as staff see it', () => {
  it.each<[string, boolean]>([
    ['dispatcher', true],
    ['support', true],
    ['auditor', true],
    ['admin', false],
  ])(
    'parked, to %s, has nothing of its PIN, and where the rider goes as the table says: %s',
    async (role, seesPlaces) => {
      const { lost, client } = await bookings();
      const token = await mint(unique(role), role);
      const one = await ops('GET', `parked/${client}/2`, { token });
      const all = await ops('GET', 'parked?limit=200', { token });
      expect(one.json).toMatchObject({ args: HIDDEN_PIN });
      const { pickup, dropoff, pinSalt, pinHash, rideId } = argsOf(lost);
      const places = seesPlaces ? { pickup, dropoff } : { pickup: { hidden: 'place' }, dropoff: { hidden: 'place' } };
      expect(one.json).toMatchObject({ args: { rideId, ...places } });
      for (const { text } of [one, all]) {
        expect(text).not.toContain(pinSalt);
        expect(text).not.toContain(pinHash);
        expect(text.includes('"lat"')).toBe(seesPlaces);
      }
    },
  );

  it.each<[string, boolean]>([
    ['support', true],
    ['auditor', true],
    ['compliance', false],
  ])('in the ledger, to %s, has nothing of its PIN, and places as the table says: %s', async (role, seesPlaces) => {
    const { decided, client } = await bookings();
    const token = await mint(unique(role), role);
    for (const id of [1, 2]) {
      const { text, json } = await ops('GET', `mutations/${client}/${id}`, { token });
      expect(json).toMatchObject({ name: 'rides.book', args: HIDDEN_PIN });
      expect(text).not.toContain(argsOf(decided).pinSalt);
      expect(text).not.toContain('"pinHash":"');
      expect(text.includes('"lat"')).toBe(seesPlaces);
    }
  });

  it('refused because of another’s, is shown without what only its sender is told', async () => {
    const [client, group, token] = [unique('client'), unique('group'), await mint(unique('rider'), 'rider')];
    const first = bookMutation(client);
    const second = { ...bookMutation(client, 2), base: { [`ride/${String(argsOf(first).rideId)}`]: 0 } };
    const again = { ...second, args: { ...(second.args as object), rideId: argsOf(first).rideId } };
    const { json } = await push({ token, body: pushBody(group, [first, again]) });
    expect(json).toMatchObject({ mutations: [{}, { result: { outcome: 'conflict' } }] });
    const { text, json: looked } = await ops('GET', `mutations/${client}/2`, { token: await mint('c', 'compliance') });
    expect(looked).toMatchObject({ result: { conflict: { yours: HIDDEN_PIN } } });
    expect(text).not.toMatch(/"lat"|"pin(Hash|Salt)":"/);
  });
});

describe('every module', () => {
  it.each(DEFINITIONS.map((definition) => [definition.name, definition] as const))(
    '%s declares how sensitive each part of its arguments and events is',
    (_name, { mutations, events }) => {
      const named = [
        ...mutations.map(({ name, args }) => [name, args] as const),
        ...events.map(({ type, schema }) => [type, schema] as const),
      ];
      expect(named.flatMap(([name, schema]) => undeclaredPlaces(schema).map((place) => `${name} ${place}`))).toEqual(
        [],
      );
    },
  );

  it('leaves secrets of a row out of what many people see', () => {
    const { registry } = sync.server.app.get(SyncRuntime);
    const planted = { kind: 'ride', views: () => ({ 'ops:dispatch': { rideId: 'r', pinSalt: 's', pinHash: 'h' } }) };
    const known = registry.kinds.get('ride');
    if (!known) throw new Error('there is no kind ride');
    registry.kinds.set('ride', { ...known, ...planted });
    const views = registry.viewsOf({ kind: 'ride', id: 'r', state: { rideId: 'r' } });
    registry.kinds.set('ride', known);
    expect(views).toEqual({ 'ops:dispatch': { rideId: 'r' } });
  });
});
