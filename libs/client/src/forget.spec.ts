/** Signing out: nothing of a person stays on the device, and nothing that only the device has is lost by it. */
import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { many, note, noteAll, notedBy, NotesIsland } from '../test/notes.ts';
import { browserOfTabs, DRIVER, RIDER, TIME_ENOUGH } from '../test/phones.ts';
import { StillWaits } from './device/forget.ts';
import { randomHex } from './ids.ts';
import { NotSaved } from './not-saved.ts';
import { encryptedStorage } from './storage/encrypted.ts';
import { MemoryStorage } from './storage/memory.ts';
import { OpenedTwice } from './storage/opened.ts';
import { sqliteStorage } from './storage/sqlite.ts';
import { nodeSqliteDriver } from './storage/sqlite-drivers.ts';

/** Longer than one waits for a tab that drains. */
const PAUSE_MS = 1_000;

const keysOf = (disk: ReadonlyMap<string, string>, { subject } = RIDER) =>
  [...disk.keys()].filter((key) => key.includes(subject)).map((key) => key.split('/')[2]);

describe('forget()', () => {
  it('takes away everything of one person, and nothing of another', async () => {
    const disk = new Map<string, string>();
    const island = new NotesIsland();
    const [rider, driver] = await Promise.all(
      [RIDER, DRIVER].map((person) => island.phone({ person, storage: new MemoryStorage(disk) })),
    );
    await noteAll(rider?.client as never, ['mine', 'refuse me']);
    await noteAll(driver?.client as never, ['theirs']);
    await rider?.client.drainOnce(TIME_ENOUGH);
    const theirs = keysOf(disk, DRIVER);
    expect(new Set(keysOf(disk))).toEqual(new Set(['head', 'queue', 'row', 'view']));
    await rider?.client.forget();
    expect([keysOf(disk), keysOf(disk, DRIVER)]).toEqual([[], theirs]);
    expect(rider?.client.scan('')).toEqual([]);
    await expect(rider?.client.mutate(note.ride, { text: 'late' })).rejects.toThrow(NotSaved);
    expect(keysOf(disk)).toEqual([]);
    expect(driver?.client.queue().waiting).toBe(1);
  });

  it('refuses while something waits, and the client goes on', async () => {
    const { client, disk, link } = await new NotesIsland().phone();
    link.offline = true;
    await noteAll(client, many(2));
    const before = new Map(disk);
    await expect(client.forget()).rejects.toMatchObject({ name: 'StillWaits', count: 2 });
    await expect(client.forget()).rejects.toThrow(StillWaits);
    expect(disk).toEqual(before);
    link.offline = false;
    await client.drainOnce(TIME_ENOUGH);
    await client.forget();
    expect(disk.size).toBe(0);
  });

  it('keeps what waits if told so: rows go, and the same person sends it after the next sign-in', async () => {
    const island = new NotesIsland();
    const { client, disk, link, restart } = await island.phone();
    await noteAll(client, ['arrived']);
    await client.drainOnce(TIME_ENOUGH);
    link.offline = true;
    await noteAll(client, ['waits']);
    await client.forget({ whatWaits: 'keep' });
    expect(keysOf(disk)).toEqual(['head', 'queue']);
    expect(JSON.stringify([...disk])).not.toContain('arrived');
    link.offline = false;
    const again = await restart();
    await again.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['arrived', 'waits']);
    expect(again.scan('notes/')).toMatchObject([{ value: { texts: ['arrived', 'waits'] } }]);
  });

  it('loses what waits if told so', async () => {
    const { client, disk, link } = await new NotesIsland().phone();
    link.offline = true;
    const saved = await client.mutate(note.ride, { text: 'dropped' });
    const word = saved.confirmed().catch((error: unknown) => error);
    await client.forget({ whatWaits: 'drop' });
    expect(disk.size).toBe(0);
    expect(await word).toMatchObject({ name: 'NotConfirmed' });
  });

  it('asked while the person acts, never loses what was told durable', async () => {
    const island = new NotesIsland();
    for (let turns = 0; turns < 12; turns++) {
      const { client, disk, restart } = await island.phone();
      const acting = client.mutate(note.general, { text: `act ${turns}` }).then(
        () => 'durable',
        () => 'not',
      );
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const forgot = await client.forget().then(
        () => true,
        () => false,
      );
      const told = await acting;
      const left = (await restart()).queue().waiting;
      expect({ turns, told, left }).toEqual({ turns, told, left: told === 'durable' ? 1 : 0 });
      if (forgot) expect(told).toBe('not');
      disk.clear();
    }
  });

  it('closes the other tabs, which write nothing more, even one that drains', async () => {
    const island = new NotesIsland();
    const newTab = browserOfTabs();
    const phone = await island.phone({ tabs: newTab() });
    const other = await phone.restart({ tabs: newTab() });
    await noteAll(phone.client, ['arrived']);
    await phone.client.drainOnce(TIME_ENOUGH);
    await other.drainOnce(TIME_ENOUGH);
    // A reply that comes when everything was taken away.
    const post = phone.link.post.bind(phone.link);
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    phone.link.post = async (request) => {
      const reply = await post(request);
      await late;
      return reply;
    };
    await noteAll(other, ['on its way']);
    const draining = other.drainOnce(TIME_ENOUGH);
    for (let turn = 0; turn < 20; turn++) await island.pass(0);
    expect(notedBy(island.server)).toEqual(['arrived', 'on its way']);
    const forgetting = phone.client.forget({ whatWaits: 'drop' });
    for (let turn = 0; turn < 20; turn++) await island.pass(0);
    answer();
    for (let turn = 0; turn < 20; turn++) await island.pass(PAUSE_MS);
    await forgetting;
    await draining;
    expect(phone.disk.size).toBe(0);
    await expect(other.mutate(note.ride, { text: 'late' })).rejects.toThrow(NotSaved);
    expect(phone.disk.size).toBe(0);
    expect(other.scan('notes/')).toEqual([]);
  });
});

describe('in every storage', () => {
  it('SQLite: not even the bytes of the file say anything any more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bimride-forget-'));
    const bytes = () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join('');
    const storage = await sqliteStorage(nodeSqliteDriver(new DatabaseSync(join(folder, 'bimride.db'))));
    const { client } = await new NotesIsland().phone({ storage });
    await noteAll(client, ['an address']);
    expect(bytes()).toContain('an address');
    await client.drainOnce(TIME_ENOUGH);
    await client.forget();
    expect(bytes()).not.toContain('an address');
    expect(bytes()).not.toContain(RIDER.subject);
    rmSync(folder, { recursive: true });
  });

  it('encrypted', async () => {
    const disk = new Map<string, string>();
    const storage = await encryptedStorage(new MemoryStorage(disk), { key: randomHex(32) });
    const { client } = await new NotesIsland().phone({ storage });
    await noteAll(client, many(2));
    await client.drainOnce(TIME_ENOUGH);
    await client.forget();
    expect([...disk.keys()]).toEqual(['sealed/check']);
  });
});

describe('one SQLite file', () => {
  const inFolder = async (work: (open: () => DatabaseSync) => Promise<void>): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'bimride-twice-'));
    await work(() => new DatabaseSync(join(folder, 'bimride.db')));
    rmSync(folder, { recursive: true });
  };

  it('opened twice for one person is told, and not when the first was closed', async () => {
    await inFolder(async (open) => {
      const island = new NotesIsland();
      const errors: unknown[] = [];
      const phone = async () =>
        island.phone({
          storage: await sqliteStorage(nodeSqliteDriver(open())),
          onError: (error) => void errors.push(error),
        });
      const first = await phone();
      expect(errors).toEqual([]);
      const second = await phone();
      expect(errors).toMatchObject([{ name: 'OpenedTwice', message: expect.stringContaining('bimride.db') }]);
      expect(errors[0]).toBeInstanceOf(OpenedTwice);
      await Promise.all([noteAll(first.client, many(10)), noteAll(second.client, many(10))]);
      await first.client.close();
      await second.client.close();
      const third = await phone();
      expect(errors).toHaveLength(1);
      expect(third.client.queue().waiting).toBe(20);
      await third.client.close();
    });
  });

  it('by one connection twice: no transaction begins within another', async () => {
    await inFolder(async (open) => {
      const island = new NotesIsland();
      const database = open();
      const phone = async () => island.phone({ storage: await sqliteStorage(nodeSqliteDriver(database)) });
      const [first, second] = [await phone(), await phone()];
      await Promise.all([noteAll(first.client, many(10)), noteAll(second.client, many(10))]);
      await first.client.drainOnce(TIME_ENOUGH);
      await second.client.drainOnce(TIME_ENOUGH);
      expect(notedBy(island.server)).toHaveLength(20);
      await first.client.close();
    });
  });
});

it('asks the platform to keep the storage, and tells what it said', async () => {
  for (const said of [true, false, null]) {
    const storage = new MemoryStorage();
    const { client } = await new NotesIsland().phone({
      storage: Object.assign(storage, { persist: async () => said }),
    });
    expect(client.status().persistent).toBeNull();
    client.start();
    await new Promise((resolve) => setImmediate(resolve));
    expect(client.status().persistent).toBe(said);
    await client.close();
  }
});
