/** What was plain, or of somebody who signed out, is in none of SQLite's files, though the database is never closed: no phone does that. */
import { afterEach, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { note, noteAll, NotesIsland } from '../../test/notes.ts';
import { randomHex } from '../ids.ts';
import { encryptedStorage } from './encrypted.ts';
import { sqliteStorage } from './sqlite.ts';
import { nodeSqliteDriver } from './sqlite-drivers.ts';

const KEY = randomHex(32);
const FILES = ['', '-wal'];
const opened: DatabaseSync[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const database of opened.splice(0)) if (database.isOpen) database.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bimride-purge-'));
  folders.push(folder);
  return join(folder, 'bimride.db');
}

function storageIn(file: string) {
  const database = new DatabaseSync(file);
  opened.push(database);
  return sqliteStorage(nodeSqliteDriver(database));
}

/** The files as a process that is killed now leaves them. */
function killed(file: string): string {
  const left = newFile();
  for (const end of FILES) copyFileSync(file + end, left + end);
  return left;
}

/** In which of its files a word stands. */
const filesWith = (file: string, word: string) =>
  FILES.filter((end) => existsSync(file + end) && readFileSync(file + end).includes(word));

/** A phone that kept so much plain, in several commits. */
async function plainFile(count = 300): Promise<string> {
  const file = newFile();
  const storage = await storageIn(file);
  for (let at = 0; at < count; at++)
    await storage.commit({
      writes: [
        { key: `person/rider/row/${at}`, value: JSON.stringify(`secret ${'x'.repeat((at * 37) % 3_000)} secret`) },
        ...(at % 3 === 0 ? [{ key: `person/rider/row/${at - 2}`, value: null }] : []),
      ],
    });
  const left = killed(file);
  expect(filesWith(left, 'secret')).toContain('-wal');
  return left;
}

it('what was plain is in no file any more once it is encrypted', async () => {
  const file = await plainFile();
  const storage = await encryptedStorage(await storageIn(file), { key: KEY });
  expect((await storage.scan('person/rider/')).length).toBeGreaterThan(100);
  for (const word of ['secret', 'person/rider', 'xxxxxxxx']) expect(filesWith(file, word)).toEqual([]);
});

it('also where the process was killed before the log was emptied: when it is opened again', async () => {
  const file = await plainFile();
  const hindered = await storageIn(file);
  hindered.purge = () => Promise.reject(new Error('killed'));
  await encryptedStorage(hindered, { key: KEY });
  const left = killed(file);
  expect(filesWith(left, 'secret')).not.toEqual([]);
  await encryptedStorage(await storageIn(left), { key: KEY });
  expect(filesWith(left, 'secret')).toEqual([]);
});

it('what somebody signed out of is in no file, though the app has the file open for another', async () => {
  const file = newFile();
  const [mine, theirs] = [await storageIn(file), await storageIn(file)];
  const { client } = await new NotesIsland().phone({ storage: mine });
  await theirs.commit({ writes: [{ key: 'a', value: '1' }] });
  await noteAll(client, ['secret']);
  expect(filesWith(file, 'secret')).not.toEqual([]);
  await client.forget({ whatWaits: 'drop' });
  for (const word of ['secret', note.ride.name]) expect(filesWith(file, word)).toEqual([]);
  expect(await theirs.scan('')).toEqual([['a', '1']]);
});

it('a log that cannot be emptied keeps nobody from opening or signing out', async () => {
  const errors: unknown[] = [];
  const storage = await storageIn(newFile());
  storage.purge = () => Promise.reject(new Error('disk I/O error'));
  const encrypted = await encryptedStorage(storage, { key: KEY });
  const { client } = await new NotesIsland().phone({ storage: encrypted, onError: (error) => errors.push(error) });
  await client.forget();
  expect(errors).toEqual([new Error('disk I/O error')]);
});
