import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../test/harness/test-database.ts';
import { refuseWrongClock } from '../preflight/wrong-clock.ts';
import { ClockCheck } from './clock-check.ts';
import type { Fault } from './fault-log.ts';
import { Readiness } from './readiness.ts';

const HOUR_MS = 3_600_000;

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.close());

/** A check by a clock that is so far off. */
function checkBy(offset: { ms: number }) {
  const reported: Fault[] = [];
  const faults = { report: (fault: Fault) => void reported.push(fault) };
  const { dataSource } = database;
  return { check: new ClockCheck({ dataSource, faults, nowMs: () => Date.now() + offset.ms }), reported };
}

describe('the clock of a server', () => {
  it('is right where it is that of the database, give or take some seconds', async () => {
    const { check, reported } = checkBy({ ms: 5_000 });
    expect([await check.look(), check.isWrong, reported]).toEqual([null, false, []]);
  });

  it.each([
    [2 * HOUR_MS, /7200 s ahead of|7199 s ahead of|7201 s ahead of/],
    [-15_000, /1[456] s behind/],
  ])('(planted) that is off by %d ms is told of with the difference', async (ms, words) => {
    const { check, reported } = checkBy({ ms });
    await check.look();
    expect(reported).toEqual([{ about: 'clock_wrong', cause: undefined, detail: expect.stringMatching(words) }]);
  });

  it('(planted) makes the process unready for as long as it is wrong', async () => {
    const offset = { ms: -HOUR_MS };
    const { check } = checkBy(offset);
    const readiness = new Readiness(database.dataSource);
    readiness.beginServing({ troubles: async () => [] });
    readiness.watchClock(check);
    await check.look();
    expect(await readiness.check()).toEqual(['clock_wrong']);
    offset.ms = 0;
    await check.look();
    expect(await readiness.check()).toEqual([]);
  });

  it('(planted) is refused at start in production alone', async () => {
    const { check } = checkBy({ ms: HOUR_MS });
    await expect(refuseWrongClock({ environment: 'production' }, check)).rejects.toThrow(
      'ahead of that of the database',
    );
    await refuseWrongClock({ environment: 'development' }, check);
    await refuseWrongClock({ environment: 'production' }, checkBy({ ms: 0 }).check);
  });
});
