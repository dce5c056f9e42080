import { describe, expect, it } from '@jest/globals';
import { clopperPearson, wilson, type Share } from './statistics/share-interval.ts';
import {
  BOOKINGS_MIN,
  EXIT_CODES,
  judgeAbove,
  judgeBelow,
  judgeZero,
  OFFLINE_MUTATIONS_MIN,
  overall,
} from './verdict.ts';

const bookings = (share: Share) =>
  judgeAbove(0.95, { interval: wilson(share), samples: share.samples, samplesMin: BOOKINGS_MIN });
const conflicts = (share: Share) =>
  judgeBelow(0.005, { interval: clopperPearson(share), samples: share.samples, samplesMin: OFFLINE_MUTATIONS_MIN });

describe('Y15 above a floor of 95 %', () => {
  it.each([
    [{ events: 2000, samples: 2000 }, 'pass'],
    [{ events: 1920, samples: 2000 }, 'pass'],
    // 95.5 %: better than the floor, but not surely.
    [{ events: 1910, samples: 2000 }, 'inconclusive'],
    [{ events: 1900, samples: 2000 }, 'inconclusive'],
    [{ events: 1880, samples: 2000 }, 'fail'],
    [{ events: 820, samples: 820 }, 'inconclusive'],
    [{ events: 821, samples: 821 }, 'pass'],
    // Also a disaster is not called one by too few.
    [{ events: 0, samples: 820 }, 'inconclusive'],
    [{ events: 0, samples: 0 }, 'inconclusive'],
  ] as const)('%j: %s', (share, verdict) => {
    expect(bookings(share)).toBe(verdict);
  });
});

describe('below a ceiling of 0.5 %', () => {
  it.each([
    [{ events: 0, samples: 597 }, 'inconclusive'],
    [{ events: 0, samples: 598 }, 'pass'],
    [{ events: 1, samples: 598 }, 'inconclusive'],
    [{ events: 10, samples: 4000 }, 'pass'],
    [{ events: 20, samples: 4000 }, 'inconclusive'],
    [{ events: 40, samples: 4000 }, 'fail'],
  ] as const)('%j: %s', (share, verdict) => {
    expect(conflicts(share)).toBe(verdict);
  });
});

describe('never', () => {
  it.each([
    [{ seen: 0, samples: 1 }, 'pass'],
    [{ seen: 0, samples: 0 }, 'inconclusive'],
    [{ seen: 0, samples: 10, open: 1 }, 'inconclusive'],
    [{ seen: 1, samples: 10, open: 1 }, 'fail'],
    [{ seen: 1, samples: 0 }, 'fail'],
  ] as const)('%j: %s', (counted, verdict) => {
    expect(judgeZero(counted)).toBe(verdict);
  });
});

describe('Y15 the whole', () => {
  it.each([
    [[], 'inconclusive'],
    [['pass', 'pass'], 'pass'],
    [['pass', 'inconclusive'], 'inconclusive'],
    [['inconclusive', 'fail', 'pass'], 'fail'],
  ] as const)('%j: %s', (verdicts, verdict) => {
    expect(overall(verdicts)).toBe(verdict);
  });

  it('is an exit code', () => {
    expect(EXIT_CODES).toEqual({ pass: 0, fail: 1, inconclusive: 2 });
  });
});
