import type { ClientStorage, StorageCommit } from './storage.ts';

/** A storage that forgets when the process ends: for tests and for simulations. Hand `disk` to the next one to "restart". */
export class MemoryStorage implements ClientStorage {
  readonly disk: Map<string, string>;

  constructor(disk: Map<string, string> = new Map()) {
    this.disk = disk;
  }

  async scan(prefix: string): Promise<readonly (readonly [string, string])[]> {
    const found = [...this.disk].filter(([key]) => key.startsWith(prefix));
    return found.sort(([left], [right]) => (left < right ? -1 : 1));
  }

  async commit({ writes, guard }: StorageCommit): Promise<boolean> {
    if (guard && (this.disk.get(guard.key) ?? null) !== guard.value) return false;
    for (const { key, value } of writes) {
      if (value === null) this.disk.delete(key);
      else this.disk.set(key, value);
    }
    return true;
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}
