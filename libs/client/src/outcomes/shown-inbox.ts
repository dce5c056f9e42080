/** The inbox as an app shows it: made anew when something changed, or when the time of something that waits has gone by. */
import type { Json, MutationDefinition } from '#sync/client';
import type { ClientOptions } from '../client-options.ts';
import type { ClientParts } from '../client-parts.ts';
import { ownClientIDs } from '../device/device.ts';
import { laneOf } from '../mutate.ts';
import { isUndecided, type QueuedMutation } from '../queue/entry.ts';
import type { Shown } from '../views/shown.ts';
import { keptList } from '../views/same.ts';
import { inboxOf, OUTCOME_ROWS } from './inbox.ts';
import type { InboxItem } from './item.ts';

export class ShownInbox {
  readonly #parts: ClientParts;
  readonly #options: ClientOptions;
  readonly #shown: Shown;
  /** With how many were overdue when it was made. */
  #made: { readonly overdue: number; readonly items: readonly InboxItem[] } | null = null;
  #items: readonly InboxItem[] = [];
  #toldOverdue = 0;

  constructor(parts: ClientParts, options: ClientOptions, shown: Shown) {
    this.#parts = parts;
    this.#options = options;
    this.#shown = shown;
  }

  /** Something changed. */
  forget(): void {
    this.#made = null;
  }

  /** The same array until something in it changes, and the same items until they do. */
  items(): readonly InboxItem[] {
    const overdue = this.#overdue();
    if (this.#made?.overdue !== overdue) {
      this.#items = keptList(this.#items, this.#make(), ({ ref }) => ref);
      this.#made = { overdue, items: this.#items };
    }
    return this.#made.items;
  }

  /** Nothing changes when a time goes by: whoever shows the inbox hears of it at the next look. */
  tellOverdue(): void {
    const overdue = this.#overdue();
    if (overdue === this.#toldOverdue) return;
    this.#toldOverdue = overdue;
    this.#shown.notifyAll();
  }

  #make(): readonly InboxItem[] {
    const { device, definitions } = this.#parts;
    const { words: tell, person } = this.#options;
    return inboxOf({
      state: device.state,
      rows: this.#shown.scan(OUTCOME_ROWS).map(({ value }) => value),
      definitions,
      ownClientIDs: ownClientIDs(device.state),
      rowOf: (definition: MutationDefinition, args: Json) => this.#shown.get(laneOf(definition, args, person) ?? ''),
      isOverdue: (entry) => this.#isOverdue(entry),
      tell,
    });
  }

  /** How many wait whose time is over. */
  #overdue(): number {
    return [...this.#parts.device.state.entries.values()].filter(
      (entry) => entry.validUntilMs !== null && isUndecided(entry) && this.#isOverdue(entry),
    ).length;
  }

  /** By the monotonic clock: of a clock that was set, its times are moved as well. */
  #isOverdue(entry: QueuedMutation): boolean {
    const { clock, drainer } = this.#parts;
    const { validUntilMs } = drainer.pusher.clockWatch.byTodaysClock(entry);
    return validUntilMs !== null && clock.nowMs() > validUntilMs;
  }
}
