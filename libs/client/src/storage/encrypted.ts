/**
 * Encryption at rest: a storage around another one, which then holds nothing that can be read.
 *
 * Invariants: the other storage sees no plain value and no plain key, only that keys of one person belong together; a value
 * that was changed, or moved to another key, is told as a broken one under its own key, and harms no other; under a wrong key nothing
 * is read, written or taken away. What it cannot notice: an older state of all or of some values that somebody put back.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64url } from '#sync/client';
import { platformRandomBytes, type RandomBytes } from '../ids.ts';
import { boxesOf, type Boxes, type Subtle } from './boxes.ts';
import type { ClientStorage, StorageCommit, StoredWrite } from './storage.ts';

export interface EncryptionOptions {
  /** 64 hex digits (`randomHex(32)`), made once and kept in the platform's keystore. Without it nothing can be read any more. */
  readonly key: string;
  /** As in `openClient`: React Native without `crypto.getRandomValues` must bring its own. */
  readonly randomBytes?: RandomBytes;
  /** The platform's, unless a test gives another; undefined: the library's own AES. */
  readonly subtle?: Subtle | undefined;
}

/** The storage was encrypted under another key: nothing was read or changed. Perhaps the keystore was reset: then open another file. */
export class WrongStorageKey extends Error {
  override readonly name = 'WrongStorageKey';
  constructor() {
    super('this storage was encrypted under another key than the one given');
  }
}

const SEALED = 'sealed/';
/** Says under which key the storage is, before anything is kept in it. */
const CHECK = `${SEALED}check`;
const CHECKED = 'bimride';
/** What cannot be named any more is told as `nameless/` and its place, after the prefix of whom it belongs to. */
const NAMELESS = 'nameless/';
const BROKEN = 'changed or damaged at rest';
/** Values that are opened at once: more would only wait. */
const AT_ONCE = 500;

/**
 * Wraps a storage. What it holds plain (of the time before) is encrypted first, in one commit.
 * @throws RangeError for a key that is none; WrongStorageKey
 */
export async function encryptedStorage(storage: ClientStorage, options: EncryptionOptions): Promise<ClientStorage> {
  if (!/^[0-9a-f]{64}$/.test(options.key)) throw new RangeError('the key of a storage is 64 lower-case hex digits');
  const given = Uint8Array.from(options.key.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  const { randomBytes = platformRandomBytes } = options;
  const platform = (globalThis as { crypto?: { subtle?: Subtle } }).crypto?.subtle;
  const subtle = 'subtle' in options ? options.subtle : platform;
  // One key for each use, so that what is known of names says nothing of boxes.
  const boxes = await boxesOf(derived(given, 'boxes'), { subtle, randomBytes });
  const encrypted = new EncryptedStorage(storage, boxes, derived(given, 'names'));
  await encrypted.begin();
  return encrypted;
}

const derived = (key: Uint8Array, what: string): Uint8Array => hmac(sha256, key, ascii(`bimride storage ${what}`));
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

class EncryptedStorage implements ClientStorage {
  readonly #storage: ClientStorage;
  readonly #boxes: Boxes;
  readonly #nameKey: Uint8Array;
  readonly persist: NonNullable<ClientStorage['persist']>;

  constructor(storage: ClientStorage, boxes: Boxes, nameKey: Uint8Array) {
    this.#storage = storage;
    this.#boxes = boxes;
    this.#nameKey = nameKey;
    this.persist = async () => (await storage.persist?.()) ?? null;
  }

  get file(): string | undefined {
    return this.#storage.file;
  }

  /** @throws WrongStorageKey */
  async begin(): Promise<void> {
    const all = await this.#storage.scan('');
    const check = all.find(([key]) => key === CHECK)?.[1];
    if ((await this.#open(CHECK, check)) !== CHECKED) {
      // A check that was damaged shuts nobody out: what the key opens is its own.
      const sealed = all.filter(([place]) => place.startsWith(SEALED) && place !== CHECK);
      const names = await Promise.all(sealed.map(([place, text]) => this.#open(place, text.split('.')[0])));
      const isOther = sealed.length > 0 ? names.every((name) => name === null) : check !== undefined;
      if (isOther) throw new WrongStorageKey();
      const value = await this.#boxes.lock(CHECKED, CHECK);
      await this.#storage.commit({ writes: [{ key: CHECK, value }] });
    }
    await this.#sealPlain(all.filter(([key]) => !key.startsWith(SEALED)));
    // Each time: the process may have been killed before. What hinders it shuts nobody out, and is tried when it is opened again.
    await this.purge().catch(() => undefined);
  }

  async #sealPlain(plain: readonly (readonly [string, string])[]): Promise<void> {
    if (plain.length === 0) return;
    const gone = plain.map(([key]) => ({ key, value: null }));
    const writes = await Promise.all(plain.map(([key, value]) => this.#sealed({ key, value })));
    await this.#storage.commit({ writes: [...writes, ...gone] });
  }

  async scan(prefix: string): Promise<readonly (readonly [string, string])[]> {
    const stored = await this.#storage.scan(SEALED + this.#groupOf(prefix));
    const opened: (readonly [string, string])[] = [];
    for (let from = 0; from < stored.length; from += AT_ONCE) {
      const some = stored.slice(from, from + AT_ONCE).filter(([place]) => place !== CHECK);
      opened.push(...(await Promise.all(some.map(([place, text]) => this.#opened(place, text, prefix)))));
    }
    const found = opened.filter(([key]) => key.startsWith(prefix));
    return found.sort(([left], [right]) => (left < right ? -1 : 1));
  }

  async commit({ writes, guard }: StorageCommit): Promise<boolean> {
    const sealed = await Promise.all(writes.map((write) => this.#sealed(write)));
    if (!guard) return this.#storage.commit({ writes: sealed });
    const key = this.#placeOf(guard.key);
    const value = (await this.#storage.scan(key)).find(([place]) => place === key)?.[1] ?? null;
    const plain = value === null ? null : await this.#open(key, value.split('.')[1]);
    if (plain !== guard.value) return false;
    // Whoever writes between the two changes the box, and this commit is none.
    return this.#storage.commit({ writes: sealed, guard: { key, value } });
  }

  async purge(): Promise<void> {
    await this.#storage.purge?.();
  }

  close(): Promise<void> {
    return this.#storage.close();
  }

  async #sealed({ key, value }: StoredWrite): Promise<StoredWrite> {
    const place = this.#placeOf(key);
    if (value === null) return { key: place, value };
    const boxes = await Promise.all([key, value].map((text) => this.#boxes.lock(text, place)));
    return { key: place, value: boxes.join('.') };
  }

  /** Key and value as they were; of what is damaged, a value that nobody can read. */
  async #opened(place: string, text: string, prefix: string): Promise<readonly [string, string]> {
    const [key, value] = await Promise.all(text.split('.', 2).map((box) => this.#open(place, box)));
    const nameless = NAMELESS + place.slice(SEALED.length);
    // Without a name it belongs to whoever its neighbours belong to. Earlier versions put it aside where it stood: in the way of what belongs there.
    if (key === null || key === undefined || key.endsWith(`/unreadable/${nameless}`))
      return [this.#ownerIn(prefix) + nameless, BROKEN];
    return [key, value ?? BROKEN];
  }

  async #open(place: string, box: string | undefined): Promise<string | null> {
    return box === undefined ? null : this.#boxes.open(box, place);
  }

  #placeOf(key: string): string {
    const group = this.#groupOf(`${key}/`);
    const nameless = this.#ownerIn(key) + NAMELESS + group;
    // Whole and from its beginning: such words also stand in names of people, and in the key of what was put aside.
    const blind = key.startsWith(nameless) ? key.slice(nameless.length) : '';
    return SEALED + group + (/^[\w-]{22}$/.test(blind) ? blind : this.#blind(key));
  }

  /** `person/x/` belongs together, so that one person's keys are found without those of others. Empty: a prefix of more than that. */
  #groupOf(key: string): string {
    const owner = this.#ownerIn(key);
    return owner === '' ? '' : `${this.#blind(owner)}/`;
  }

  #ownerIn(key: string): string {
    return /^[^/]*\/[^/]*\//.exec(key)?.[0] ?? '';
  }

  #blind(text: string): string {
    return toBase64url(hmac(sha256, this.#nameKey, ascii(text)).subarray(0, 16));
  }
}
