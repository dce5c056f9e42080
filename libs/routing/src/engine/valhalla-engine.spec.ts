import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { placeAt } from '../../test/samples.ts';
import { sharedGraph } from '../../test/shared-roads.ts';
import { GIBBS, KNOWN_DISTANCES } from '../../data/known-distances.ts';
import { NODES } from '../../data/skeleton.ts';
import type { ShelvedGraph } from '../graph/graph-shelf.ts';
import type { LatLon } from '../rules/map-page.ts';
import { MatrixEngine } from './matrix-engine.ts';
import { NOTHING_CLOSED, type EngineRefusal } from './road-engine.ts';
import { decodeLine } from './valhalla-answers.ts';
import { ValhallaEngine } from './valhalla-engine.ts';

const node = (id: string): LatLon => NODES.find((one) => one.id === id) ?? { lat: 0, lon: 0 };
const [HOLE, HARR, BATH, CATT] = [node('HOLE'), node('HARR'), node('BATH'), node('CATT')];
const FLOOD = { edges: ['BATH-CATT'], points: [] };

function answered<T extends object>(answer: T | EngineRefusal): T {
  if ('refused' in answer) throw new Error(answer.refused);
  return answer;
}

describe('Valhalla over the graph that is there', () => {
  let graph: ShelvedGraph;
  let engine: ValhallaEngine;
  const table = new MatrixEngine();

  beforeAll(async () => {
    graph = await sharedGraph();
    engine = new ValhallaEngine(graph);
  });
  afterAll(() => engine.close());

  it('knows the way from Holetown to Harrison’s Cave', async () => {
    const route = answered(await engine.route([HOLE, HARR], NOTHING_CLOSED));
    expect(route).toMatchObject({ distanceMeters: 10_500, about: { method: 'valhalla', tolerancePercent: 26 } });
    expect(route.durationSeconds).toBeGreaterThan(500);
    expect(route.line[0]).toEqual(HOLE);
    expect(route.line.at(-1)).toEqual(HARR);
  });

  it('agrees with the table to 2 %, on all known distances', async () => {
    for (const { from, to } of KNOWN_DISTANCES) {
      const ends = [from, to].map((id) => (id === 'gibbs' ? GIBBS : placeAt(id)));
      const [byEngine, byTable] = await Promise.all([
        engine.route(ends, NOTHING_CLOSED),
        table.route(ends, NOTHING_CLOSED),
      ]);
      const ratio = answered(byEngine).distanceMeters / answered(byTable).distanceMeters;
      expect({ from, to, close: Math.abs(ratio - 1) < 0.02 }).toEqual({ from, to, close: true });
    }
  });

  it('goes through waypoints', async () => {
    const [direct, round] = await Promise.all([
      engine.route([HOLE, HARR], NOTHING_CLOSED),
      engine.route([HOLE, node('SPEI'), HARR], NOTHING_CLOSED),
    ]);
    expect(answered(round).distanceMeters).toBeGreaterThan(answered(direct).distanceMeters + 10_000);
  });

  it('answers a matrix in one question, by time: never slower than the shortest way', async () => {
    const [sources, targets] = [
      [HOLE, BATH],
      [HARR, CATT, node('OIST')],
    ];
    const { legs } = await engine.matrix({ sources, targets, closed: NOTHING_CLOSED });
    for (const [row, source] of sources.entries()) {
      for (const [column, target] of targets.entries()) {
        const route = answered(await engine.route([source, target], NOTHING_CLOSED));
        const leg = legs[row]?.[column];
        expect(leg?.durationSeconds).toBeLessThanOrEqual(route.durationSeconds + 30);
        expect(leg?.distanceMeters).toBeGreaterThanOrEqual(route.distanceMeters);
      }
    }
  });

  it('within a neighbourhood takes small roads, as a phone does', async () => {
    const [court, oval] = [placeAt('supreme-court'), placeAt('kensington')];
    const route = answered(await engine.route([court, oval], NOTHING_CLOSED));
    expect(route).toMatchObject({ distanceMeters: 1_385, line: [court, oval] });
    const { legs } = await engine.matrix({ sources: [court], targets: [oval], closed: NOTHING_CLOSED });
    expect(legs[0]?.[0]?.distanceMeters).toBe(1_385);
  });

  it('drives around what is closed, in routes and matrices', async () => {
    const [open, around] = [
      answered(await engine.route([BATH, CATT], NOTHING_CLOSED)),
      answered(await engine.route([BATH, CATT], FLOOD)),
    ];
    expect([open.distanceMeters, around.distanceMeters]).toEqual([4_000, 15_400]);
    const { legs } = await engine.matrix({ sources: [BATH], targets: [CATT], closed: FLOOD });
    expect(legs[0]?.[0]?.distanceMeters).toBeGreaterThan(15_000);
  });

  it('goes around a point on the road that is closed, too', async () => {
    const [onTheRoad] = answered(await engine.route([BATH, CATT], NOTHING_CLOSED)).line.slice(5);
    const closed = { edges: [], points: [onTheRoad ?? BATH] };
    expect(answered(await engine.route([BATH, CATT], closed)).distanceMeters).toBe(15_400);
  });

  it('says how far a car gets', async () => {
    const { contours } = answered(await engine.isochrone(HOLE, [5, 15], NOTHING_CLOSED));
    const size = (minutes: number): number =>
      contours.filter((contour) => contour.minutes === minutes).flatMap(({ polygons }) => polygons.flat(2)).length;
    expect(size(5)).toBeGreaterThan(3);
    expect(size(15)).toBeGreaterThan(size(5));
  });

  it('finds the roads under a trail with noise, to 5 % of its length', async () => {
    const { line, distanceMeters } = answered(await engine.route([HOLE, HARR], NOTHING_CLOSED));
    const trail = line.flatMap((from, at) => noisySteps(from, line[at + 1] ?? from, at));
    const match = answered(await engine.match(trail));
    expect(Math.abs(match.distanceMeters / distanceMeters - 1)).toBeLessThan(0.05);
    expect(match.roads).toEqual(expect.arrayContaining(['H1A', 'D', 'H2']));
    expect(match.unmatchedPoints).toBe(0);
  });

  it('matches 10,000 points', async () => {
    const { line } = answered(await engine.route([HOLE, HARR], NOTHING_CLOSED));
    const there = line.flatMap((from, at) => noisySteps(from, line[at + 1] ?? from, at));
    const trail = Array.from({ length: 10_000 }, (_, at) => {
      const turn = Math.floor(at / there.length) % 2;
      const step = at % there.length;
      return there[turn === 0 ? step : there.length - 1 - step] ?? HOLE;
    });
    expect(answered(await engine.match(trail)).distanceMeters).toBeGreaterThan(100_000);
  });

  it('refuses a trail off all roads', async () => {
    expect(
      await engine.match([
        { lat: 13.29, lon: -59.6 },
        { lat: 13.2905, lon: -59.6005 },
      ]),
    ).toEqual({ refused: 'trail_off_roads' });
  });

  it('starts again after its process was killed', async () => {
    await engine.route([HOLE, HARR], NOTHING_CLOSED);
    const { pid = 0 } = engine;
    const asked = engine.match(Array.from({ length: 9_000 }, (_, at) => ({ lat: 13.1856 + at / 1e6, lon: -59.6373 })));
    process.kill(pid, 'SIGKILL');
    await expect(asked).rejects.toThrow('ended');
    await engine.close();
    expect(answered(await engine.route([HOLE, HARR], NOTHING_CLOSED)).distanceMeters).toBe(10_500);
    expect(engine.pid).not.toBe(pid);
  });
});

describe('the table in the engine’s place', () => {
  const table = new MatrixEngine();

  it('answers distances, around closures too, and says that it is the table', async () => {
    expect(answered(await table.route([HOLE, HARR], NOTHING_CLOSED))).toMatchObject({
      distanceMeters: 10_500,
      about: { method: 'matrix', schematic: true },
    });
    expect(answered(await table.route([BATH, CATT], FLOOD)).distanceMeters).toBe(15_400);
    const { legs } = await table.matrix({ sources: [BATH], targets: [CATT, BATH], closed: FLOOD });
    expect(legs).toEqual([
      [
        { distanceMeters: 15_400, durationSeconds: 1_387 },
        { distanceMeters: 0, durationSeconds: 0 },
      ],
    ]);
  });

  it('draws the way from junction to junction', async () => {
    const { line } = answered(await table.route([HOLE, HARR], NOTHING_CLOSED));
    expect(line.slice(1, -1)).toEqual(
      expect.arrayContaining([
        { lat: 13.191, lon: -59.612 },
        { lat: 13.1882, lon: -59.6001 },
      ]),
    );
  });

  it('says what it cannot', async () => {
    expect([await table.isochrone(), await table.match()]).toEqual([
      { refused: 'engine_cannot' },
      { refused: 'engine_cannot' },
    ]);
  });
});

describe('a polyline', () => {
  it('is read', () => {
    expect(decodeLine('_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI')).toEqual([
      { lat: 38.5, lon: -120.2 },
      { lat: 40.7, lon: -120.95 },
      { lat: 43.252, lon: -126.453 },
    ]);
  });
});

/** Steps of a tenth of the way, each off by up to 8 m: a fixed pattern stands for noise. */
function noisySteps(from: LatLon, to: LatLon, seed: number): LatLon[] {
  return Array.from({ length: 10 }, (_, step) => {
    const noise = (salt: number): number => ((((seed * 10 + step) * 7919 + salt) % 101) / 101 - 0.5) * 0.000_15;
    return {
      lat: from.lat + ((to.lat - from.lat) * step) / 10 + noise(1),
      lon: from.lon + ((to.lon - from.lon) * step) / 10 + noise(52),
    };
  });
}
