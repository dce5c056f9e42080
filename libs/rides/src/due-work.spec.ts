import { describe, expect, it } from '@jest/globals';
import type { Performed } from '#sync';
import { DueWork } from './due-work.ts';

const HOUR_MS = 3_600_000;

/** Looks for work that stays due, because what would end it always ends as told. */
class StuckWork extends DueWork<string> {
  readonly due: string[];
  readonly askedAtMs: number[];
  readonly time: { nowMs: number };

  constructor(outcome: 'rejected' | 'parked', due: string[]) {
    const [time, askedAtMs] = [{ nowMs: 0 }, [] as number[]];
    const perform = (): Promise<Performed> => {
      askedAtMs.push(time.nowMs);
      return Promise.resolve({ outcome: { outcome }, replayed: false } as Performed);
    };
    super({
      pipeline: { perform },
      mutation: 'rides.giveUp',
      find: () => Promise.resolve(due),
      argsOf: (rideId) => ({ rideId }),
      nameOf: (rideId) => rideId,
      clock: () => time.nowMs,
      everyMs: null,
    });
    this.due = due;
    this.askedAtMs = askedAtMs;
    this.time = time;
  }
}

/** Looks every second for some hours, and gives how often it asked in each. */
async function asksByHour(work: StuckWork, hours: number): Promise<readonly number[]> {
  for (; work.time.nowMs < hours * HOUR_MS; work.time.nowMs += 1_000) expect(await work.doDue()).toBe(0);
  const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS);
  return Array.from({ length: hours }, (_, hour) => work.askedAtMs.filter((atMs) => hourOf(atMs) === hour).length);
}

describe('work that is due and does not take effect', () => {
  it('is asked for less and less often, whether it is refused or parked', async () => {
    // At the seconds 0, 5, 15, 35, 75, 155, 315, 635, 1,275, 2,555, 5,115, and then every hour.
    expect(await asksByHour(new StuckWork('rejected', ['a']), 4)).toEqual([10, 1, 1, 1]);
    expect(await asksByHour(new StuckWork('parked', ['a', 'b', 'c']), 2)).toEqual([30, 3]);
  });

  it('is asked for at once when it was not due for a while', async () => {
    const work = new StuckWork('rejected', ['a']);
    await work.doDue();
    work.due.pop();
    await work.doDue();
    work.due.push('a');
    await work.doDue();
    expect(work.askedAtMs).toEqual([0, 0]);
  });
});
