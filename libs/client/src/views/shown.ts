/**
 * The rows as an app shows them, and who watches which.
 *
 * Invariant: a row is the same object until it says something else, and so is a list: a user interface compares by identity,
 * and a row that was decided here and is confirmed as it stands has not changed for it.
 */
import type { Json, RowKind } from '#sync/client';
import { tellAll } from '../app-code.ts';
import type { Device } from '../device/device.ts';
import { anyStartsWith, KeyIndex } from './key-index.ts';
import { isSame } from './same.ts';

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

/** Lists kept beside those that somebody watches. An app that asks for ever other prefixes begins anew. */
const SCANS_MAX = 1_000;

export class Shown {
  readonly #device: Device;
  readonly #onError: (error: unknown) => void;
  readonly #index: KeyIndex;
  /** What was read of single rows. */
  readonly #rows = new Map<string, ShownRow>();
  readonly #scans = new Map<string, readonly ShownRow[]>();
  readonly #watchers = new Set<{ readonly prefix: string; readonly listener: () => void }>();
  readonly #listeners = new Set<() => void>();

  constructor(device: Device, onError: (error: unknown) => void) {
    this.#device = device;
    this.#onError = onError;
    this.#index = new KeyIndex(function* keys() {
      yield* device.state.rows.keys();
      yield* device.overlay.changes.keys();
    });
    device.listen((keys) => this.#changed(keys));
  }

  get(key: string): Json | undefined {
    return this.#row(key)?.value;
  }

  /** The same array until a row in it changes, and the same row until that one does. */
  scan(prefix: string): readonly ShownRow[] {
    const known = this.#scans.get(prefix);
    if (known) return known;
    const rows = this.#index.startingWith(prefix).flatMap((key) => this.#row(key) ?? []);
    if (this.#scans.size >= SCANS_MAX) this.#scans.clear();
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

  #row(key: string): ShownRow | undefined {
    const known = this.#rows.get(key);
    if (known) return known;
    const value = this.#device.overlay.get(key);
    if (value === undefined) return undefined;
    const row = { key, value };
    this.#rows.set(key, row);
    return row;
  }

  #changed(told: ReadonlySet<string>): void {
    const { overlay } = this.#device;
    // What nobody read yet has no object to keep.
    const keys = [...told].filter((key) => {
      const row = this.#rows.get(key);
      return !row || !isSame(row.value, overlay.get(key));
    });
    keys.sort();
    this.#index.changed(told, (key) => overlay.get(key) !== undefined);
    for (const key of keys) this.#rows.delete(key);
    const touches = (prefix: string): boolean => anyStartsWith(keys, prefix);
    for (const prefix of this.#scans.keys()) if (touches(prefix)) this.#scans.delete(prefix);
    const touched = [...this.#watchers].filter(({ prefix }) => touches(prefix));
    tellAll(touched, ({ listener }) => listener(), this.#onError);
    this.notifyAll();
  }
}
