import { describe, expect, it } from '@jest/globals';
import { note, NotesIsland, notedBy } from '../../test/notes.ts';
import { DRIVER, TIME_ENOUGH } from '../../test/phones.ts';
import { MemoryStorage } from '../storage/memory.ts';
import { QueueFileUnreadable } from './queue-file.ts';

const PASSPHRASE = 'bathsheba at dawn';

describe('a queue file', () => {
  it('takes the queue to another phone, and what both send is done once', async () => {
    const island = new NotesIsland();
    const { client, link, restart } = await island.phone();
    await client.mutate(note.ride, { text: 'one' });
    await client.drainOnce(TIME_ENOUGH);
    link.offline = true;
    for (const text of ['two', 'three']) await client.mutate(note.ride, { text });
    const file = await client.exportQueue(PASSPHRASE);
    expect(file).not.toContain('three');

    link.offline = false;
    const other = await restart({ storage: new MemoryStorage() });
    await other.mutate(note.ride, { text: 'of the other' });
    await other.importQueue(file, PASSPHRASE);
    await other.importQueue(file, PASSPHRASE);
    expect(other.queue().waiting).toBe(3);
    expect(await other.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', waiting: 0 });
    await client.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['one', 'of the other', 'two', 'three']);
    expect(other.queue()).toMatchObject({ waiting: 0, received: 0 });
  });

  it('opens with its passphrase only, whole only, and for its person only', async () => {
    const { client, restart } = await new NotesIsland().phone();
    await client.mutate(note.ride, { text: 'mine' });
    const file = await client.exportQueue(PASSPHRASE);
    await expect(client.exportQueue('short')).rejects.toThrow(RangeError);
    await expect(client.importQueue(file, 'bathsheba at dusk')).rejects.toThrow(QueueFileUnreadable);
    const changed = file.replace(/"data":"(.)/, (_all, first) => `"data":"${first === 'A' ? 'B' : 'A'}`);
    await expect(client.importQueue(changed, PASSPHRASE)).rejects.toThrow(QueueFileUnreadable);
    await expect(client.importQueue('not a file', PASSPHRASE)).rejects.toThrow(QueueFileUnreadable);
    const driver = await restart({ person: DRIVER });
    await expect(driver.importQueue(file, PASSPHRASE)).rejects.toThrow('another person');
  });
});

it('the inspector counts, weighs and dates what waits, by stream', async () => {
  const island = new NotesIsland();
  const { client } = await island.phone();
  await client.mutate(note.ride, { text: 'x'.repeat(1_000) });
  island.clock.advance(5_000);
  await client.mutate(note.emergency, { text: 'help' });
  const [emergency, ride, general] = client.queue().streams;
  expect(emergency).toMatchObject({ stream: 'emergency', waiting: 1, oldestAgeMs: 0 });
  expect(ride).toMatchObject({ stream: 'ride', waiting: 1, oldestAgeMs: 5_000, roomFor: 4_999 });
  expect(ride?.bytes).toBeGreaterThan(1_000);
  expect(general).toMatchObject({ waiting: 0, bytes: 0, oldestAgeMs: null });
});
