import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SyncRuntime, type Outcome } from '#sync';
import { OISTINS } from '../harness/places.ts';
import { HttpPhone, type Said } from '../phone/index.ts';
import { SyncSurface } from './surface.ts';

/** Two people want what only one can have: both are told, and what was told is kept as it was. */

const sync = new SyncSurface();
const { bookMutation, mint, query, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

interface Person {
  readonly does: (name: string, args: object, said?: Said) => Promise<Outcome>;
  readonly outcomes: () => Promise<readonly { readonly key: string; readonly value: object }[]>;
}

async function person(role: string): Promise<Person> {
  const subject = unique(role);
  const phone = new HttpPhone({ subject, token: await mint(subject, role) });
  const does: Person['does'] = async (name, args, said = {}) => {
    const [outcome] = await phone.do(sync.server.url, [name, args, said]);
    if (!outcome) throw new Error(`${name} has no outcome`);
    return outcome;
  };
  const outcomes: Person['outcomes'] = async () => {
    await phone.pull(sync.server.url);
    return [...phone.views.rows].flatMap(([key, value]) =>
      key.startsWith('outcome/') ? [{ key, value: value as object }] : [],
    );
  };
  return { does, outcomes };
}

it('tells a driver who started that the rider wanted to cancel, until the driver has seen it', async () => {
  const [rider, driver] = [await person('rider'), await person('driver')];
  const { args } = bookMutation('any');
  const { rideId } = args as { rideId: string };
  await driver.does('drivers.goOnline', { position: OISTINS });
  const { commit } = await rider.does('rides.book', args as object);
  await sync.server.app.get(SyncRuntime).idle();
  await driver.does('rides.accept', { rideId });
  await driver.does('rides.arrive', { rideId, position: OISTINS });
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
