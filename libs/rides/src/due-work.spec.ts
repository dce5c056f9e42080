import { describe, expect, it } from '@jest/globals';
import { until } from '#api/testing/until';
import type { Performed } from '#sync';
import { DueWork } from './due-work.ts';

const BROKEN = 'broken';
const HOUR_MS = 3_600_000;

interface Told {
  readonly doing: string;
  readonly error: unknown;
}

/** Looks for work that stays due, because what would end it always ends as told. */
class StuckWork extends DueWork<string> {
  readonly due: string[];
  readonly askedAtMs: number[];
  readonly time: { nowMs: number };
  readonly faults: readonly Told[];

  constructor(outcome: 'rejected' | 'parked', due: string[], everyMs: number | null = null) {
    const [time, askedAtMs, faults] = [{ nowMs: 0 }, [] as number[], [] as Told[]];
    const perform = (): Promise<Performed> => {
      askedAtMs.push(time.nowMs);
      return Promise.resolve({ outcome: { outcome }, replayed: false } as Performed);
    };
    super({
      pipeline: { perform },
      faults: { report: (doing, error) => faults.push({ doing, error }) },
      mutation: 'rides.giveUp',
      find: async () => {
        const [first] = due;
        if (first === BROKEN) throw new Error('the database is away');
        return due;
      },
      argsOf: (rideId) => ({ rideId }),
      nameOf: (rideId) => rideId,
      clock: () => time.nowMs,
      everyMs,
    });
    this.due = due;
    this.askedAtMs = askedAtMs;
    this.time = time;
    this.faults = faults;
  }
}

/** Looks every second for some hours, and gives how often it asked in each. */
async function asksByHour(work: StuckWork, hours: number): Promise<readonly number[]> {
  for (; work.time.nowMs < hours * HOUR_MS; work.time.nowMs += 1_000) expect(await work.doDue()).toBe(0);
  const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS);
  return Array.from({ length: hours }, (_, hour) => work.askedAtMs.filter((atMs) => hourOf(atMs) === hour).length);
}

/** A process that looks for what is due, with a memory of keys that it shares with others, as the ledger is. */
class Process extends DueWork<string> {
  readonly time = { nowMs: 0 };

  constructor(
    ledger: Map<string, 'applied' | 'rejected'>,
    due: readonly string[],
    outcomes: ('applied' | 'rejected')[],
  ) {
    super({
      pipeline: {
        perform: ({ key }) => {
          const before = ledger.get(key);
          const outcome = before ?? outcomes.shift() ?? 'rejected';
          ledger.set(key, outcome);
          return Promise.resolve({ outcome: { outcome }, replayed: before !== undefined } as Performed);
        },
      },
      faults: { report: () => undefined },
      mutation: 'rides.expireOffer',
      find: () => Promise.resolve(due),
      argsOf: (rideId) => ({ rideId }),
      nameOf: (rideId) => rideId,
      clock: () => this.time.nowMs,
      everyMs: null,
    });
  }
}

describe('work that two processes find due', () => {
  it('is one mutation, however far apart they look', async () => {
    const ledger = new Map<string, 'applied' | 'rejected'>();
    const outcomes: 'applied'[] = ['applied'];
    const [first, second] = [new Process(ledger, ['a/1'], outcomes), new Process(ledger, ['a/1'], outcomes)];
    second.time.nowMs = 7;
    expect(await first.doDue()).toBe(1);
    expect(await second.doDue()).toBe(0);
    expect([...ledger.values()]).toEqual(['applied']);
  });

  it('is asked for once more after a refusal, whoever was refused', async () => {
    const ledger = new Map<string, 'applied' | 'rejected'>();
    const outcomes: ('applied' | 'rejected')[] = ['rejected', 'rejected', 'applied'];
    await new Process(ledger, ['a/1'], outcomes).doDue();
    // It was started anew, and knows nothing of the refusal.
    const later = new Process(ledger, ['a/1'], outcomes);
    let done = 0;
    for (; done === 0 && later.time.nowMs < 60_000; later.time.nowMs += 1_000) done = await later.doDue();
    expect([done, [...ledger.values()]]).toEqual([1, ['rejected', 'rejected', 'applied']]);
  });

  it('fills no ledger together faster than one alone would by more than once for each process', async () => {
    const ledger = new Map<string, 'applied' | 'rejected'>();
    const processes = [1, 2].map(() => new Process(ledger, ['a/1'], []));
    for (let nowMs = 0; nowMs < HOUR_MS; nowMs += 1_000)
      for (const one of processes) {
        one.time.nowMs = nowMs;
        await one.doDue();
      }
    expect(ledger.size).toBeGreaterThan(5);
    expect(ledger.size).toBeLessThanOrEqual(2 * 10);
  });
});

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

  it('is told to whoever counts faults when nobody can look for it, and looked for again', async () => {
    const work = new StuckWork('rejected', [BROKEN], 1);
    work.onApplicationBootstrap();
    await until('two looks have failed', () => work.faults.length >= 2);
    await work.beforeApplicationShutdown();
    expect(work.faults[0]).toEqual({ doing: 'looking for what is due: rides.giveUp', error: expect.any(Error) });
  });
});
