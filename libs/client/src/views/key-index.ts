/** Keys in order, so that those of a prefix are found without looking at all. */

/** More changes at once than this are sorted anew: one by one each would move all that comes after it. */
const ONE_BY_ONE_MAX = 64;

/** The first place in sorted keys that is not before a key. */
function placeOf(keys: readonly string[], key: string): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((keys[middle] ?? '') < key) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Whether any of the sorted keys begins so. */
export function anyStartsWith(keys: readonly string[], prefix: string): boolean {
  return keys[placeOf(keys, prefix)]?.startsWith(prefix) === true;
}

/** The sorted keys that begin so. */
function startingWith(keys: readonly string[], prefix: string): readonly string[] {
  const from = placeOf(keys, prefix);
  let to = from;
  while (keys[to]?.startsWith(prefix) === true) to += 1;
  return keys.slice(from, to);
}

/** Of keys that come and go. `all` tells them when many changed. */
export class KeyIndex {
  readonly #all: () => Iterable<string>;
  #keys: string[] | null = null;

  constructor(all: () => Iterable<string>) {
    this.#all = all;
  }

  startingWith(prefix: string): readonly string[] {
    this.#keys ??= [...new Set(this.#all())].sort();
    return startingWith(this.#keys, prefix);
  }

  /** These may have come or gone. */
  changed(keys: ReadonlySet<string>, isThere: (key: string) => boolean): void {
    if (keys.size > ONE_BY_ONE_MAX) this.#keys = null;
    if (!this.#keys) return;
    for (const key of keys) {
      const at = placeOf(this.#keys, key);
      const was = this.#keys[at] === key;
      const is = isThere(key);
      if (is !== was) this.#keys.splice(at, was ? 1 : 0, ...(is ? [key] : []));
    }
  }
}
