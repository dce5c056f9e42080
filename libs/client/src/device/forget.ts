/** What goes when somebody signs out. Pure. */
import { isUndecided } from '../queue/entry.ts';
import type { DeviceState } from './records.ts';

/** What becomes of work that Bimride does not have yet: it forbids forgetting, it stays on the device, or it is lost. */
export type WhatWaits = 'refuse' | 'keep' | 'drop';

/** Something waits that only this device has, or is held or unreadable here: nothing was forgotten. */
export class StillWaits extends Error {
  override readonly name = 'StillWaits';
  readonly count: number;
  constructor(count: number) {
    super(`${count} of what was done on this device has not arrived: drain, or say what is to become of it`);
    this.count = count;
  }
}

/** How much only this device has. */
export function stillWaiting({ entries, held, unreadable }: DeviceState): number {
  return [...entries.values()].filter(isUndecided).length + held.size + unreadable.size;
}

/** Whether it goes where what waits is kept: the copies of the server's rows, and what was decided. `place`: without the person's prefix. */
export function isForgotten({ entries }: DeviceState, place: string): boolean {
  const [, kind = '', rest = ''] = /^([^/]+)\/?(.*)$/s.exec(place) ?? [];
  if (kind !== 'queue') return !['head', 'held', 'unreadable'].includes(kind);
  const entry = entries.get(Number(rest));
  return entry !== undefined && !isUndecided(entry);
}
