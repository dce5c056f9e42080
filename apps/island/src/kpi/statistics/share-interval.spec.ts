import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clopperPearson, wilson } from './share-interval.ts';

/** The normal quantile of a two-sided 95 % interval, in which the published tables are. */
const Z_975 = 1.959_963_984_540_054;

const shares = fc
  .record({ samples: fc.integer({ min: 1, max: 3000 }), part: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ samples, part }) => ({ samples, events: Math.round(part * samples) }));

describe('Wilson', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    [{ events: 81, samples: 263 }, 0.2553, 0.3662],
    [{ events: 15, samples: 148 }, 0.0624, 0.1605],
    [{ events: 0, samples: 20 }, 0, 0.1611],
    [{ events: 1, samples: 29 }, 0.0061, 0.1718],
  ])('%j has the published bounds', (share, lower, upper) => {
    expect(wilson(share, Z_975).lower).toBeCloseTo(lower, 4);
    expect(wilson(share, Z_975).upper).toBeCloseTo(upper, 4);
  });

  it('knows nothing without samples', () => {
    expect(wilson({ events: 0, samples: 0 })).toEqual({ lower: 0, upper: 1 });
  });

  it('holds its share, is narrower with more, and is the same seen from the other side', () => {
    fc.assert(
      fc.property(shares, ({ events, samples }) => {
        const { lower, upper } = wilson({ events, samples });
        const more = wilson({ events: events * 4, samples: samples * 4 });
        const other = wilson({ events: samples - events, samples });
        expect(lower).toBeLessThanOrEqual(events / samples);
        expect(upper).toBeGreaterThanOrEqual(events / samples);
        expect(more.upper - more.lower).toBeLessThan(upper - lower);
        expect(1 - other.upper).toBeCloseTo(lower, 10);
      }),
    );
  });
});

describe('Clopper and Pearson', () => {
  // Newcombe 1998, table I, method 5.
  it.each([
    [{ events: 81, samples: 263 }, 0.2527, 0.3676],
    [{ events: 15, samples: 148 }, 0.0578, 0.1617],
    [{ events: 0, samples: 20 }, 0, 0.1684],
    [{ events: 1, samples: 29 }, 0.0009, 0.1776],
  ])('%j has the published bounds', (share, lower, upper) => {
    expect(clopperPearson(share, 0.975).lower).toBeCloseTo(lower, 4);
    expect(clopperPearson(share, 0.975).upper).toBeCloseTo(upper, 4);
  });

  it('needs 598 without an event to show less than 0.5 %', () => {
    expect(clopperPearson({ events: 0, samples: 597 }).upper).toBeGreaterThan(0.005);
    expect(clopperPearson({ events: 0, samples: 598 }).upper).toBeLessThan(0.005);
  });

  it('holds its share, and is never narrower towards zero than Wilson’s', () => {
    fc.assert(
      fc.property(shares, ({ events, samples }) => {
        const { lower, upper } = clopperPearson({ events, samples });
        expect(lower).toBeLessThanOrEqual(events / samples + 1e-9);
        expect(upper).toBeGreaterThanOrEqual(events / samples - 1e-9);
        if (events / samples < 0.1) expect(upper).toBeGreaterThanOrEqual(wilson({ events, samples }).upper - 1e-9);
      }),
      { numRuns: 50 },
    );
  });
});
