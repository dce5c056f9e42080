import { MemoryStorage, StorageFull, type ClientStorage, type StorageCommit } from '#client';

/** A phone's disk: outlives the app, can be full, and can die under an app that went off. */
export class PhoneStorage implements ClientStorage {
  readonly disk: Map<string, string>;
  readonly #memory: MemoryStorage;
  readonly #isFull: () => boolean;
  /** Hears of every write that became durable. */
  onStored: (writes: StorageCommit['writes']) => void = () => undefined;
  #isDead = false;

  constructor(disk: Map<string, string>, isFull: () => boolean) {
    this.disk = disk;
    this.#isFull = isFull;
    this.#memory = new MemoryStorage(disk);
  }

  /** The app that holds it went off: it writes no more. */
  die(): void {
    this.#isDead = true;
  }

  scan(prefix: string): Promise<readonly (readonly [string, string])[]> {
    return this.#memory.scan(prefix);
  }

  async commit(commit: StorageCommit): Promise<boolean> {
    if (this.#isDead) return new Promise(() => undefined);
    if (this.#isFull() && commit.writes.some(({ value }) => value !== null)) throw new StorageFull();
    const isDone = await this.#memory.commit(commit);
    if (isDone) this.onStored(commit.writes);
    return isDone;
  }

  close(): Promise<void> {
    return this.#memory.close();
  }
}
