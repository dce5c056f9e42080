/**
 * What the library asks of a storage. One contract, tested against every adapter (storage-contract.ts).
 *
 * Invariants: a commit is all or nothing, also when the power fails; it is durable when its promise resolves; a scan sees
 * the state between two commits, never within one.
 */

/** One write: null takes the key away. */
export interface StoredWrite {
  readonly key: string;
  readonly value: string | null;
}

/** Writes that belong together. With a guard they happen only if the guarded key still has that value (null: is absent). */
export interface StorageCommit {
  readonly writes: readonly StoredWrite[];
  readonly guard?: StoredWrite;
}

/** A durable, ordered map from text to text. Several tabs or processes may hold the same one open. */
export interface ClientStorage {
  /** All keys that begin with the prefix and their values, ascending. */
  scan(prefix: string): Promise<readonly (readonly [key: string, value: string])[]>;
  /** True when it is durable; false when the guard did not hold, and nothing was written. @throws StorageFull */
  commit(commit: StorageCommit): Promise<boolean>;
  close(): Promise<void>;
  /** Leaves no copy of what was taken away or replaced, as a log may have one. @throws where somebody who reads is in the way */
  purge?(): Promise<void>;
  /** Asks the platform not to take it away when room is short. True: it promised; false: it may; null: it cannot say. */
  persist?(): Promise<boolean | null>;
  /** Names the file or database, so that one which is opened twice is noticed. */
  readonly file?: string | undefined;
}

/** It refuses what it should take, or lacks what it said was durable: what was asked of it was not done. */
export class StorageBroken extends Error {
  override readonly name = 'StorageBroken';
}

/** There is no room for a write. Nothing of it was written. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
  constructor(cause?: unknown) {
    super('the device has no room left', { cause });
  }
}
