/** The offline credential that the library keeps: asked for before anything is pushed, and no more often than it must. */
import { expect, it } from '@jest/globals';
import { goOffline, goOnline, ridesMutations } from '#rides/client';
import { DRIVER, Island, OISTINS, signedIn, TIME_ENOUGH } from '../../test/phones.ts';
import { CLIENT_LIMITS } from '../limits.ts';
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

it('Y11 tells how much cash may still be taken, counts what waits, and is renewed when cash was taken', async () => {
  const { client, island, link, sent } = await aDriver();
  expect(client.cashLeftOffline()).toBeNull();
  island.server.cashLimitCents = 500;
  await client.drainOnce(TIME_ENOUGH);
  expect(client.cashLeftOffline()).toBe(500);
  link.offline = true;
  await client.drainOnce(TIME_ENOUGH);
  const take = (cashCents: number) => client.mutate(note.ride, { text: 'cash', cashCents });
  expect(await take(400)).toMatchObject({ mayBeHeldFor: null });
  expect(client.cashLeftOffline()).toBe(100);
  expect(client.mayActOffline(note.ride, { text: 'more', cashCents: 100 })).toBeNull();
  expect(client.mayActOffline(note.ride, { text: 'none' })).toBeNull();
  expect(await take(101)).toMatchObject({ durable: true, mayBeHeldFor: 'cash_limit_reached' });
  expect(client.cashLeftOffline()).toBe(0);
  link.offline = false;
  sent();
  island.clock.advance(CLIENT_LIMITS.credentialAskedAgainMs);
  await client.drainOnce(TIME_ENOUGH);
  expect(sent().slice(0, 2)).toEqual(['credential', 'push']);
  await client.drainOnce(TIME_ENOUGH);
  expect(client.cashLeftOffline()).toBe(500);
  // What the server counted under this credential, it tells.
  const { clientGroupID: groupId } = client.install();
  const { issuedAtMs, expiresAtMs: endsAtMs } = client.credential()?.terms ?? {};
  const row = { groupId, subject: DRIVER.subject, roles: ['driver'], issuedAtMs, endsAtMs, revokedAtMs: null };
  island.server.put({ kind: 'device', id: groupId, state: { ...row, cashCents: 300 } });
  await client.drainOnce(TIME_ENOUGH);
  expect(client.cashLeftOffline()).toBe(200);
  island.clock.advance(CLIENT_LIMITS.credentialAskedAgainMs);
  await client.drainOnce(TIME_ENOUGH);
  expect(client.cashLeftOffline()).toBe(500);
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
