/** Whatever of the device's memory is broken, the app opens, what can be read is there, and work goes on. */
import { describe, expect, it } from '@jest/globals';
import { note, noteAll, NotesIsland, notedBy } from '../test/notes.ts';
import { TIME_ENOUGH } from '../test/phones.ts';
import { Unreadable } from './device/device.ts';
import { MemoryStorage } from './storage/memory.ts';

/** Two notes confirmed, three waiting. */
async function aPhone() {
  const island = new NotesIsland();
  const errors: unknown[] = [];
  const phone = await island.phone({ onError: (error) => errors.push(error) });
  await noteAll(phone.client, ['1', '2']);
  await phone.client.drainOnce(TIME_ENOUGH);
  phone.link.offline = true;
  await noteAll(phone.client, ['3', '4', '5']);
  const keyOf = (part: string) => [...phone.disk.keys()].find((key) => key.includes(part)) ?? '';
  return { island, errors, keyOf, ...phone };
}

/** As a page of a file that was overwritten, a write that was cut, and another program leave it. */
const BROKEN = ['', '{"a":', '\u0000\u0000', 'null', '7', '"text"', '[]', '{}', '{"entry":null}'];

describe.each(BROKEN)('a record that reads %j', (text) => {
  it('of a row comes again from the server', async () => {
    const { disk, keyOf, restart, link, errors } = await aPhone();
    disk.set(keyOf('/row/notes/'), text);
    const client = await restart();
    link.offline = false;
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', driftedScopes: [] });
    expect(client.scan('notes/')).toMatchObject([{ value: { texts: ['1', '2', '3', '4', '5'] } }]);
    expect(client.queue().unreadable).toEqual([]);
    expect(errors.every((error) => error instanceof Unreadable)).toBe(true);
  });

  it('of the view comes again, too', async () => {
    const { disk, keyOf, restart, link } = await aPhone();
    disk.set(keyOf('/view'), text);
    const client = await restart();
    link.offline = false;
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', driftedScopes: [] });
    expect(client.scan('notes/')).toMatchObject([{ value: { texts: ['1', '2', '3', '4', '5'] } }]);
  });

  it('of what waits is set aside and shown, once, and the others go', async () => {
    const { disk, keyOf, restart, link, island } = await aPhone();
    const key = keyOf('/queue/000000000004');
    disk.set(key, text);
    const client = await restart();
    expect(client.queue()).toMatchObject({ waiting: 2, unreadable: [['queue/000000000004', text]] });
    link.offline = false;
    await client.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['1', '2', '3', '5']);
    expect(disk.has(key)).toBe(false);
    const again = await restart();
    expect(again.queue().unreadable).toHaveLength(1);
    const { ref } = await again.mutate(note.ride, { text: '6' });
    expect(ref).toBe(6);
  });

  it('of the install’s own ids costs them alone: what waits goes, and nothing twice', async () => {
    const { disk, keyOf, restart, link, island } = await aPhone();
    disk.set(keyOf('/head'), text);
    const client = await restart();
    await client.mutate(note.emergency, { text: 'help' });
    link.offline = false;
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', waiting: 0 });
    expect(notedBy(island.server)).toEqual(['1', '2', 'help', '3', '4', '5']);
  });
});

it('a storage that can only be read lets the app open, and sends an emergency and what was kept', async () => {
  const { disk, restart, link, island, errors } = await aPhone();
  const storage = new MemoryStorage(disk);
  storage.commit = () => Promise.reject(new Error('attempt to write a readonly database'));
  const client = await restart({ storage });
  link.offline = false;
  expect(await client.mutate(note.emergency, { text: 'help' })).toMatchObject({ durable: false });
  expect(notedBy(island.server)).toContain('help');
  expect(client.status().storage).toBe('storage_broken');
  expect(errors.length).toBeGreaterThan(0);
});

describe('a storage that does not work at all', () => {
  const works = { scan: true, commit: true };
  it.each([
    ['to read', { ...works, scan: false }],
    ['to write', { ...works, commit: false }],
    ['to do anything', { scan: false, commit: false }],
  ])(
    '%s lets a new app open; with contact things are done, and it says what is broken',
    async (_what, { scan, commit }) => {
      const island = new NotesIsland();
      const storage = new MemoryStorage();
      const broken = () => Promise.reject(new Error('database disk image is malformed'));
      if (!scan) storage.scan = broken;
      if (!commit) storage.commit = broken;
      const errors: unknown[] = [];
      const { client } = await island.phone({ storage, onError: (error) => errors.push(error) });
      expect(await client.mutate(note.emergency, { text: 'help' })).toBeDefined();
      await client.drainOnce(TIME_ENOUGH);
      expect(notedBy(island.server)).toEqual(['help']);
      expect(errors.length).toBeGreaterThan(0);
      if (!commit) expect(client.status()).toMatchObject({ storage: 'storage_broken', hindrance: 'storage_broken' });
    },
  );
});

describe('a storage that goes back on its word', () => {
  it('and refuses every guard leaves no mutation unsettled: with contact it is done, without it is not saved', async () => {
    const { restart, link, island } = await aPhone();
    const storage = new MemoryStorage();
    storage.commit = async () => false;
    const errors: unknown[] = [];
    const client = await restart({ storage, onError: (error) => errors.push(error) });
    await expect(client.mutate(note.ride, { text: 'far' })).rejects.toMatchObject({ code: 'storage_broken' });
    expect(errors).toContainEqual(expect.objectContaining({ name: 'StorageBroken' }));
    link.offline = false;
    expect(await client.mutate(note.ride, { text: 'near' })).toMatchObject({ durable: false });
    expect(client.status().storage).toBe('storage_broken');
    expect(notedBy(island.server)).toEqual(['1', '2', 'near']);
  });

  it('only later on leaves none unsettled either', async () => {
    const { client, storage, link } = await openOn(new MemoryStorage());
    await noteAll(client, ['1']);
    link.offline = true;
    let refused = 0;
    storage.commit = async () => (refused++, false);
    await expect(client.mutate(note.ride, { text: '2' })).rejects.toMatchObject({ code: 'storage_broken' });
    // Ten times for each that asks: the mutation, and the drain before it.
    expect([10, 20]).toContain(refused);
  });

  it('and is emptied while it is open begins anew', async () => {
    const { client, storage, island } = await openOn(new MemoryStorage());
    await noteAll(client, ['1']);
    await client.drainOnce(TIME_ENOUGH);
    storage.disk.clear();
    expect(await client.mutate(note.ride, { text: '2' })).toMatchObject({ durable: true });
    await client.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['1', '2']);
  });
});

async function openOn(storage: MemoryStorage) {
  const island = new NotesIsland();
  return { ...(await island.phone({ storage })), storage, island };
}
