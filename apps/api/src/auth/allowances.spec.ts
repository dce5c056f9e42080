import { describe, expect, it } from '@jest/globals';
import { Allowances } from './allowances.ts';

/** 60 points a minute, and two minutes' worth at once: one a second. */
function allowances(keysMax = 10) {
  const clock = { nowMs: 5 };
  const all = new Allowances({ pointsPerMinute: 60, burstMinutes: 2, keysMax }, () => clock.nowMs);
  return { all, clock };
}

describe('an allowance', () => {
  it('is whole at first, used up by its burst, and comes back evenly', () => {
    const { all, clock } = allowances();
    for (let used = 0; used < 120; used += 1) {
      expect(all.waitMs('a')).toBe(0);
      all.use('a', 1);
    }
    expect(all.waitMs('a')).toBe(0);
    all.use('a', 1);
    expect(all.waitMs('a')).toBe(1_000);
    clock.nowMs += 999;
    expect(all.waitMs('a')).toBe(1);
    clock.nowMs += 1;
    expect(all.waitMs('a')).toBe(0);
  });

  it('lends what one use takes beyond it, and then asks to wait until it is back', () => {
    const { all, clock } = allowances();
    all.use('a', 1_120);
    expect(all.waitMs('a')).toBe(1_000_000);
    clock.nowMs += 1_000_000;
    expect(all.waitMs('a')).toBe(0);
  });

  it('is one for each key, and what is long past adds nothing to the burst', () => {
    const { all, clock } = allowances();
    all.use('a', 1);
    clock.nowMs += 1_000_000_000;
    all.use('a', 121);
    expect(all.waitMs('a')).toBe(1_000);
    expect(all.waitMs('b')).toBe(0);
  });

  it('remembers no more than so many keys, and forgets who has used nothing for longest', () => {
    const { all } = allowances(3);
    for (const key of ['a', 'b', 'c', 'a', 'd']) all.use(key, 500);
    expect(all.size).toBe(3);
    expect(all.waitMs('b')).toBe(0);
    for (const key of ['a', 'c', 'd']) expect(all.waitMs(key)).toBeGreaterThan(0);
  });
});
