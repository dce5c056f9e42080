import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SyncRuntime } from '#sync';
import { OISTINS } from '../../../demo/src/places.ts';
import { pullBody, pushBody, SyncSurface } from './surface.ts';

/** Two people want what only one can have: both are told, and what was told is kept as it was. */

const sync = new SyncSurface();
const { bookMutation, mint, pull, push, query, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

interface Person {
  readonly does: (name: string, args: object, more?: object) => Promise<{ outcome?: string; commit?: number }>;
  readonly outcomes: () => Promise<readonly { key: string; value: Record<string, unknown> }[]>;
}

async function person(role: string): Promise<Person> {
  const [token, group, clientID] = [await mint(unique(role), role), unique('group'), unique('client')];
  let id = 0;
  const does: Person['does'] = async (name, args, more = {}) => {
    const mutation = { clientID, id: (id += 1), name, args, timestamp: 0, ...more };
    const { json } = await push({ token, body: pushBody(group, [mutation]) });
    return (json['mutations'] as { result: { outcome?: string; commit?: number } }[])[0]?.result ?? {};
  };
  const outcomes: Person['outcomes'] = async () => {
    const { json } = await pull({ token, body: pullBody(group) });
    const rows = json['patch'] as { key?: string; value: Record<string, unknown> }[];
    return rows.flatMap(({ key, value }) => (key?.startsWith('outcome/') ? [{ key, value }] : []));
  };
  return { does, outcomes };
}

it('tells a driver who started that the rider wanted to cancel, until the driver has seen it', async () => {
  const [rider, driver] = [await person('rider'), await person('driver')];
  const { args } = bookMutation('any');
  const { rideId } = args as { rideId: string };
  await driver.does('drivers.goOnline', { position: OISTINS.at });
  const { commit = 0 } = await rider.does('rides.book', args as object);
  await sync.server.app.get(SyncRuntime).settled();
  await driver.does('rides.accept', { rideId });
  await driver.does('rides.arrive', { rideId, position: OISTINS.at });
  expect(await driver.does('rides.start', { rideId, pin: '4821' })).toMatchObject({ outcome: 'applied' });
  const late = await rider.does(
    'rides.cancel',
    { rideId, reason: 'changed_mind' },
    { base: { [`ride/${rideId}`]: commit } },
  );
  expect(late).toMatchObject({ outcome: 'conflict', code: 'ride_started' });

  const [told] = await driver.outcomes();
  expect(told?.value).toMatchObject({ name: 'rides.cancel', ofAnother: true, outcome: { code: 'ride_started' } });
  const [own] = await rider.outcomes();
  expect(own?.value).not.toHaveProperty('ofAnother');
  const kept = await query('SELECT of_another FROM sync.outcome ORDER BY of_another');
  expect(kept).toEqual([{ of_another: false }, { of_another: true }]);

  const [, clientID, id] = told?.key.split('/') ?? [];
  expect(await driver.does('sync.acknowledgeOutcome', { clientID, id: Number(id) })).toMatchObject({
    outcome: 'applied',
  });
  expect(await driver.outcomes()).toEqual([]);
  expect(await rider.outcomes()).toHaveLength(1);
});
