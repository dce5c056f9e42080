import { describe, expect, it } from '@jest/globals';
import { note, NotesIsland, notedBy } from '../test/notes.ts';
import { TIME_ENOUGH } from '../test/phones.ts';
import type { UpdateProgress } from './after-update.ts';
import { MemoryStorage } from './storage/memory.ts';
import { FailingStorage } from './testing/failing-storage.ts';
import type { Upcaster } from './queue/upcast.ts';

/** What an app of the first version left: notes had a `title` then, and were called otherwise. */
async function oldQueue(island: NotesIsland) {
  const { client, disk, link, restart } = await island.phone();
  link.offline = true;
  for (const text of ['one', 'two']) await client.mutate(note.ride, { text });
  for (const [key, value] of disk)
    disk.set(key, value.replaceAll('"text"', '"title"').replace('notes.ride', 'notes.old'));
  link.offline = false;
  return { disk, link, restart };
}

const upcaster: Upcaster = ({ args }) => ({ name: 'notes.ride', args: { text: (args as { title: string }).title } });

describe('Y9 work of an older app', () => {
  it('is brought into today’s form before it is sent', async () => {
    const island = new NotesIsland();
    const { restart } = await oldQueue(island);
    const updated = await restart({ schemaVersion: '2', upcasters: { 'notes.old': upcaster } });
    expect(updated.scan('notes/')).toMatchObject([{ value: { texts: ['one', 'two'] } }]);
    await updated.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['one', 'two']);
  });

  it('is held when it cannot be, lets others pass, and goes when a later update can', async () => {
    const island = new NotesIsland();
    const { restart } = await oldQueue(island);
    const cannot = await restart({ schemaVersion: '2', upcasters: { 'notes.old': () => null } });
    expect(cannot.queue().held).toHaveLength(2);
    await cannot.mutate(note.ride, { text: 'new' });
    await cannot.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['new']);
    const can = await restart({ schemaVersion: '3', upcasters: { 'notes.old': upcaster } });
    await can.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['new', 'one', 'two']);
    expect(can.queue().held).toEqual([]);
  });

  it('of a name that today’s app has forgotten is sent as it was: the server never forgets one', async () => {
    const island = new NotesIsland();
    const { link, restart } = await oldQueue(island);
    const updated = await restart({ schemaVersion: '2' });
    await updated.drainOnce(TIME_ENOUGH);
    expect(link.pushes().flat()).toHaveLength(2);
    // This scripted server does not know it either, and parks it.
    expect(updated.inbox().map(({ kind }) => kind)).toEqual(['parked', 'parked']);
  });

  it('keeps its contents once it may have left the device: the server may have decided it', async () => {
    const island = new NotesIsland();
    const { client, link, restart } = await island.phone();
    await client.mutate(note.ride, { text: 'sent' });
    link.fault = () => 'lose_reply';
    await client.drainOnce(TIME_ENOUGH);
    link.fault = () => null;
    const shout: Upcaster = ({ args }) => ({ args: { text: (args as { text: string }).text.toUpperCase() } });
    const updated = await restart({ schemaVersion: '2', upcasters: { 'notes.ride': shout } });
    await updated.mutate(note.ride, { text: 'next' });
    await updated.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['sent', 'next']);
  });
});

describe('a long queue of an older app', () => {
  const COUNT = 5_000;
  const shout: Upcaster = ({ args }) => ({ args: { text: `${(args as { text: string }).text}!` } });

  it('is brought up in one pass and one commit, with progress that an app can show', async () => {
    const { disk, restart } = await longQueue(COUNT);
    const storage = new MemoryStorage(disk);
    let [commits, decided, asked] = [0, 0, 0];
    const commit = storage.commit.bind(storage);
    storage.commit = (writes) => {
      commits += 1;
      return commit(writes);
    };
    const decide = note.ride.decide as unknown as (asked: unknown) => unknown;
    const counting = { ...note.ride, decide: (attempt: unknown) => ((decided += 1), decide(attempt)) };
    const told: UpdateProgress[] = [];
    const updated = await restart({
      storage,
      schemaVersion: '2',
      mutations: [counting as never],
      upcasters: { 'notes.ride': (old) => (asked++, shout(old)) },
      onUpdate: (progress) => told.push(progress),
    });
    expect({ commits, asked, waiting: updated.queue().waiting }).toEqual({ commits: 1, asked: COUNT, waiting: COUNT });
    // Once as they were, once as they are.
    expect(decided).toBeLessThanOrEqual(2 * COUNT);
    expect(told).toEqual(Array.from({ length: 10 }, (_, chunk) => ({ done: chunk * 500, of: COUNT })));
    expect(updated.scan('notes/')).toMatchObject([{ value: { texts: expect.arrayContaining(['note 5000!']) } }]);
  });

  it('stays as it was where the device cannot keep the change, and the app opens', async () => {
    const { disk, restart } = await longQueue(3);
    const storage = new FailingStorage(new MemoryStorage(disk));
    Object.assign(storage, { failOn: 1, keepsFailing: true });
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const updated = await restart({ storage, schemaVersion: '2', upcasters: { 'notes.ride': shout }, onError });
    expect([updated.queue().waiting, errors.length]).toEqual([3, 1]);
  });

  it('is held where an upcaster throws, and the app opens', async () => {
    const { restart } = await longQueue(2);
    const bug: Upcaster = () => {
      throw new Error('bug');
    };
    const updated = await restart({ schemaVersion: '2', upcasters: { 'notes.ride': bug } });
    expect(updated.queue().held).toMatchObject([{ why: 'no_upcaster' }, { detail: expect.stringContaining('threw') }]);
  });
});

/** So many notes that wait, as an app of the first version left them. */
async function longQueue(count: number) {
  const phone = await new NotesIsland().phone();
  const first = await phone.client.mutate(note.ride, { text: 'note 1' });
  const [key, text] = [...phone.disk].find(([at]) => at.includes('/queue/')) ?? ['', ''];
  const entry = JSON.parse(text) as { seq: number };
  for (let seq = (first.ref ?? 0) + 1; seq <= count; seq++) {
    const next = { ...entry, seq, id: seq, args: { text: `note ${seq}` } };
    phone.disk.set(key.replace(/\d+$/, String(seq).padStart(12, '0')), JSON.stringify(next));
  }
  for (const [at, head] of phone.disk)
    if (at.endsWith('/head')) {
      const { streams, ...rest } = JSON.parse(head) as { streams: { ride: { clientID: string } } };
      const ride = { ...streams.ride, nextId: count + 1 };
      phone.disk.set(at, JSON.stringify({ ...rest, nextSeq: count + 1, streams: { ...streams, ride } }));
    }
  return phone;
}
