/** A phone that was taken out of service, beside one whose server came back from a backup: each is told apart, and neither runs hot. */
import { expect, it } from '@jest/globals';
import { note, noteAll, NotesIsland, notedBy } from '../test/notes.ts';
import { TIME_ENOUGH } from '../test/phones.ts';

async function revokedPhone() {
  const island = new NotesIsland();
  const phone = await island.phone();
  await noteAll(phone.client, ['one', 'two']);
  await phone.client.drainOnce(TIME_ENOUGH);
  island.server.revoked.add(phone.client.install().clientGroupID);
  phone.link.requests.length = 0;
  return { island, ...phone };
}

const paths = (requests: readonly { readonly path: string }[]) => requests.map(({ path }) => path.slice(9));

it('asks once, says that it is out of service, shows nothing, and offers nothing again', async () => {
  const { client, link, island } = await revokedPhone();
  expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'hindered', why: 'revoked', waiting: 0 });
  expect(paths(link.requests)).toEqual(['pull']);
  expect(client.status().hindrance).toBe('revoked');
  expect(client.scan('')).toEqual([]);
  expect(island.server.decided).toHaveLength(2);
});

it('what waits goes out once and is held; after a restart it is still out of service', async () => {
  const { client, link, restart } = await revokedPhone();
  const saved = await client.mutate(note.ride, { text: 'three' });
  expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'revoked', waiting: 0 });
  expect(saved.state()).toMatchObject({ stage: 'received', outcome: { outcome: 'parked', code: 'device_revoked' } });
  for (let times = 0; times < 3; times++) await client.drainOnce(TIME_ENOUGH);
  expect(link.pushes().flat()).toHaveLength(1);
  const again = await restart();
  expect(again.status().hindrance).toBe('revoked');
  await again.drainOnce(TIME_ENOUGH);
  expect(link.pushes().flat()).toHaveLength(1);
});

it('asks again when somebody opens the app, and by itself never', async () => {
  const { client, link, island } = await revokedPhone();
  client.start();
  for (let second = 0; second < 3_600; second++) await island.pass(1_000);
  expect(paths(link.requests)).toEqual(['pull']);
  client.trigger('foreground');
  await island.pass(0);
  expect(paths(link.requests)).toEqual(['pull', 'pull']);
  await client.close();
});

it('still sends an emergency, at once', async () => {
  const { client, link, island } = await revokedPhone();
  client.start();
  await island.pass(0);
  await client.mutate(note.emergency, { text: 'help' });
  await island.pass(0);
  expect(link.pushes().flat()).toHaveLength(1);
  expect(notedBy(island.server)).toContain('help');
  await client.close();
});

it('what the person has seen of it makes no new work for staff', async () => {
  const { client, link } = await revokedPhone();
  await client.mutate(note.ride, { text: 'three' });
  await client.drainOnce(TIME_ENOUGH);
  for (const item of client.inbox()) await client.acknowledge(item);
  await client.drainOnce(TIME_ENOUGH);
  expect(client.inbox()).toEqual([]);
  expect(link.pushes().flat()).toHaveLength(1);
});

it('a server that came back from a backup is another thing: it is offered again what it lost', async () => {
  const island = new NotesIsland();
  const { client } = await island.phone();
  const backup = island.server.backup();
  await noteAll(client, ['one', 'two']);
  await client.drainOnce(TIME_ENOUGH);
  island.server.restore(backup);
  expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', why: null });
  expect(notedBy(island.server)).toEqual(['one', 'two']);
});

it('a server whose every answer undoes what it answered is asked less and less', async () => {
  const island = new NotesIsland();
  const { client, link } = await island.phone();
  await noteAll(client, ['one', 'two']);
  // Each pull is a fresh snapshot of a server that knows no stream: what was decided seems lost.
  const answer = island.server.answer.bind(island.server);
  island.server.answer = (...asked) => {
    const reply = answer(...asked);
    const body = reply.body as { pull?: object };
    const empty = { lastMutationIDChanges: {}, patch: [{ op: 'clear' }], scopes: {} };
    const emptied = asked[0].endsWith('/pull') ? { ...body, ...empty } : { ...body, pull: { ...body.pull, ...empty } };
    return { ...reply, body: emptied as never };
  };
  client.start();
  for (let second = 0; second < 3_600; second++) await island.pass(1_000);
  expect(link.requests.length).toBeLessThan(2_500);
  await client.close();
});
