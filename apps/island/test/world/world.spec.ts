import { describe, expect, it } from '@jest/globals';
import { Random } from '../../src/random.ts';
import { COVERAGE_PROFILES, coverageAt, meanOutageMs } from '../../src/world/coverage-profile.ts';
import { drawCoverage, OPERATORS } from '../../src/world/coverage.ts';
import { DEMAND, drawTrips, operatorOf } from '../../src/world/demand.ts';
import { drawOutages, mergeSpans, outageAt, outageFrom } from '../../src/world/outages.ts';
import type { Place } from '../../src/world/places.ts';
import { timetable } from '../../src/world/timetable.ts';

const HOUR_MS = 3_600_000;
const SEED = 11;

const place = (id: string, parish: string, weight: number): Place => ({
  id,
  parish,
  at: { lat: 13.1, lon: -59.6 },
  weight,
});
const PLACES = [
  place('bridgetown', 'Saint Michael', 6),
  place('bathsheba', 'Saint Joseph', 1),
  place('belleplaine', 'Saint Andrew', 1),
  place('oistins', 'Christ Church', 4),
];

describe('coverage', () => {
  it.each(Object.entries(COVERAGE_PROFILES))('%s has its availability and its mean outage', (name, profile) => {
    const over = { fromMs: 0, toMs: 20_000 * HOUR_MS };
    const outages = drawOutages(profile, over, new Random(SEED).fork(name));
    const offMs = outages.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    expect(1 - offMs / over.toMs).toBeCloseTo(profile.availability, profile.availability > 0.9 ? 2 : 1);
    expect(offMs / outages.length / meanOutageMs(profile)).toBeGreaterThan(0.85);
    expect(offMs / outages.length / meanOutageMs(profile)).toBeLessThan(1.15);
  });

  it('is bound to the place, and is worst in the Scotland District', () => {
    expect(coverageAt('mixed', 'Saint Andrew')).toBe(COVERAGE_PROFILES.scotland);
    expect(coverageAt('mixed', 'Saint Michael')).toBe(COVERAGE_PROFILES.town);
    expect(coverageAt('mixed', 'Saint Lucy')).toBe(COVERAGE_PROFILES.vehicle);
    expect(coverageAt('town', 'Saint Andrew')).toBe(COVERAGE_PROFILES.town);
  });

  it('goes away everywhere in a hurricane, and comes back', () => {
    const over = { fromMs: 0, toMs: 24 * HOUR_MS };
    const coverage = drawCoverage({ places: PLACES, island: 'hurricane', over }, new Random(SEED));
    for (const { id } of PLACES)
      for (const operator of OPERATORS) {
        const outages = coverage.outagesAt(id, operator);
        expect(outages.some(({ fromMs, toMs }) => toMs - fromMs > 4 * HOUR_MS)).toBe(true);
      }
  });

  it('finds the outage under way, and the next one', () => {
    const outages = mergeSpans([
      { fromMs: 50, toMs: 60 },
      { fromMs: 10, toMs: 20 },
      { fromMs: 15, toMs: 30 },
      { fromMs: 40, toMs: 40 },
    ]);
    expect(outages).toEqual([
      { fromMs: 10, toMs: 30 },
      { fromMs: 50, toMs: 60 },
    ]);
    expect(outageAt(outages, 9)).toBeUndefined();
    expect(outageAt(outages, 10)).toEqual({ fromMs: 10, toMs: 30 });
    expect(outageAt(outages, 30)).toBeUndefined();
    expect(outageFrom(outages, 30)).toEqual({ fromMs: 50, toMs: 60 });
    expect(outageFrom(outages, 60)).toBeUndefined();
  });
});

describe('demand', () => {
  const { opensAtMs, lastBookingMs } = timetable(24);
  const over = { fromMs: opensAtMs, toMs: lastBookingMs };
  const draw = (seed: number) => {
    const random = new Random(seed);
    const coverage = drawCoverage({ places: PLACES, island: 'mixed', over }, random.fork('coverage'));
    return { coverage, trips: drawTrips({ places: PLACES, coverage, over, riders: 1_000 }, random.fork('demand')) };
  };
  const { coverage, trips } = draw(SEED);

  it('is the same world from the same seed, and another from another', () => {
    expect(draw(SEED).trips).toEqual(trips);
    expect(draw(SEED + 1).trips).not.toEqual(trips);
  });

  it('begins where people are', () => {
    const share = trips.filter(({ from }) => from.parish === 'Saint Michael').length / trips.length;
    expect(share).toBeCloseTo(6 / 12, 1);
    for (const { from, to } of trips) expect(from.id).not.toBe(to.id);
  });

  it('books inside outages as often as it says', () => {
    const inside = trips.filter(({ atMs, from, rider }) =>
      outageAt(coverage.outagesAt(from.id, operatorOf(rider)), atMs),
    );
    expect(inside.length / trips.length).toBeCloseTo(DEMAND.offlineShare, 1);
  });

  it('gives nobody two trips at a time', () => {
    const lastMs = new Map<number, number>();
    for (const { atMs, patienceMs, rider } of trips) {
      expect(atMs).toBeGreaterThanOrEqual(lastMs.get(rider) ?? 0);
      lastMs.set(rider, atMs + patienceMs + DEMAND.restMs);
    }
  });
});
