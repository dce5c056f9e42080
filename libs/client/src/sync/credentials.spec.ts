/** The offline credential that the library keeps: asked for before anything is pushed, and no more often than it must. */
import { expect, it } from '@jest/globals';
import { goOffline, goOnline, ridesMutations } from '#rides/client';
import { DRIVER, Island, OISTINS, signedIn, TIME_ENOUGH } from '../../test/phones.ts';
import { note, notesMutations } from '../../test/notes.ts';

const HOUR_MS = 3_600_000;

async function aDriver() {
  const island = new Island();
  island.server.credentialMs = 24 * HOUR_MS;
  const mutations = [...ridesMutations, ...notesMutations];
  const phone = await island.phone({ person: DRIVER, token: signedIn(DRIVER), keepCredential: true, mutations });
  const sent = () => phone.link.requests.splice(0).map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  return { island, sent, ...phone };
}

it('is asked for at the first contact, kept over a restart, and renewed when a quarter of its time is over', async () => {
  const { client, island, sent, restart } = await aDriver();
  expect(client.credential()).toBeNull();
  await client.drainOnce(TIME_ENOUGH);
  expect(sent()).toEqual(['credential', 'pull']);
  const again = await restart();
  expect(again.credential()?.terms).toMatchObject({ subject: DRIVER.subject, roles: ['driver'] });
  for (let hour = 1; hour <= 12; hour++) {
    island.clock.advance(HOUR_MS);
    await again.drainOnce(TIME_ENOUGH);
  }
  expect(sent().filter((what) => what === 'credential')).toHaveLength(2);
});

it('of a driver who comes back after it ended is renewed before what was done is pushed', async () => {
  const { client, island, link, sent } = await aDriver();
  await client.drainOnce(TIME_ENOUGH);
  await client.mutate(goOnline, { position: OISTINS });
  await client.drainOnce(TIME_ENOUGH);
  link.offline = true;
  await client.drainOnce(TIME_ENOUGH);
  expect(await client.mutate(goOffline, {})).toMatchObject({ mayBeHeldFor: null });
  island.clock.advance(25 * HOUR_MS);
  expect(client.mayActOffline(goOnline, { position: OISTINS })).toBe('credential_expired');
  link.offline = false;
  sent();
  await client.drainOnce(TIME_ENOUGH);
  expect(sent()).toEqual(['credential', 'push']);
});

it('holds up no emergency, and nothing at all where there is none to be had', async () => {
  const { client, island, link, sent } = await aDriver();
  island.server.credentialMs = null;
  await client.mutate(goOnline, { position: OISTINS });
  await client.mutate(note.emergency, { text: 'help' });
  await client.drainOnce(TIME_ENOUGH);
  expect(sent()).toEqual(['push', 'credential', 'push']);
  await client.drainOnce(TIME_ENOUGH);
  expect(sent()).toEqual(['pull']);
  link.offline = true;
  island.clock.advance(HOUR_MS);
  expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'unreachable' });
});

it('is not pushed without while the server is too busy to give it', async () => {
  const { client, link, sent } = await aDriver();
  await client.mutate(goOnline, { position: OISTINS });
  link.fault = () => ({ status: 503, retryAfter: '7' });
  expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'busy', retryAfterMs: 7_000, waiting: 1 });
  expect(sent()).toEqual(['credential']);
});

it('is refused to an install out of service, which says so', async () => {
  const { client, island, sent } = await aDriver();
  island.server.revoked.add(client.install().clientGroupID);
  await client.mutate(goOnline, { position: OISTINS });
  expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'revoked', waiting: 0 });
  expect(sent()).toEqual(['credential', 'push']);
});
