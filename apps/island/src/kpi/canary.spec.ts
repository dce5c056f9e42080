import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canaryDrivers, RELEASE_WORDS, type CanaryCandidate } from './canary.ts';

const island: readonly CanaryCandidate[] = [
  ...Array.from({ length: 300 }, (_, index) => ({ driverId: `michael-${index}`, parish: 'Saint Michael' })),
  ...Array.from({ length: 12 }, (_, index) => ({ driverId: `andrew-${index}`, parish: 'Saint Andrew' })),
  { driverId: 'joseph-0', parish: 'Saint Joseph' },
];

const candidates = fc.uniqueArray(
  fc.record({
    driverId: fc.string({ minLength: 1 }),
    parish: fc.constantFrom('Saint Andrew', 'Saint Lucy', 'Saint John'),
  }),
  { selector: ({ driverId }) => driverId, maxLength: 60 },
);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('a canary', () => {
  it('Y15 of 10 % has 10 % of every parish, and somebody of each', () => {
    const chosen = [...canaryDrivers(island, { release: '1.4.0', share: 0.1 })];
    const of = (parish: string) => chosen.filter((driverId) => driverId.startsWith(parish)).length;
    expect([of('michael'), of('andrew'), of('joseph')]).toEqual([30, 2, 1]);
  });

  it('is another for another release, and the same again for the same', () => {
    const first = canaryDrivers(island, { release: '1.4.0', share: 0.1 });
    expect(canaryDrivers(island.toReversed(), { release: '1.4.0', share: 0.1 })).toEqual(first);
    const second = canaryDrivers(island, { release: '1.5.0', share: 0.1 });
    expect(second).not.toEqual(first);
    expect(second.size).toBe(first.size);
  });

  it('only grows with its share, and holds at least its share of every parish', () => {
    fc.assert(
      fc.property(candidates, share, share, (drivers, one, other) => {
        const small = canaryDrivers(drivers, { release: 'r', share: Math.min(one, other) });
        const large = canaryDrivers(drivers, { release: 'r', share: Math.max(one, other) });
        expect([...small].filter((driverId) => !large.has(driverId))).toEqual([]);
        for (const [, ofParish] of Map.groupBy(drivers, ({ parish }) => parish)) {
          const chosen = ofParish.filter(({ driverId }) => large.has(driverId)).length;
          expect(chosen).toBe(Math.ceil(ofParish.length * Math.max(one, other)));
        }
      }),
    );
  });
});

describe('a release gate', () => {
  it('knows three words', () => {
    expect(RELEASE_WORDS).toEqual({ pass: 'hold', fail: 'roll back', inconclusive: 'inconclusive' });
  });
});
