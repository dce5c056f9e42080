import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noisyDrive } from '../../test/noisy-drive.ts';
import { sharedGraph } from '../../test/shared-roads.ts';
import { NODES } from '../../data/skeleton.ts';
import { seededRandom } from '../../../../tools/routing/random.ts';
import type { LatLon } from '../rules/map/map-page.ts';
import { metersAlong, movingTrail } from '../rules/trail/moving-trail.ts';
import { lengthsAgree, type TrailPoint } from '../rules/trail/trail.ts';
import { NOTHING_CLOSED, RoadEngine, type EngineMatch } from './road-engine.ts';
import { LEG_LIMITS, trailOnRoads, type LaidTrail } from './trail-on-roads.ts';
import { ValhallaEngine } from './valhalla-engine.ts';

const node = (id: string): LatLon => {
  const { lat, lon } = NODES.find((one) => one.id === id) ?? { lat: 0, lon: 0 };
  return { lat, lon };
};

/** What is stated for trails with noise: a hundredth of the way, and what the ends may be off. */
const TOLERANCE = { shareOfWay: 0.01, meters: 60 };
const CASES = [0, 3, 5, 8, 12, 15].flatMap((noiseMeters) =>
  [0, 0.95].flatMap((drift) => [1, 5, 10].map((secondsBetweenFixes) => ({ noiseMeters, drift, secondsBetweenFixes }))),
);

describe('a trail laid on roads', () => {
  let engine: ValhallaEngine;
  let line: readonly LatLon[];
  let trueMeters: number;

  beforeAll(async () => {
    engine = new ValhallaEngine(await sharedGraph());
    const route = await engine.route([node('OIST'), node('BGI')], NOTHING_CLOSED);
    if ('refused' in route) throw new Error(route.refused);
    ({ line, distanceMeters: trueMeters } = route);
  });
  afterAll(() => engine.close());

  const laid = async (trail: readonly TrailPoint[]): Promise<LaidTrail & { readonly gpsMeters: number }> => {
    const places = movingTrail(trail);
    if (places.length < 2) return { matches: [], distanceMeters: 0, offRoadPoints: 0, gpsMeters: 0 };
    const found = await trailOnRoads(engine, places);
    if ('refused' in found) throw new Error(found.refused);
    return { ...found, gpsMeters: metersAlong(places) };
  };

  it('has the length of the way, however long the car stood on it and however the fixes jumped about', async () => {
    let [most, least] = [0, 0];
    for (const [seed, of] of CASES.entries()) {
      const random = seededRandom(seed);
      const stands = [0, random(), random(), random(), 1].map((at) => ({ at, seconds: random() * 1_200 }));
      const trail = noisyDrive({ ...of, line, seed, stands, metersPerSecond: 10 });
      const { distanceMeters, gpsMeters, offRoadPoints } = await laid(trail);
      const over = distanceMeters - trueMeters;
      [most, least] = [Math.max(most, over), Math.min(least, over)];
      const isRight = Math.abs(over) <= trueMeters * TOLERANCE.shareOfWay + TOLERANCE.meters;
      // 12 m that jump about at random are more than phones do; the flag may say so then.
      const isFlagged = of.noiseMeters < 12 && !lengthsAgree(distanceMeters, gpsMeters);
      expect({ seed, ...of, over, isRight, isFlagged, offRoadPoints: offRoadPoints > 1 }).toEqual({
        seed,
        ...of,
        over,
        isRight: true,
        isFlagged: false,
        offRoadPoints: false,
      });
    }
    process.stdout.write(
      `${CASES.length} trails over ${trueMeters} m of road: from ${least} to +${most} m off the way\n`,
    );
  });

  it('of a car that stands has no kilometres', async () => {
    for (const [seed, of] of CASES.entries()) {
      const [at = node('OIST')] = line.slice(seed * 3);
      const trail = noisyDrive({
        ...of,
        line: [at, at],
        seed,
        stands: [{ at: 0, seconds: 1_200 }],
        metersPerSecond: 1,
      });
      expect(trail.length).toBeGreaterThan(100);
      expect((await laid(trail)).distanceMeters).toBeLessThanOrEqual(TOLERANCE.meters);
    }
  });

  it('is cut where the engine leaps round, and counts there with the straight line', async () => {
    // The fixes of a car that stands, as they were: the engine alone goes to the end of the road and back for them.
    const jumping = [
      [13.0785, -59.512_607],
      [13.078_423, -59.512_469],
      [13.078_538, -59.512_52],
      [13.078_616, -59.512_594],
      [13.078_485, -59.512_555],
      [13.078_472, -59.512_475],
    ].map(([lat = 0, lon = 0]) => ({ lat, lon }));
    const alone = await engine.match(jumping);
    expect('refused' in alone ? 0 : alone.distanceMeters).toBeGreaterThan(5_000);
    const cut = await trailOnRoads(engine, jumping);
    expect('refused' in cut ? 0 : cut.distanceMeters).toBeLessThanOrEqual(
      metersAlong(jumping) + jumping.length * LEG_LIMITS.extraMetersMax,
    );
    expect('refused' in cut ? 0 : cut.distanceMeters).toBeLessThan(200);
  });
});

describe('an engine that leaps on every leg', () => {
  const about = { method: 'valhalla', graphVersion: 'g', tolerancePercent: 5, schematic: false } as const;
  const places = [0, 1, 2, 3].map((at) => ({ lat: 13.1 + at * 0.001, lon: -59.6 }));

  class LeapingEngine extends RoadEngine {
    asked = 0;
    match(trail: readonly LatLon[]): Promise<EngineMatch> {
      this.asked += 1;
      const legMeters = trail.slice(1).map(() => 10_000);
      return Promise.resolve({
        about,
        distanceMeters: 10_000,
        line: [...trail],
        roads: [],
        unmatchedPoints: 0,
        legMeters,
      });
    }
    about = () => Promise.resolve(about);
    route = () => Promise.resolve({ refused: 'no_way' } as const);
    matrix = () => Promise.resolve({ about, legs: [] });
    isochrone = () => Promise.resolve({ refused: 'no_way' } as const);
    unplaced = () => Promise.resolve([]);
    close = () => Promise.resolve();
  }

  it('is not believed: the places count, as lying on no road', async () => {
    const engine = new LeapingEngine();
    const laid = await trailOnRoads(engine, places);
    expect(laid).toMatchObject({ matches: [], offRoadPoints: 4 });
    expect('refused' in laid ? 0 : laid.distanceMeters).toBe(metersAlong(places));
    expect(engine.asked).toBe(1);
  });
});
