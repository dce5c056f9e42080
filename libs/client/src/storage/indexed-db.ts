import type { IdbDatabase, IdbFactory, IdbRequest, IdbTransaction } from './indexed-db-types.ts';
import { StorageFull, type ClientStorage, type StorageCommit } from './storage.ts';

const STORE = 'entries';
const LAST_CODE_UNIT = '\uffff';

interface Platform {
  readonly indexedDB?: IdbFactory;
  readonly IDBKeyRange?: { bound(from: string, to: string): unknown };
  readonly navigator?: { readonly storage?: { persist?(): Promise<boolean> } };
}

/** Opens a storage in the browser's IndexedDB. Every tab of an origin may open the same name. @throws Error without IndexedDB */
export async function indexedDbStorage(
  name: string,
  platform: Platform = globalThis as Platform,
): Promise<ClientStorage> {
  const { indexedDB, IDBKeyRange } = platform;
  if (!indexedDB || !IDBKeyRange) throw new Error('there is no IndexedDB here');
  const open = async (): Promise<IdbDatabase> => {
    const request = indexedDB.open(name, 1);
    request.addEventListener('upgradeneeded', () => void request.result.createObjectStore(STORE));
    return whenDone(request);
  };
  const rangeOf = (prefix: string) => IDBKeyRange.bound(prefix, prefix + LAST_CODE_UNIT);
  const persist = async () => (await platform.navigator?.storage?.persist?.()) ?? null;
  return new IndexedDbStorage(await open(), { open, rangeOf, persist });
}

interface Access {
  readonly open: () => Promise<IdbDatabase>;
  readonly rangeOf: (prefix: string) => unknown;
  readonly persist: () => Promise<boolean | null>;
}

/** Browsers close connections of their own accord: in the background on iOS, under memory pressure. Then it is opened again. */
class IndexedDbStorage implements ClientStorage {
  readonly #access: Access;
  #database: Promise<IdbDatabase> | null;
  #isOver = false;

  constructor(database: IdbDatabase, access: Access) {
    this.#access = access;
    this.#database = Promise.resolve(this.#watched(database));
  }

  async scan(prefix: string): Promise<readonly (readonly [string, string])[]> {
    const store = (await this.#begin('readonly')).objectStore(STORE);
    const range = this.#access.rangeOf(prefix);
    const [keys, values] = await Promise.all([whenDone(store.getAllKeys(range)), whenDone(store.getAll(range))]);
    return keys.map((key, index) => [String(key), String(values[index])] as const);
  }

  persist(): Promise<boolean | null> {
    return this.#access.persist();
  }

  #watched(database: IdbDatabase): IdbDatabase {
    const gone = (): void => {
      this.#database = null;
    };
    database.addEventListener('close', gone);
    // Another tab wants to change or delete the database: staying open would hang it.
    database.addEventListener('versionchange', () => {
      database.close();
      gone();
    });
    return database;
  }

  async #opened(): Promise<IdbDatabase> {
    if (this.#isOver) throw new Error('the storage was closed');
    this.#database ??= this.#access.open().then((database) => this.#watched(database));
    try {
      return await this.#database;
    } catch (error) {
      this.#database = null;
      throw error;
    }
  }

  async #begin(mode: 'readonly' | 'readwrite'): Promise<IdbTransaction> {
    const begun = (database: IdbDatabase) =>
      mode === 'readonly'
        ? database.transaction(STORE, mode)
        : database.transaction(STORE, mode, { durability: 'strict' });
    try {
      return begun(await this.#opened());
    } catch (error) {
      // Closed without a word: nothing was begun, so nothing is done twice.
      if ((error as { name?: string } | null)?.name !== 'InvalidStateError') throw error;
      this.#database = null;
      return begun(await this.#opened());
    }
  }

  async commit({ writes, guard }: StorageCommit): Promise<boolean> {
    const transaction = await this.#begin('readwrite');
    const done = finished(transaction);
    const store = transaction.objectStore(STORE);
    try {
      if (guard && ((await whenDone(store.get(guard.key))) ?? null) !== guard.value) {
        await done;
        return false;
      }
      for (const { key, value } of writes) {
        if (value === null) store.delete(key);
        else store.put(value, key);
      }
    } catch (error) {
      await done.catch(() => undefined);
      throw asFull(error);
    }
    await done;
    return true;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    (await this.#database)?.close();
  }
}

function whenDone<T>(request: IdbRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(asFull(request.error)));
  });
}

/** `complete` comes when the commit is on the disk (durability strict), `abort` when nothing of it is. */
function finished(transaction: IdbTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(asFull(transaction.error)));
  });
}

function asFull(error: unknown): Error {
  if ((error as { name?: string } | null)?.name === 'QuotaExceededError') return new StorageFull(error);
  return error instanceof Error ? error : new Error('IndexedDB failed', { cause: error });
}
