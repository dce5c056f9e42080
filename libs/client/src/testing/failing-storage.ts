import { StorageFull, type ClientStorage, type StorageCommit } from '../storage/storage.ts';

/** How the nth write fails: no room, an error, or an error although it was written. */
export type WriteFailure = 'full' | 'broken' | 'written_but_broken';

/** A storage whose writes fail on demand. Reads go through. */
export class FailingStorage implements ClientStorage {
  readonly #inner: ClientStorage;
  /** The number of the write that fails, from 1; null: none does. */
  failOn: number | null = null;
  /** From `failOn` on, all fail. */
  keepsFailing = false;
  failure: WriteFailure = 'full';
  /** Writes so far. */
  writes = 0;

  constructor(inner: ClientStorage) {
    this.#inner = inner;
  }

  scan(prefix: string): Promise<readonly (readonly [string, string])[]> {
    return this.#inner.scan(prefix);
  }

  async commit(commit: StorageCommit): Promise<boolean> {
    this.writes += 1;
    const due =
      this.failOn !== null && (this.writes === this.failOn || (this.keepsFailing && this.writes > this.failOn));
    if (!due) return this.#inner.commit(commit);
    if (this.failure === 'written_but_broken') await this.#inner.commit(commit);
    throw this.failure === 'full' ? new StorageFull() : new Error('the storage broke');
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
