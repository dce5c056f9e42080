/** The rows as an app shows them, and who watches which. */
import type { Json } from '#sync/client';
import type { Device } from '../device/device.ts';

export interface ShownRow<T = Json> {
  readonly key: string;
  readonly value: T;
}

export class Shown {
  readonly #device: Device;
  readonly #scans = new Map<string, readonly ShownRow[]>();
  readonly #watchers = new Set<{ readonly prefix: string; readonly listener: () => void }>();
  readonly #listeners = new Set<() => void>();

  constructor(device: Device) {
    this.#device = device;
    device.listen((keys) => this.#changed(keys));
  }

  get(key: string): Json | undefined {
    return this.#device.overlay.get(key);
  }

  /** The same array until a row in it changes: what a user interface compares by identity. */
  scan(prefix: string): readonly ShownRow[] {
    const known = this.#scans.get(prefix);
    if (known) return known;
    const { overlay, state } = this.#device;
    const keys = [...new Set([...state.rows.keys(), ...overlay.changes.keys()])].filter((key) =>
      key.startsWith(prefix),
    );
    const rows = keys.sort().flatMap((key) => {
      const value = overlay.get(key);
      return value === undefined ? [] : [{ key, value }];
    });
    this.#scans.set(prefix, rows);
    return rows;
  }

  watch(prefix: string, listener: () => void): () => void {
    const watcher = { prefix, listener };
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  watchAll(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tellAll(): void {
    for (const listener of this.#listeners) listener();
  }

  #changed(keys: ReadonlySet<string>): void {
    const touches = (prefix: string): boolean => [...keys].some((key) => key.startsWith(prefix));
    for (const prefix of this.#scans.keys()) if (touches(prefix)) this.#scans.delete(prefix);
    for (const { prefix, listener } of this.#watchers) if (touches(prefix)) listener();
    this.tellAll();
  }
}
