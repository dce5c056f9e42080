import { describe, expect, it, jest } from '@jest/globals';
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

  it('is AES-256-GCM under a key by PBKDF2, as any other program reads it; salt and nonce are new each time', async () => {
    const { client } = await new NotesIsland().phone();
    await client.mutate(note.ride, { text: 'mine' });
    const [file, again] = [await client.exportQueue(PASSPHRASE), await client.exportQueue(PASSPHRASE)].map(
      (text) => JSON.parse(text) as Record<'iterations' | 'salt' | 'iv' | 'data', string>,
    );
    if (!file || !again) throw new Error('there is no file');
    // As many rounds as OWASP's Password Storage Cheat Sheet asks for.
    expect(file.iterations).toBe(600_000);
    const bytes = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const passphrase = new TextEncoder().encode(PASSPHRASE);
    const material = await crypto.subtle.importKey('raw', passphrase, 'PBKDF2', false, ['deriveBits']);
    const rounds = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(file.salt), iterations: 600_000 };
    const bits = await crypto.subtle.deriveBits(rounds, material, 256);
    const key = await crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['decrypt']);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(file.iv) }, key, bytes(file.data));
    expect(new TextDecoder().decode(plain)).toContain('"text":"mine"');
    for (const part of ['salt', 'iv', 'data'] as const) expect(again[part]).not.toBe(file[part]);
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

it('says so where there is no WebCrypto, and blames neither the passphrase nor the file', async () => {
  const { client } = await new NotesIsland().phone();
  await client.mutate(note.ride, { text: 'mine' });
  const file = await client.exportQueue(PASSPHRASE);
  const had = jest.spyOn(globalThis.crypto, 'subtle', 'get').mockReturnValue(undefined as never);
  await expect(client.exportQueue(PASSPHRASE)).rejects.toThrow('a queue file needs WebCrypto');
  await expect(client.importQueue(file, PASSPHRASE)).rejects.toThrow('a queue file needs WebCrypto');
  had.mockRestore();
});
