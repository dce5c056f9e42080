/**
 * The part of IndexedDB that the adapter uses, so that the library compiles without the types of a browser.
 * A browser's own `indexedDB` fits.
 */

export interface IdbRequest<T> {
  readonly result: T;
  readonly error: unknown;
  addEventListener(type: 'success' | 'error' | 'upgradeneeded', listener: () => void): void;
}

export interface IdbStore {
  get(key: string): IdbRequest<unknown>;
  put(value: string, key: string): unknown;
  delete(key: string): unknown;
  getAll(range?: unknown): IdbRequest<unknown[]>;
  getAllKeys(range?: unknown): IdbRequest<unknown[]>;
}

export interface IdbTransaction {
  readonly error: unknown;
  objectStore(name: string): IdbStore;
  abort(): void;
  addEventListener(type: 'complete' | 'abort', listener: () => void): void;
}

export interface IdbDatabase {
  transaction(store: string, mode: 'readonly' | 'readwrite', options?: { durability: 'strict' }): IdbTransaction;
  createObjectStore(name: string): unknown;
  close(): void;
  addEventListener(type: 'versionchange' | 'close', listener: () => void): void;
}

export interface IdbFactory {
  open(name: string, version: number): IdbRequest<IdbDatabase>;
}
