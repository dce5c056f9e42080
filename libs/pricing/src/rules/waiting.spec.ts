import { describe, expect, it } from '@jest/globals';
import { PRICING_LIMITS } from '../limits.ts';
import { beginWaiting, endWaiting, NOT_WAITED } from './waiting.ts';

describe('waiting', () => {
  it('is the sum of its intervals by the monotonic clock, whatever the phone’s time is set to', () => {
    let clock = beginWaiting(NOT_WAITED, 1000.9);
    clock = endWaiting(clock, 61_000);
    clock = beginWaiting(clock, 100_000);
    // Somebody sets the phone's time back by a day: the monotonic clock knows nothing of it.
    clock = endWaiting(clock, 130_000);
    expect(clock).toEqual({ waitedMs: 90_000, sinceMonotonicMs: null, lostWaits: 0 });
  });

  it('begun twice is begun once, ended twice is ended once', () => {
    const begun = beginWaiting(beginWaiting(NOT_WAITED, 1000), 5000);
    expect(endWaiting(endWaiting(begun, 6000), 9000).waitedMs).toBe(5000);
  });

  it('counts nothing that a restart of the phone has lost, and says so', () => {
    expect(endWaiting(beginWaiting(NOT_WAITED, 500_000), 20)).toEqual({
      waitedMs: 0,
      sinceMonotonicMs: null,
      lostWaits: 1,
    });
    const again = beginWaiting(beginWaiting(NOT_WAITED, 500_000), 20);
    expect(endWaiting(again, 10_020)).toEqual({ waitedMs: 10_000, sinceMonotonicMs: null, lostWaits: 1 });
  });

  it('has a limit', () => {
    expect(endWaiting(beginWaiting(NOT_WAITED, 0), 1e12).waitedMs).toBe(PRICING_LIMITS.waitingMsMax);
  });
});
