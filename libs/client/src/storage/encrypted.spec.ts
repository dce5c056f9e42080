/** Encryption at rest, by WebCrypto and by the library's own AES: the contract holds, and nothing at rest can be read. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHmac, randomBytes } from 'node:crypto';
import { many, note, noteAll, NotesIsland, notedBy } from '../../test/notes.ts';
import { RIDER, signedIn, TIME_ENOUGH } from '../../test/phones.ts';
import { openClient } from '../bimride-client.ts';
import { Unreadable } from '../device/device.ts';
import { asideWrites, personPrefix } from '../device/records.ts';
import { randomHex } from '../ids.ts';
import { storageContract } from '../testing/storage-contract.ts';
import { boxesOf } from './boxes.ts';
import { encryptedStorage, WrongStorageKey, type EncryptionOptions } from './encrypted.ts';
import { MemoryStorage } from './memory.ts';

const KEY = randomHex(32);
const CIPHERS: Readonly<Record<string, Omit<EncryptionOptions, 'key'>>> = {
  'by WebCrypto': {},
  'without WebCrypto': { subtle: undefined },
};

/** A phone of one person whose storage is encrypted. */
async function phoneOn(disk: Map<string, string>, island: NotesIsland, options: Omit<EncryptionOptions, 'key'> = {}) {
  const errors: unknown[] = [];
  const open = async () =>
    openClient({
      person: RIDER,
      storage: await encryptedStorage(new MemoryStorage(disk), { key: KEY, ...options }),
      transport: island.link(),
      token: signedIn(RIDER),
      mutations: Object.values(note),
      clock: island.clock,
      onError: (error) => void errors.push(error),
    });
  return { open, errors, client: await open() };
}

describe.each(Object.entries(CIPHERS))('%s', (_name, options) => {
  it.each(Object.entries(storageContract))('%s', async (_clause, clause) => {
    const disk = new Map<string, string>();
    expect(await clause(() => encryptedStorage(new MemoryStorage(disk), { key: KEY, ...options }))).toBe('kept');
    expect(disk.size).toBeGreaterThan(1);
  });

  it('nothing at rest tells who, what, or where', async () => {
    const [disk, island] = [new Map<string, string>(), new NotesIsland()];
    const { client, open } = await phoneOn(disk, island, options);
    await noteAll(client, ['confirmed secret']);
    await client.drainOnce(TIME_ENOUGH);
    await noteAll(client, ['waiting secret']);
    const atRest = JSON.stringify([...disk]);
    // Hex and base64url of a word are as good as the word.
    for (const told of ['secret', 'rider', 'notes', 'queue', 'person'])
      for (const form of [
        told,
        Buffer.from(told).toString('hex'),
        Buffer.from(told).toString('base64url').slice(0, -1),
      ])
        expect({ told, form, isThere: atRest.includes(form) }).toEqual({ told, form, isThere: false });
    const again = await open();
    expect(again.queue().waiting).toBe(1);
    expect(again.scan('notes/')).toMatchObject([{ value: { texts: ['confirmed secret', 'waiting secret'] } }]);
  });

  it('equal values look different each time', async () => {
    const disk = new Map<string, string>();
    const storage = await encryptedStorage(new MemoryStorage(disk), { key: KEY, ...options });
    const seen = new Set<string>();
    for (let time = 0; time < 5; time++) {
      await storage.commit({
        writes: [
          { key: 'a', value: 'same' },
          { key: 'b', value: 'same' },
        ],
      });
      for (const [place, value] of disk) if (place !== 'sealed/check') seen.add(value);
    }
    expect(seen.size).toBe(10);
  });
});

it('what one cipher wrote the other reads', async () => {
  const disk = new Map<string, string>();
  const here = await encryptedStorage(new MemoryStorage(disk), { key: KEY });
  await here.commit({ writes: [{ key: 'a', value: 'é 🌊' }] });
  const there = await encryptedStorage(new MemoryStorage(disk), { key: KEY, subtle: undefined });
  expect(await there.scan('')).toEqual([['a', 'é 🌊']]);
});

it('another key is an error that names it, and changes nothing', async () => {
  const disk = new Map<string, string>();
  const storage = await encryptedStorage(new MemoryStorage(disk), { key: KEY });
  for (const writes of [[], [{ key: 'a', value: '1' }]]) {
    await storage.commit({ writes });
    const before = new Map(disk);
    await expect(encryptedStorage(new MemoryStorage(disk), { key: randomHex(32) })).rejects.toThrow(WrongStorageKey);
    disk.delete('sealed/check');
    if (writes.length > 0)
      await expect(encryptedStorage(new MemoryStorage(disk), { key: randomHex(32) })).rejects.toThrow(WrongStorageKey);
    for (const [key, value] of before) disk.set(key, value);
    expect(disk).toEqual(before);
  }
  for (const key of ['', 'secret', KEY.toUpperCase().replace(/^./, 'A'), `${KEY}00`])
    await expect(encryptedStorage(new MemoryStorage(), { key })).rejects.toThrow(RangeError);
});

it('what was kept plain before is encrypted when it is opened, and nothing plain is left', async () => {
  const disk = new Map<string, string>();
  const island = new NotesIsland();
  const plain = await island.phone({ storage: new MemoryStorage(disk) });
  await noteAll(plain.client, many(3));
  await plain.client.close();
  const { client } = await phoneOn(disk, island);
  expect(client.queue().waiting).toBe(3);
  expect([...disk.keys()].filter((key) => !key.startsWith('sealed/'))).toEqual([]);
  await client.drainOnce(TIME_ENOUGH);
  expect(notedBy(island.server)).toEqual(many(3));
});

const TAMPERED: Readonly<Record<string, (text: string, other: string) => string>> = {
  'a value that was changed': (text) => text.slice(0, -3) + (text.endsWith('AAA') ? 'BBB' : 'AAA'),
  'a value that was cut off': (text) => text.slice(0, -30),
  'the value of another row': (_text, other) => other,
  'a value whose name is broken, too': () => 'x.y',
  'no box at all': () => '',
};

it.each(Object.entries(TAMPERED))('%s is a broken row: told, dropped, and taken anew', async (_what, tamper) => {
  const [disk, island] = [new Map<string, string>(), new NotesIsland()];
  const first = await phoneOn(disk, island);
  await noteAll(first.client, ['kept by the server']);
  const before = new Set(disk.keys());
  await first.client.drainOnce(TIME_ENOUGH);
  const row = [...disk.keys()].find((place) => !before.has(place) && place !== 'sealed/check') ?? '';
  const other = [...disk].find(([place]) => place !== row && place !== 'sealed/check')?.[1] ?? '';
  for (const place of [...disk.keys()].filter((key) => !before.has(key)))
    disk.set(place, tamper(disk.get(place) ?? '', other));
  await first.client.close();
  const { client, errors } = await phoneOn(disk, island);
  expect(errors[0]).toBeInstanceOf(Unreadable);
  await client.drainOnce(TIME_ENOUGH);
  expect(client.scan('notes/')).toMatchObject([{ value: { texts: ['kept by the server'] } }]);
  await noteAll(client, ['goes on']);
  await client.drainOnce(TIME_ENOUGH);
  expect(notedBy(island.server)).toEqual(['kept by the server', 'goes on']);
  // Told once: it is put aside.
  const again = await phoneOn(disk, island);
  expect(again.errors).toEqual([]);
  expect(again.client.queue().waiting).toBe(0);
});

it('a damaged check shuts nobody out whose key opens the rest', async () => {
  const disk = new Map<string, string>();
  const storage = await encryptedStorage(new MemoryStorage(disk), { key: KEY });
  await storage.commit({ writes: [{ key: 'a', value: '1' }] });
  disk.set('sealed/check', 'damaged');
  const again = await encryptedStorage(new MemoryStorage(disk), { key: KEY });
  expect(await again.scan('')).toEqual([['a', '1']]);
});

/** The place of one record of the rider: what it holds tells only the storage. */
async function placeOf(disk: Map<string, string>, part: string): Promise<string> {
  for (const place of disk.keys()) {
    const alone = await encryptedStorage(new MemoryStorage(new Map([[place, disk.get(place) ?? '']])), { key: KEY });
    const [found] = await alone.scan('person/');
    if (found?.[0].includes(`/${part}`) === true) return place;
  }
  throw new Error(`no ${part}`);
}

const flipped = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

const HARM: Readonly<Record<string, (head: string, queue: string) => readonly [head: string, queue: string]>> = {
  'the name of the head was changed': (head, queue) => [flipped(head, 20), queue],
  'the value of the head was changed': (head, queue) => [flipped(head, head.length - 10), queue],
  'the head and what waits were swapped': (head, queue) => [queue, head],
  'the name of what waits was changed': (head, queue) => [head, flipped(queue, 20)],
  'neither can be read at all': () => ['x.y', 'x.y'],
};

it.each(Object.entries(HARM))('work goes on where %s', async (_what, harm) => {
  const [disk, island] = [new Map<string, string>(), new NotesIsland()];
  const first = await phoneOn(disk, island);
  await noteAll(first.client, ['1', '2']);
  const [head, queue] = [await placeOf(disk, 'head'), await placeOf(disk, 'queue/000000000002')];
  const before = [disk.get(head) ?? '', disk.get(queue) ?? ''] as const;
  const after = harm(...before);
  expect(after).not.toEqual(before);
  [head, queue].forEach((place, at) => disk.set(place, after[at] ?? ''));
  await first.client.close();
  const isLost = after[1] !== before[1];
  for (const text of ['3', '4']) {
    const { client, errors } = await phoneOn(disk, island);
    expect(errors.map((error) => (error as Error).name)).toEqual(text === '3' ? ['Unreadable'] : []);
    expect(client.queue().unreadable).toHaveLength(Number(isLost) + Number(after[0] !== before[0]));
    expect(await client.mutate(note.ride, { text })).toMatchObject({ durable: true });
    await client.drainOnce(TIME_ENOUGH);
    await client.close();
  }
  expect(notedBy(island.server)).toEqual(isLost ? ['1', '3', '4'] : ['1', '2', '3', '4']);
});

it('what an earlier version put aside where it stood is in nobody’s way', async () => {
  const [disk, island] = [new Map<string, string>(), new NotesIsland()];
  const first = await phoneOn(disk, island);
  await noteAll(first.client, ['1']);
  const head = await placeOf(disk, 'head');
  // As it wrote it: its own name, in a box for the place of the head.
  const hmacOf = (text: string, key: string | Buffer) => createHmac('sha256', key).update(text).digest();
  const boxKey = hmacOf('bimride storage boxes', Buffer.from(KEY, 'hex'));
  const boxes = await boxesOf(boxKey, { subtle: undefined, randomBytes: (count) => randomBytes(count) });
  const texts = [`person/${RIDER.subject}/unreadable/nameless/${head.slice('sealed/'.length)}`, 'changed or damaged'];
  disk.set(head, (await Promise.all(texts.map((text) => boxes.lock(text, head)))).join('.'));
  for (const text of ['2', '3']) {
    const { client } = await phoneOn(disk, island);
    expect(client.queue().unreadable).toHaveLength(1);
    await noteAll(client, [text]);
    await client.drainOnce(TIME_ENOUGH);
  }
  expect(notedBy(island.server)).toEqual(['1', '2', '3']);
});

it('people of every name share a storage, and harm to one is harm to no other', async () => {
  const pieces = fc.constantFrom(
    'nameless',
    'unreadable',
    'check',
    'sealed',
    'head',
    'queue',
    '/',
    '//',
    '',
    '.',
    '%2F',
    'é',
    'x',
  );
  const subjects = fc.array(pieces, { maxLength: 4 }).map((parts) => parts.join(''));
  const two = fc.uniqueArray(subjects, { minLength: 2, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(two, async (names) => {
      const disk = new Map<string, string>();
      const open = () => encryptedStorage(new MemoryStorage(disk), { key: KEY });
      const prefixes = names.map(personPrefix);
      const kept = (prefix: string) =>
        ['head', 'nameless/x', 'queue/1'].map((key) => [prefix + key, `${prefix} has ${key}`]);
      let before = new Set(disk.keys());
      for (const prefix of prefixes) {
        before = new Set(disk.keys());
        const writes = kept(prefix).map(([key = '', value = '']) => ({ key, value }));
        const guard = { key: `${prefix}head`, value: null };
        expect(await (await open()).commit({ writes, guard })).toBe(true);
      }
      // No word of a name or a key is left as it is.
      for (const place of disk.keys()) expect(place).toMatch(/^sealed\/(?:check|[\w-]{22}\/[\w-]{22})$/);
      for (const prefix of prefixes) expect(await (await open()).scan(prefix)).toEqual(kept(prefix));
      // All that the second has is broken: it is told under their own prefix, put aside, and made anew.
      for (const place of disk.keys()) if (!before.has(place)) disk.set(place, 'x.y');
      const [first = '', second = ''] = prefixes;
      const storage = await open();
      const broken = new Map((await storage.scan(second)).map(([key, value]) => [key.slice(second.length), value]));
      expect(broken.size).toBe(3);
      await storage.commit({ writes: asideWrites(second, broken) });
      const guard = { key: `${second}head`, value: null };
      expect(await storage.commit({ writes: [{ key: `${second}head`, value: 'anew' }], guard })).toBe(true);
      const again = (await (await open()).scan(second)).map(([key]) => key.slice(second.length).split('/')[0]);
      expect(again).toEqual(['head', 'unreadable', 'unreadable', 'unreadable']);
      expect(await storage.scan(first)).toEqual(kept(first));
    }),
    { numRuns: 150 },
  );
});
