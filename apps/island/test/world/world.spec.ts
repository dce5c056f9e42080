import { describe, expect, it } from '@jest/globals';
import { shippedMapPage } from '#routing';
import { prepareMap, roadDistance } from '#routing/client';
import { Random } from '../../src/random.ts';
import { COVERAGE_PROFILES, coverageAt, meanOutageMs } from '../../src/world/coverage-profile.ts';
import { drawCoverage, OPERATORS } from '../../src/world/coverage.ts';
import { DEMAND, drawTrips, operatorOf } from '../../src/world/demand.ts';
import { drawOutages, mergeSpans, outageAt, outageFrom } from '../../src/world/outages.ts';
import type { Place } from '../../src/world/places.ts';
import { MAIN_STRETCHES, mainRoadShare } from '../../src/world/main-roads.ts';
import { driveMs, SPEEDS } from '../../src/world/travel.ts';
import { timetable } from '../../src/world/timetable.ts';

const HOUR_MS = 3_600_000;
const SEED = 11;
const OUTAGES = 200_000;

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
    // As long as it takes for so many outages: the heavy tail is slow to show its mean.
    const over = { fromMs: 0, toMs: (OUTAGES * meanOutageMs(profile)) / (1 - profile.availability) };
    const outages = drawOutages(profile, over, new Random(SEED).fork(name));
    const offMs = outages.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    // Of the time without coverage: 0.5 % of all time for a town, so the share itself would hide an error of its double.
    expect(offMs / over.toMs / (1 - profile.availability)).toBeGreaterThan(0.95);
    expect(offMs / over.toMs / (1 - profile.availability)).toBeLessThan(1.05);
    expect(offMs / outages.length / meanOutageMs(profile)).toBeGreaterThan(0.95);
    expect(offMs / outages.length / meanOutageMs(profile)).toBeLessThan(1.05);
  });

  it('is bound to the place, and is worst in the Scotland District', () => {
    expect(coverageAt('mixed', 'Saint Andrew')).toBe(COVERAGE_PROFILES.scotland);
    expect(coverageAt('mixed', 'Saint Michael')).toBe(COVERAGE_PROFILES.town);
    expect(coverageAt('mixed', 'Saint Lucy')).toBe(COVERAGE_PROFILES.vehicle);
    expect(coverageAt('mixed', 'Saint Lucy', 180_000)).toEqual({ availability: 0.87, meanOffMs: 180_000 });
    expect(coverageAt('mixed', 'Saint Andrew', 180_000)).toBe(COVERAGE_PROFILES.scotland);
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
    expect(Math.abs(share - 6 / 12)).toBeLessThan(0.04);
    for (const { from, to } of trips) expect(from.id).not.toBe(to.id);
  });

  it('books inside outages as often as it says', () => {
    const inside = trips.filter(({ atMs, from, rider }) =>
      outageAt(coverage.outagesAt(from.id, operatorOf(rider)), atMs),
    );
    // By chance a booking that was not placed in an outage may fall into one.
    expect(inside.length / trips.length).toBeGreaterThan(DEMAND.offlineShare - 0.015);
    expect(inside.length / trips.length).toBeLessThan(DEMAND.offlineShare + 0.025);
  });

  const many = (what: (trip: (typeof trips)[number]) => boolean) => trips.filter(what).length / trips.length;
  // Three standard deviations of a share of so many trips.
  const within = (share: number) => 3 * Math.sqrt((share * (1 - share)) / trips.length);

  it.each([
    ['cancels', DEMAND.cancelShare, many(({ cancelAfterMs }) => cancelAfterMs !== null)],
    ['does not come', DEMAND.noShowShare, many(({ comes }) => !comes)],
    ['pays cash', DEMAND.cashShare, many(({ paysCash }) => paysCash)],
    ['waits less than an hour', 15 / 75, many(({ patienceMs }) => patienceMs < 60 * 60_000)],
  ])('%s as often as it says', (_what, share, seen) => {
    expect(trips.length).toBeGreaterThan(1_500);
    expect(Math.abs(seen - share)).toBeLessThan(within(share));
  });

  it('lets every rider wait as long as is asked for', () => {
    const parts = { places: PLACES, coverage, over, riders: 20, patienceMs: 600_000 };
    expect(new Set(drawTrips(parts, new Random(SEED)).map(({ patienceMs }) => patienceMs))).toEqual(new Set([600_000]));
  });

  it('tells of every trip for which nobody was free', () => {
    let nobody = 0;
    const drawn = drawTrips({ places: PLACES, coverage, over, riders: 5 }, new Random(SEED), () => (nobody += 1));
    expect(nobody).toBeGreaterThan(0);
    expect(drawn.length + nobody).toBe(5 * DEMAND.bookingsPerRider);
  });

  it('gives nobody two trips at a time', () => {
    const lastMs = new Map<number, number>();
    for (const { atMs, patienceMs, rider } of trips) {
      expect(atMs).toBeGreaterThanOrEqual(lastMs.get(rider) ?? 0);
      lastMs.set(rider, atMs + patienceMs + DEMAND.restMs);
    }
  });
});

describe('driving', () => {
  const map = prepareMap(shippedMapPage());
  const node = (id: string) => {
    const found = map.page.nodes.find((one) => one.id === id);
    if (!found) throw new Error(`the map has no ${id}`);
    return { lat: found.latMicrodegrees / 1e6, lon: found.lonMicrodegrees / 1e6 };
  };
  const share = (from: string, to: string) => mainRoadShare(map, node(from), node(to));

  it('knows the main roads by their names on the map', () => {
    const ids = new Set(map.page.edges.map(({ from, to }) => `${from}-${to}`));
    expect(MAIN_STRETCHES.size).toBe(61);
    expect([...MAIN_STRETCHES].filter((id) => !ids.has(id))).toEqual([]);
  });

  it('is on main roads along H1 and the ABC, on others in the parishes of the north and east, and on both between', () => {
    expect(share('UWI', 'HOLE')).toBe(1);
    expect(share('WARR', 'BGI')).toBe(1);
    expect(share('LODG', 'CODR')).toBe(0);
    expect(share('CRAB', 'PIEC')).toBe(0);
    expect(share('HOLE', 'PORV')).toBe(0);
    expect(share('BATH', 'BISS')).toBeGreaterThan(0);
    expect(share('BATH', 'BISS')).toBeLessThan(1);
  });

  it('takes as long as the speed of the road says, on the whole', () => {
    const random = new Random(SEED);
    const noon = Date.UTC(2026, 5, 17, 16);
    const kmPerHour = (from: string, to: string) => {
      const way = { from: node(from), to: node(to), atMs: noon };
      const found = roadDistance(map, way.from, way.to);
      if (found.kind === 'unanswered') throw new Error(found.code);
      const times = Array.from({ length: 4_001 }, () => driveMs(map, way, random)).sort((a, b) => a - b);
      return found.distanceMeters / 1_000 / ((times[2_000] ?? Number.NaN) / HOUR_MS);
    };
    expect(kmPerHour('UWI', 'HOLE')).toBeCloseTo(SPEEDS.mainKmPerHour, -1);
    expect(kmPerHour('LODG', 'BATH')).toBeLessThan(SPEEDS.smallKmPerHour * 1.05);
  });
});
