/** Waiting for the server's word: it comes, or within the time one gave it is said what is in the way. */
import { describe, expect, it } from '@jest/globals';
import { note, NotesIsland } from '../test/notes.ts';
import { RIDER, TIME_ENOUGH, type Phone } from '../test/phones.ts';
import { CLIENT_LIMITS } from './limits.ts';
import { NotConfirmed } from './not-confirmed.ts';
import type { ClientOptions } from './client-options.ts';

const TIME = { timeoutMs: 5_000 };

/** Notes something, tries to send it, and waits until the time is up. */
async function waitInVain(
  island: NotesIsland,
  { options = {}, arrange = () => undefined }: { options?: Partial<ClientOptions>; arrange?: (phone: Phone) => void },
) {
  const phone = await island.phone(options);
  arrange(phone);
  const saved = await phone.client.mutate(note.ride, { text: 'a' });
  await phone.client.drainOnce(TIME_ENOUGH);
  const caught = saved.confirmed(TIME).catch((error: unknown) => error);
  island.clock.advance(TIME.timeoutMs);
  const told = await caught;
  if (!(told instanceof NotConfirmed)) throw new Error(`not told: ${JSON.stringify(told)}`);
  return { phone, saved, told };
}

describe('what is told when the word does not come in time', () => {
  const cases: readonly [string, Parameters<typeof waitInVain>[1], RegExp][] = [
    ['signed_out', { options: { token: async () => null } }, /there is no token/],
    ['signed_out', { options: { token: async () => tokenOf(RIDER.subject) } }, /the server refuses it/],
    ['wrong_person', { options: { token: async () => tokenOf('somebody-else') } }, /of another person/],
    ['unknown_person', { options: { token: async () => 'opaque' } }, /does not say whose it is/],
    ['unreachable', { arrange: ({ link }) => void (link.offline = true) }, /cannot be reached/],
    ['unreachable', { options: { token: () => Promise.reject(new Error('no issuer')) } }, /cannot be reached/],
    ['silent', { arrange: ({ link }) => void (link.fault = () => 'dead') }, /does not answer/],
    ['portal', { arrange: ({ link }) => void (link.fault = () => 'portal') }, /this network asks for a sign-in/],
    ['portal', { arrange: ({ link }) => void (link.fault = () => ({ status: 404 })) }, /the address is not that/],
    ['busy', { arrange: ({ link }) => void (link.fault = () => ({ status: 503 })) }, /come later/],
    ['forbidden', { arrange: ({ link }) => void (link.fault = () => ({ status: 403 })) }, /may not sync/],
  ];

  it.each(cases)('%s, as in status()', async (hindrance, setting, words) => {
    const { phone, told } = await waitInVain(new NotesIsland(), setting);
    expect(told).toMatchObject({ name: 'NotConfirmed', hindrance, stage: 'saved' });
    expect(told.message).toMatch(words);
    expect(told.message).toContain(`within 5000 ms (${hindrance})`);
    expect(phone.client.status().hindrance).toBe(hindrance);
  });

  it('that nobody has sent it yet', async () => {
    const island = new NotesIsland();
    const { client } = await island.phone();
    const saved = await client.mutate(note.ride, { text: 'a' });
    const caught = saved.outcome(TIME).catch((error: unknown) => error);
    island.clock.advance(TIME.timeoutMs);
    expect(await caught).toMatchObject({
      stage: 'saved',
      hindrance: null,
      message: expect.stringContaining('start()'),
    });
  });

  it.each(['outcome', 'confirmed'] as const)(
    '%s: at once, of what cannot be sent as it is, however long one would wait',
    async (wait) => {
      const island = new NotesIsland();
      const { client } = await island.phone();
      island.server.chokesOn.add(note.ride.name);
      const saved = await client.mutate(note.ride, { text: 'a' });
      const before = saved[wait]().catch((error: unknown) => error);
      await client.drainOnce(TIME_ENOUGH);
      const message = 'not confirmed and will not be (held): it cannot be sent as it is: see `queue()`';
      for (const told of [before, saved[wait]().catch((error: unknown) => error)])
        expect(await told).toMatchObject({ name: 'NotConfirmed', stage: 'held', hindrance: null, message });
    },
  );

  it('at once, of what was confirmed longer ago than the device keeps it', async () => {
    const island = new NotesIsland();
    const { client } = await island.phone();
    const saved = await client.mutate(note.ride, { text: 'the first' });
    const count = CLIENT_LIMITS.keptConfirmedMax + 1;
    for (let at = 0; at < count; at += 1) await client.mutate(note.ride, { text: `${at}` });
    for (let at = 0; at < 10 && saved.state().stage !== 'past'; at += 1) await client.drainOnce(TIME_ENOUGH);
    expect(saved.state()).toEqual({ stage: 'past' });
    for (const wait of ['outcome', 'confirmed'] as const)
      await expect(saved[wait]()).rejects.toMatchObject({ name: 'NotConfirmed', stage: 'past' });
  });

  it('when the client is closed, and nothing is kept after that', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    link.offline = true;
    const saved = await client.mutate(note.ride, { text: 'a' });
    const waiting = [saved.outcome(), saved.confirmed(TIME)].map((word) => word.catch((error: unknown) => error));
    await client.close();
    const closed = {
      name: 'NotConfirmed',
      stage: 'saved',
      message: expect.stringContaining('before the client was closed'),
    };
    for (const told of waiting) expect(await told).toMatchObject(closed);
    await expect(saved.confirmed()).rejects.toMatchObject(closed);
    await expect(client.mutate(note.ride, { text: 'b' })).rejects.toMatchObject({ name: 'NotSaved', code: 'closed' });
  });

  it('that it is parked', async () => {
    const island = new NotesIsland();
    island.server.parks.add(note.ride.name);
    const { told } = await waitInVain(island, {});
    expect(told).toMatchObject({ stage: 'received', hindrance: null });
    expect(told.message).toContain('the server has it');
  });
});

it('loses nothing: the same can be waited for again', async () => {
  const island = new NotesIsland();
  const { phone, saved } = await waitInVain(island, { arrange: ({ link }) => void (link.offline = true) });
  phone.link.offline = false;
  const again = saved.confirmed(TIME);
  await phone.client.drainOnce(TIME_ENOUGH);
  expect(await again).toMatchObject({ outcome: 'applied' });
});

it('leaves no timer behind when the word comes, and waits for ever where no time is given', async () => {
  const island = new NotesIsland();
  const { client } = await island.phone();
  const saved = await client.mutate(note.ride, { text: 'a' });
  const [timed, patient] = [saved.confirmed(TIME), saved.outcome()];
  await client.drainOnce(TIME_ENOUGH);
  expect(await timed).toEqual(await patient);
  expect(island.clock.nextWakeInMs()).toBe(null);
  expect(await saved.confirmed(TIME)).toEqual(await patient);
});

/** A token that names somebody, as a JSON Web Token does. */
function tokenOf(subject: string): string {
  return ['{}', JSON.stringify({ sub: subject }), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
}
