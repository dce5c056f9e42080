import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pushBody } from '../phone/index.ts';
import { SyncSurface, type SentMutation } from './surface.ts';

/** A conflict tells nothing about rows that one may not see: not that they are there, not that they changed, not that they are gone. */

const sync = new SyncSurface();
const { bookMutation, mint, push, query, rideId, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

const rideOf = (sent: SentMutation) => (sent.args as { rideId: string }).rideId;
const cancel = (clientID: string, id: number, ride: string) => ({
  ...bookMutation(clientID, id),
  name: 'rides.cancel',
  args: { rideId: ride },
});

/** Somebody's ride as it stands after these steps. */
async function aRide(isCancelled: boolean): Promise<string> {
  const [client, token] = [unique('client'), await mint(unique('rider'), 'rider')];
  const book = bookMutation(client);
  const more = isCancelled ? [cancel(client, 2, rideOf(book))] : [];
  await push({ token, body: pushBody(unique('group'), [book, ...more]) });
  return rideOf(book);
}

const MOVES: readonly (readonly [string, string, (ride: string) => object])[] = [
  ['rider', 'rides.cancel', (ride) => ({ rideId: ride })],
  ['rider', 'rides.renewPin', (ride) => ({ rideId: ride, pinSalt: '0'.repeat(32), pinHash: '1'.repeat(64) })],
  ['driver', 'rides.accept', (ride) => ({ rideId: ride })],
  ['driver', 'rides.start', (ride) => ({ rideId: ride, pin: '4821' })],
  ['driver', 'rides.end', (ride) => ({ rideId: ride })],
];

describe('a mutation about somebody else’s row', () => {
  it.each(MOVES)(
    'by a %s, %s, is answered as if there were none, whatever base it names',
    async (role, name, argsOf) => {
      const rides = { live: await aRide(false), gone: await aRide(true), none: rideId() };
      // As if a view of the row had been taken from everybody: only its tombstone is left.
      await query('UPDATE sync.view SET value = NULL WHERE key = $1', [`ride/${rides.gone}`]);
      const answers: Record<string, object> = {};
      for (const [which, ride] of Object.entries(rides)) {
        const token = await mint(unique(role), role);
        const base = { [`ride/${ride}`]: 0 };
        const sent = { ...bookMutation(unique('client')), name, args: argsOf(ride), base };
        const { json } = await push({ token, body: pushBody(unique('group'), [sent]) });
        const [{ result }] = json['mutations'] as [{ result: { commit: number } }];
        const { commit: _, ...said } = result;
        answers[which] = said;
      }
      expect(answers['live']).toEqual(answers['none']);
      expect(answers['gone']).toEqual(answers['none']);
      expect(answers['none']).toMatchObject({ outcome: 'rejected', code: 'ride_not_found' });
    },
  );

  it('is a conflict for whom it is shown to, or was', async () => {
    const [client, token] = [unique('client'), await mint(unique('rider'), 'rider')];
    const group = unique('group');
    const book = bookMutation(client);
    const again = { ...bookMutation(client, 2), args: book.args, base: { [`ride/${rideOf(book)}`]: 0 } };
    const { json } = await push({ token, body: pushBody(group, [book, again]) });
    expect(json).toMatchObject({ mutations: [{}, { result: { outcome: 'conflict', code: 'ride_exists' } }] });
    await query('UPDATE sync.view SET value = NULL WHERE key = $1', [`ride/${rideOf(book)}`]);
    await query(`UPDATE rides.ride SET rider_id = 'somebody-else' WHERE ride_id = $1`, [rideOf(book)]);
    const late = { ...cancel(client, 3, rideOf(book)), base: { [`ride/${rideOf(book)}`]: 0 } };
    const answer = await push({ token, body: pushBody(group, [late]) });
    expect(answer.json).toMatchObject({ mutations: [{ result: { outcome: 'conflict', code: 'ride_not_found' } }] });
  });
});
