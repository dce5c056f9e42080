/** The rows as an app shows them, and who watches which. */
import type { Json, RowKind } from '#sync/client';
import { tellAll } from '../app-code.ts';
import type { Device } from '../device/device.ts';

export interface ShownRow<T = Json> {
  readonly key: string;
  readonly value: T;
}

/** Which rows: all of a person's own of a kind, or all whose key begins so. */
export type Rows = string | RowKind;

/** What the keys of these rows begin with. */
export function prefixOf(rows: Rows): string {
  return typeof rows === 'string' ? rows : `${rows.kind}/`;
}

export class Shown {
  readonly #device: Device;
  readonly #onError: (error: unknown) => void;
  /** What was read of single rows, so that an app gets the same object until the row changes. */
  readonly #rows = new Map<string, Json>();
  readonly #scans = new Map<string, readonly ShownRow[]>();
  readonly #watchers = new Set<{ readonly prefix: string; readonly listener: () => void }>();
  readonly #listeners = new Set<() => void>();

  constructor(device: Device, onError: (error: unknown) => void) {
    this.#device = device;
    this.#onError = onError;
    device.listen((keys) => this.#changed(keys));
  }

  get(key: string): Json | undefined {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const value = this.#device.overlay.get(key);
    if (value !== undefined) this.#rows.set(key, value);
    return value;
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
      const value = this.get(key);
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

  notifyAll(): void {
    tellAll(this.#listeners, (listener) => listener(), this.#onError);
  }

  #changed(keys: ReadonlySet<string>): void {
    const touches = (prefix: string): boolean => [...keys].some((key) => key.startsWith(prefix));
    for (const key of keys) this.#rows.delete(key);
    for (const prefix of this.#scans.keys()) if (touches(prefix)) this.#scans.delete(prefix);
    const touched = [...this.#watchers].filter(({ prefix }) => touches(prefix));
    tellAll(touched, ({ listener }) => listener(), this.#onError);
    this.notifyAll();
  }
}
