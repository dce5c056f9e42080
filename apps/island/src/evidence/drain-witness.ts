import type { StoredWrite } from '#client';
import type { Span } from '../world/outages.ts';
import type { Place } from '../world/places.ts';

/** How a phone's queue emptied after an outage, by the island's clock. */
export interface DrainRow {
  readonly groupId: string;
  readonly parish: string;
  /** The outage before it, as the phone lived through it. */
  readonly outage: Span;
  /** When the first request left that the server then answered well, whether or not the answer came. */
  readonly servedAtMs: number;
  /** When the first request left whose answer came, too; null: none did. */
  readonly heardAtMs: number | null;
  /** Nothing waited any more, and the outcome of all of it was on the phone's disk; null: it never came to that. */
  readonly endedAtMs: number | null;
  /** What waited when it began, and what was done until it ended. */
  readonly mutations: number;
}

/**
 * Watches one phone's drains from outside of its app. A drain begins with the first exchange after an outage, and ends on
 * the disk. Another outage, or closing the app, ends it unfinished; a stall, or an answer that got lost, does not.
 */
export class DrainWitness {
  readonly #waiting = new Set<string>();
  readonly #rows: Omit<DrainRow, 'groupId'>[] = [];
  #outage: Span | null = null;
  #current: { -readonly [K in keyof Omit<DrainRow, 'groupId'>]: DrainRow[K] } | null = null;

  /** Everything that ended, well or not. What is under way is not. */
  rows(groupId: string): readonly DrainRow[] {
    return this.#rows.map((row) => ({ groupId, ...row }));
  }

  /** The app begins with what is on its disk. */
  begin(disk: Iterable<readonly [string, string]>): void {
    this.#waiting.clear();
    for (const [key, value] of disk) this.#note({ key, value });
  }

  /** An outage is over, or the app was closed in it. */
  afterOutage(outage: Span): void {
    this.#outage = outage;
  }

  /** The server answered well what left the phone at that time; the phone need not hear of it. */
  served(leftAtMs: number, { parish }: Place): void {
    const outage = this.#outage;
    if (this.#current !== null || outage === null || leftAtMs < outage.toMs) return;
    this.#outage = null;
    if (this.#waiting.size === 0) return;
    const mutations = this.#waiting.size;
    this.#current = { parish, outage, servedAtMs: leftAtMs, heardAtMs: null, endedAtMs: null, mutations };
  }

  /** The phone has the answer to what left it at that time. */
  observed(leftAtMs: number): void {
    if (this.#current) this.#current.heardAtMs ??= leftAtMs;
  }

  stored(writes: readonly StoredWrite[], nowMs: number): void {
    for (const write of writes) this.#note(write);
    if (this.#current && this.#waiting.size === 0) this.#end(nowMs);
  }

  /** Coverage is gone again, the app was closed, or the day is over. */
  cut(): void {
    if (this.#current) this.#end(null);
  }

  #end(endedAtMs: number | null): void {
    if (this.#current) this.#rows.push({ ...this.#current, endedAtMs });
    this.#current = null;
  }

  // A queued mutation without an outcome waits. Read from its text: this runs at every write of every phone.
  #note({ key, value }: StoredWrite): void {
    if (!key.includes('/queue/')) return;
    const waits = value?.includes('"outcome":null') === true;
    if (!waits) this.#waiting.delete(key);
    else if (!this.#waiting.has(key)) {
      this.#waiting.add(key);
      if (this.#current) this.#current.mutations += 1;
    }
  }
}
