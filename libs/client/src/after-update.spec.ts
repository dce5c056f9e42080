import { describe, expect, it } from '@jest/globals';
import { note, NotesIsland, notedBy } from '../test/notes.ts';
import { TIME_ENOUGH } from '../test/phones.ts';
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
