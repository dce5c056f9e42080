import { describe, expect, it, jest } from '@jest/globals';
import { PRICING_LIMITS } from '../../limits.ts';
import { beginWaiting, endWaiting, NOT_WAITED } from './waiting.ts';

describe('P10 waiting', () => {
  it('is the sum of its intervals by the monotonic clock, whatever the phone’s time is set to', () => {
    jest.useFakeTimers();
    try {
      // What a phone does, by the clock that cannot be set and, beside it, by the one that can.
      const [counted, byTime] = [() => performance.now(), () => Date.now()].map((read) => {
        let clock = beginWaiting(NOT_WAITED, read());
        jest.advanceTimersByTime(60_000);
        clock = endWaiting(clock, read());
        jest.advanceTimersByTime(40_000);
        clock = beginWaiting(clock, read());
        jest.setSystemTime(Date.now() - 86_400_000);
        jest.advanceTimersByTime(30_000);
        return endWaiting(clock, read());
      });
      expect(counted).toEqual({ waitedMs: 90_000, sinceMonotonicMs: null, lostWaits: 0 });
      expect(byTime).toEqual({ waitedMs: 60_000, sinceMonotonicMs: null, lostWaits: 1 });
    } finally {
      jest.useRealTimers();
    }
  });

  it('takes whole milliseconds of a clock that has parts of them', () => {
    expect(endWaiting(beginWaiting(NOT_WAITED, 1000.9), 61_000)).toEqual({
      waitedMs: 60_000,
      sinceMonotonicMs: null,
      lostWaits: 0,
    });
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
