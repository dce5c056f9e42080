/**
 * One person's part of the device: durable state, what is shown on top of it, and who wants to hear of changes.
 *
 * Invariants: memory never runs ahead of the storage; a change is told after it is durable; of several tabs only the one
 * that holds the drain's lock changes anything but the end of the queue, which the head guards.
 */
import { fromOrder, REVOKED_SCOPES, type Actor, type MutationDefinition } from '#sync/client';
import type { Progress, QueuedMutation } from '../queue/entry.ts';
import { tellAll, unharmed } from '../app-code.ts';
import { freshHead, type Head } from '../queue/head.ts';
import { StorageBroken, type ClientStorage } from '../storage/storage.ts';
import { NotSaved } from '../not-saved.ts';
import { Turns } from '../turns.ts';
import { newsOf, PLACES_MAX, type News } from './news.ts';
import { isForgotten, StillWaits, stillWaiting, type WhatWaits } from './forget.ts';
import { differingKeys, Overlay } from '../views/overlay.ts';
import {
  applyChange,
  asideWrites,
  changeOf,
  decodeState,
  encodeChange,
  headKey,
  headText,
  keptAside,
  markKey,
  queuePlace,
  personPrefix,
  type DeviceState,
  type StateChange,
} from './records.ts';

/** So often in a row a storage may refuse a change though nothing moved: more than once only where it is broken. */
const REFUSALS_MAX = 10;

export interface DeviceOptions {
  readonly storage: ClientStorage;
  readonly person: Actor;
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
  readonly newId: () => string;
  /** Other tabs may change the storage. */
  readonly shared?: boolean;
  /** Hears of each change but of additions to the end of the queue, as other tabs are to. */
  readonly onNews?: (news: News) => void;
  /** Hears of listeners that threw. */
  readonly onError: (error: unknown) => void;
}

/** Hears which view keys changed. Empty: only the queue or the inbox did. */
export type ChangeListener = (keys: ReadonlySet<string>) => void;

/** A state as this device opens for the first time has a head from the first change on. */
export type OpenState = DeviceState & { readonly head: Head };

/** The streams of this install: those it writes to, and earlier ones of which something is kept. */
export function ownClientIDs({ head, entries }: OpenState): ReadonlySet<string> {
  return new Set([...Object.values(head.streams), ...entries.values()].map(({ clientID }) => clientID));
}

/** Some of what the device kept could not be read. Copies of the server's rows come again; the rest stands in `queue().unreadable`. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  /** The keys, without the person's prefix. */
  readonly keys: readonly string[];
  constructor(keys: readonly string[]) {
    super(`${keys.length} of what this device kept cannot be read, ${keys[0]} among it`);
    this.keys = keys;
  }
}

export class Device {
  readonly options: DeviceOptions;
  readonly #prefix: string;
  readonly #turns = new Turns();
  readonly #listeners = new Set<ChangeListener>();
  #state: OpenState;
  #overlay: Overlay;
  #isLeft = false;
  /** The mark that the storage had when this tab last read or wrote it. */
  #mark: string | null = null;

  private constructor(options: DeviceOptions, state: OpenState) {
    this.options = options;
    this.#prefix = personPrefix(options.person.subject);
    this.#state = state;
    this.#overlay = this.#freshOverlay();
  }

  /** Reads what the device holds of this person, and gives a fresh install its ids. Never throws: `onError` hears of it. */
  static async open(options: DeviceOptions): Promise<Device> {
    const device = new Device(options, { ...decodeState('', []), head: freshHead(options.newId) });
    // Without a storage that works, nothing is kept or shown. Emergencies still go, and what has contact.
    await device.reload().catch(options.onError);
    return device;
  }

  get state(): OpenState {
    return this.#state;
  }

  get overlay(): Overlay {
    return this.#overlay;
  }

  get progress(): Progress {
    return progressOf(this.#state);
  }

  /**
   * Makes a change durable, then shows it. `plan` sees the newest state and may be asked again when another tab was quicker;
   * null: nothing to do. @throws StorageFull; StorageBroken; NotSaved (closed) when its person was forgotten
   */
  async change(plan: (state: OpenState) => StateChange | null): Promise<void> {
    await this.#turns.take(async () => {
      // Who was quicker has changed the head or the mark. Where neither moves, nobody was: asking on would never end.
      const guarded = (): string => `${headText(this.#state.head)} ${this.#mark}`;
      for (let idle = 0; idle < REFUSALS_MAX;) {
        if (this.#isLeft) throw new NotSaved('closed');
        const change = plan(this.#state);
        if (change === null || (await this.#commit(change))) return;
        const before = guarded();
        await this.#catchUp(null);
        idle = guarded() === before ? idle + 1 : 0;
      }
      throw new StorageBroken('the storage did not keep a change');
    });
  }

  /**
   * Takes everything of this person away, or all but what waits. From then on nothing is read or changed here any more.
   * @throws StillWaits where that refuses
   */
  async forget(whatWaits: WhatWaits): Promise<void> {
    await this.#turns.take(async () => {
      for (;;) {
        const state = await this.#readable();
        const count = stillWaiting(state);
        if (whatWaits === 'refuse' && count > 0) throw new StillWaits(count);
        const stays = (place: string): boolean => whatWaits === 'keep' && count > 0 && !isForgotten(state, place);
        if (await this.#takeAway(state.head, stays)) break;
      }
      this.leave();
    });
  }

  /** Somebody else took it away: shows nothing, and touches the storage no more. */
  leave(): void {
    this.#isLeft = true;
    this.#show({ ...decodeState('', []), head: this.#state.head });
  }

  /** What another tab adds meanwhile moves the head: then nothing went. */
  async #takeAway(head: Head | null, stays: (place: string) => boolean): Promise<boolean> {
    const { storage } = this.options;
    const keys = (await storage.scan(this.#prefix)).map(([key]) => key);
    const gone = keys.filter((key) => !stays(key.slice(this.#prefix.length)));
    const writes = gone.map((key) => ({ key, value: null }));
    return storage.commit({ writes, guard: { key: headKey(this.#prefix), value: headText(head) } });
  }

  /** Reads everything again: another tab changed it. */
  async reload(): Promise<void> {
    await this.#turns.take(async () => (this.#isLeft ? undefined : this.#read()));
  }

  /** Reads what other tabs changed, by what they told of it; all of it where something was missed. */
  async catchUp(news: News | null): Promise<void> {
    await this.#turns.take(async () => (this.#isLeft ? undefined : this.#catchUp(news)));
  }

  /** Reads what other tabs added to the end of the queue. */
  async catchUpQueue(): Promise<void> {
    await this.#turns.take(async () => (this.#isLeft ? undefined : this.#readPlaces(['head'], this.#mark)));
  }

  /** Calls the listener after each change until the returned function is called. */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves once everything begun is durable. */
  async whenWritten(): Promise<void> {
    await this.#turns.take(async () => undefined);
  }

  async #commit(change: StateChange): Promise<boolean> {
    const { storage } = this.options;
    const writes = encodeChange(this.#prefix, change);
    const headGuard = { key: headKey(this.#prefix), value: headText(this.#state.head) };
    const isMarked = this.options.shared === true && madeOnTop(this.#state, change) === null;
    const mark = isMarked ? JSON.stringify(this.options.newId()) : null;
    const markGuard = { key: markKey(this.#prefix), value: this.#mark };
    // Alone, only who changes the head can collide with another tab: with one that had it open before this one knew.
    const guard = change.head ? headGuard : isMarked ? markGuard : null;
    const marked = mark === null ? writes : [...writes, { ...markGuard, value: mark }];
    if (!(await storage.commit(guard ? { writes: marked, guard } : { writes }))) return false;
    if (mark !== null) {
      const news = newsOf(change, { from: this.#mark, to: mark });
      this.#mark = mark;
      unharmed(() => this.options.onNews?.(news), undefined, this.options.onError);
    }
    this.#showChange(change);
    return true;
  }

  #showChange(change: StateChange): void {
    const made = madeOnTop(this.#state, change);
    const state = applyChange(this.#state, change) as OpenState;
    if (!made) return this.#show(state);
    // Deciding the whole queue again for each new mutation would take quadratic time.
    this.#state = state;
    const keys = new Set(made.flatMap((entry) => this.#overlay.add(entry)));
    this.#notify(keys);
  }

  #notify(keys: ReadonlySet<string>): void {
    tellAll(this.#listeners, (listener) => listener(keys), this.options.onError);
  }

  async #catchUp(news: News | null): Promise<void> {
    if (news?.from === this.#mark && news.places) return this.#readPlaces(news.places, news.to);
    if ((await this.#textAt('mark')) !== this.#mark) return this.#read();
    return this.#readPlaces(['head'], this.#mark);
  }

  /** Reads these again; with a head, also what was made up to it. */
  async #readPlaces(told: readonly string[], mark: string | null): Promise<void> {
    const head = told.includes('head') ? await this.#textAt('head') : '';
    // A head that is gone, as after somebody emptied the storage, is given anew.
    const made = head === '' ? [] : this.#madeSince(head);
    if (!made) return this.#read();
    // The head as it was read above: a newer one would tell of more than is read here.
    const read = async (place: string) => [place, place === 'head' ? head : await this.#textAt(place)] as const;
    const places = [...new Set([...told, ...made])];
    const found = (await Promise.all(places.map(read))).flatMap(([place, text]) =>
      text === null ? [] : [[place, text] as const],
    );
    const { broken, ...state } = decodeState('', found);
    if (broken.size > 0) return this.#read();
    this.#mark = mark;
    if (headText(state.head) === headText(this.#state.head) && places.length === 1) return;
    this.#showChange(changeOf(places, state));
  }

  /** The places of what other tabs added to the queue up to this head; null: nobody can tell. */
  #madeSince(head: string | null): readonly string[] | null {
    const { nextSeq } = this.#state.head;
    const count = nextSeqIn(head) - nextSeq;
    if (!(count >= 0 && count <= PLACES_MAX)) return null;
    return Array.from({ length: count }, (_, at) => queuePlace(nextSeq + at));
  }

  async #textAt(place: string): Promise<string | null> {
    const key = this.#prefix + place;
    return (await this.options.storage.scan(key)).find(([found]) => found === key)?.[1] ?? null;
  }

  async #read(): Promise<void> {
    const { storage, newId } = this.options;
    const read = await this.#readable();
    if (read.head) {
      this.#show({ ...read, head: read.head });
      return;
    }
    // Where the ids of this install are lost, what waits keeps its own, and what is made next comes after it.
    const seqs = [...read.entries.keys(), ...read.held.keys()];
    const head = { ...freshHead(newId), nextSeq: Math.max(0, ...seqs) + 1 };
    const guard = { key: headKey(this.#prefix), value: null };
    await storage.commit({ writes: encodeChange(this.#prefix, { head }), guard });
    await this.#readAgain();
  }

  /** Everything that can be read. What cannot is put aside once, and told. */
  async #readable(): Promise<DeviceState> {
    const { storage, onError } = this.options;
    const stored = await storage.scan(this.#prefix);
    this.#mark = stored.find(([key]) => key === markKey(this.#prefix))?.[1] ?? null;
    const { broken, ...state } = decodeState(this.#prefix, stored);
    if (broken.size === 0) return state;
    onError(new Unreadable([...broken.keys()]));
    // A storage that cannot be written holds nobody up here either: what is broken is left out all the same.
    await storage.commit({ writes: asideWrites(this.#prefix, broken) }).catch(onError);
    return { ...state, unreadable: new Map([...state.unreadable, ...keptAside(broken)]) };
  }

  /** Whichever tab was first has given this install its ids. */
  async #readAgain(): Promise<void> {
    const read = await this.#readable();
    if (!read.head) throw new StorageBroken('the storage did not keep what it said was durable');
    this.#show({ ...read, head: read.head });
  }

  #show(state: OpenState): void {
    const before = { rows: this.#state.rows, overlay: this.#overlay };
    this.#state = state;
    this.#overlay = this.#freshOverlay();
    const keys = new Set(differingKeys(before.overlay, this.#overlay));
    if (before.rows !== state.rows) for (const key of changedRows(before.rows, state.rows)) keys.add(key);
    this.#notify(keys);
  }

  #freshOverlay(): Overlay {
    const { definitions, person } = this.options;
    const context = { definitions, actor: person, rows: this.#state.rows, progress: this.progress };
    return new Overlay(context, this.#state.entries.values());
  }
}

export function progressOf({ view }: DeviceState): Progress {
  return { lastIds: view.lastIds, commit: fromOrder(view.cookie?.order ?? 0).commit };
}

/** A head that cannot be read has made nothing that could be named. */
function nextSeqIn(head: string | null): number {
  try {
    return (JSON.parse(head ?? '') as Head).nextSeq;
  } catch {
    return Number.NaN;
  }
}

/** Whether the server took this install out of service, as far as it was told. */
export function isRevoked({ view }: DeviceState): boolean {
  return view.cookie?.scopes === REVOKED_SCOPES;
}

/** Entries by their number. */
export function bySeq(entries: Iterable<QueuedMutation>): ReadonlyMap<number, QueuedMutation> {
  return new Map([...entries].map((entry) => [entry.seq, entry]));
}

/** The mutations of a change that does nothing but add them to the end of the queue. */
function madeOnTop(state: OpenState, change: StateChange): readonly QueuedMutation[] | null {
  if (!change.entries || change.view || change.rows || change.held) return null;
  const made = [...change.entries.values()].filter((entry) => entry !== null);
  const onTop = made.length === change.entries.size && made.every(({ seq }) => seq >= state.head.nextSeq);
  return onTop ? made : null;
}

function changedRows(before: DeviceState['rows'], after: DeviceState['rows']): readonly string[] {
  const keys: string[] = [];
  for (const [key, row] of after) if (before.get(key)?.hash !== row.hash) keys.push(key);
  for (const key of before.keys()) if (!after.has(key)) keys.push(key);
  return keys;
}
