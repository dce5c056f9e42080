import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COMMITS_PER_EPOCH, EPOCHS_MAX, fromOrder, toOrder } from './cookie.ts';

const epochs = fc.integer({ min: 0, max: EPOCHS_MAX - 1 });
const commits = fc.integer({ min: 0, max: COMMITS_PER_EPOCH - 1 });

describe('the order of a cookie', () => {
  it('holds the epoch and the commit in one safe integer', () => {
    fc.assert(
      fc.property(epochs, commits, (epoch, commit) => {
        expect(Number.isSafeInteger(toOrder(epoch, commit))).toBe(true);
        expect(fromOrder(toOrder(epoch, commit))).toEqual({ epoch, commit });
      }),
    );
  });

  it('never runs backwards: a later epoch is above every commit of an earlier one', () => {
    expect(toOrder(1, 0)).toBeGreaterThan(toOrder(0, COMMITS_PER_EPOCH - 1));
    expect(toOrder(1, 7)).toBeGreaterThan(toOrder(1, 6));
  });
});
