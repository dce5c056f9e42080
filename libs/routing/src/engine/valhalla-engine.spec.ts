import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphUnderTest } from '#api/testing/graph-under-test';
import { placeAt } from '../../test/samples.ts';
import { givenGraph, sharedGraph, sharedImport } from '../../test/shared-roads.ts';
import { GIBBS, KNOWN_DISTANCES } from '../../data/known-distances.ts';
import { EDGES, NODES } from '../../data/skeleton.ts';
import { placesIn, valhallaConfig } from '../graph/valhalla-config.ts';
import type { ShelvedGraph } from '../graph/graph-shelf.ts';
import type { LatLon } from '../rules/map/map-page.ts';
import { locate } from '../rules/map/locate.ts';
import { prepareMap } from '../rules/map/road-map.ts';
import { roadDistance } from '../rules/way/road-distance.ts';
import { shippedMapPage } from '../shipped-map.ts';
import { seededRandom } from '../../../../tools/routing/random.ts';
import { MatrixEngine } from './matrix-engine.ts';
import { NOTHING_CLOSED, type EngineRefusal } from './road-engine.ts';
import { decodeLine } from './valhalla-answers.ts';
import { ValhallaEngine } from './valhalla-engine.ts';
import { EngineGone, ValhallaProcess } from './valhalla-process.ts';
import { wayWithContact } from './way-with-contact.ts';

const node = (id: string): LatLon => NODES.find((one) => one.id === id) ?? { lat: 0, lon: 0 };
const [HOLE, HARR, BATH, CATT] = [node('HOLE'), node('HARR'), node('BATH'), node('CATT')];
const SEED = 20_261_129;
const AT_NIGHT_MS = Date.UTC(2026, 10, 24, 2);
const DISTRICT = 'weak-scotland-district';
const map = prepareMap(shippedMapPage());
const bare = ({ lat, lon }: LatLon): LatLon => ({ lat, lon });
const FLOOD = { edges: ['BATH-CATT'], points: [] };

function answered<T extends object>(answer: T | EngineRefusal): T {
  if ('refused' in answer) throw new Error(answer.refused);
  return answer;
}

const given = graphUnderTest();
const GRAPHS = [
  ['the shipped graph', sharedGraph],
  ['an imported graph', sharedImport],
  ...(given === undefined ? [] : ([[`the graph in ${given}`, () => givenGraph(given)]] as const)),
] as const;

/** Ratios to the skeleton within which other roads of the island lie: nine in ten are within its stated 26 %. */
const LIKE_THE_SKELETON = { least: 0.74, most: 1.26 };

describe.each(GRAPHS)('Valhalla over %s', (_name, openGraph) => {
  // The same roads have the same lengths, to the metre. Of other roads only what must hold anywhere is asked.
  const isSkeleton = openGraph === sharedGraph || openGraph === sharedImport;
  const expectMeters = (found: number, onSkeleton: number): void => {
    if (isSkeleton) expect(found).toBe(onSkeleton);
    else {
      expect(found / onSkeleton).toBeGreaterThan(LIKE_THE_SKELETON.least);
      expect(found / onSkeleton).toBeLessThan(LIKE_THE_SKELETON.most);
    }
  };
  const expectDetour = (around: number, open: number, onSkeleton: number): void => {
    if (isSkeleton) expect(around).toBe(onSkeleton);
    expect(around / open).toBeGreaterThan(1.05);
  };
  let graph: ShelvedGraph;
  let engine: ValhallaEngine;

  beforeAll(async () => {
    graph = await openGraph();
    engine = new ValhallaEngine(graph);
  });
  afterAll(() => engine.close());

  it('knows the way from Holetown to Harrison’s Cave', async () => {
    const route = answered(await engine.route([HOLE, HARR], NOTHING_CLOSED));
    const { graphVersion, tolerancePercent } = graph.manifest;
    expect(route).toMatchObject({ about: { method: 'valhalla', graphVersion, tolerancePercent } });
    expectMeters(route.distanceMeters, 10_350);
    expect(route.distanceMeters / route.durationSeconds).toBeLessThan(80 / 3.6);
    expect(route.line[0]).toEqual(HOLE);
    expect(route.line.at(-1)).toEqual(HARR);
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
        // Over the skeleton, which knows no small roads, the table says how long the way round may be.
        if (openGraph !== sharedGraph) expect(leg?.distanceMeters).toBeGreaterThanOrEqual(route.distanceMeters);
      }
    }
  });

  it('drives around what is closed, in routes and matrices', async () => {
    const [open, around] = [
      answered(await engine.route([BATH, CATT], NOTHING_CLOSED)),
      answered(await engine.route([BATH, CATT], FLOOD)),
    ];
    expectMeters(open.distanceMeters, 4_000);
    expectDetour(around.distanceMeters, open.distanceMeters, 15_070);
    const { legs } = await engine.matrix({ sources: [BATH], targets: [CATT], closed: FLOOD });
    expect((legs[0]?.[0]?.distanceMeters ?? 0) / around.distanceMeters).toBeGreaterThan(0.97);
  });

  it('G11 keeps left, at legal speeds', async () => {
    const engineProcess = new ValhallaProcess(JSON.stringify(valhallaConfig(placesIn(graph.graphFolder))));
    try {
      const { line } = answered(await engine.route([HOLE, HARR], NOTHING_CLOSED));
      const filters = { action: 'include', attributes: ['edge.drive_on_right', 'edge.speed_limit'] };
      const query = { shape: line, costing: 'auto', shape_match: 'map_snap', filters };
      const { edges } = (await engineProcess.ask('traceAttributes', query)) as {
        edges: { drive_on_right: boolean; speed_limit: number }[];
      };
      expect(edges.length).toBeGreaterThan(2);
      expect(new Set(edges.map((edge) => edge.drive_on_right))).toEqual(new Set([false]));
      if (isSkeleton) expect(edges.every((edge) => [40, 60, 80].includes(edge.speed_limit))).toBe(true);
    } finally {
      await engineProcess.close();
    }
  });

  it('is closed when its process has ended, also for whoever closes it a second time', async () => {
    const engineProcess = new ValhallaProcess(JSON.stringify(valhallaConfig(placesIn(graph.graphFolder))));
    const refused = engineProcess.ask('route', {}).catch((error: unknown) => error);
    const { pid = 0 } = engineProcess;
    expect(process.kill(pid, 0)).toBe(true);
    const first = engineProcess.close();
    await engineProcess.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await first;
    expect(await refused).toBeInstanceOf(EngineGone);
  });

  it('places the stretches of the skeleton on its roads, so that each can be closed', async () => {
    const edges = EDGES.map(({ from, to }) => `${from}-${to}`);
    const unplaced = await engine.unplaced(edges);
    process.stdout.write(
      `${graph.manifest.kind}: ${unplaced.length} of ${edges.length} not placed: ${unplaced.join(' ')}\n`,
    );
    expect(unplaced.length).toBeLessThanOrEqual(edges.length / 10);
    for (const id of ['BATH-CATT', 'HOLE-PORV', 'KEND-NEWT']) {
      expect(unplaced).not.toContain(id);
      const ends = id.split('-').map(node);
      const closed = { edges: [id], points: [] };
      for (const way of [ends, ends.toReversed()]) {
        const [open, around] = [await engine.route(way, NOTHING_CLOSED), await engine.route(way, closed)];
        expect(answered(around).distanceMeters).toBeGreaterThan(answered(open).distanceMeters * 1.05);
      }
    }
  });

  it('G7 at night goes around the Scotland District where that takes little longer', async () => {
    const asked = { map, points: ['STLU', 'LODG'].map(node).map(bare), closed: NOTHING_CLOSED, atMs: AT_NIGHT_MS };
    const [quick, heard] = [
      answered(await wayWithContact(engine, { ...asked, preference: 'time' })),
      answered(await wayWithContact(engine, { ...asked, preference: 'auto' })),
    ];
    expect(quick.coverage.reason).toBe('not_preferred');
    expect(quick.coverage.silences.flatMap(({ zoneIds }) => zoneIds)).toContain(DISTRICT);
    expect(heard.coverage.reason).toBe('more_contact');
    expect(heard.coverage.silentMetersSpared).toBe(quick.coverage.silentMeters - heard.coverage.silentMeters);
    expect(heard.coverage.silentMetersSpared / quick.coverage.silentMeters).toBeGreaterThan(0.5);
    if (isSkeleton) {
      expect(quick.coverage.silentMeters).toBeGreaterThan(15_000);
      expect(heard.coverage.silentMeters).toBeLessThan(5_000);
    }
    expect(heard.way.durationSeconds).toBeLessThanOrEqual(quick.way.durationSeconds * 1.15);
  });

  it('goes around a point on the road that is closed, too', async () => {
    const { line, distanceMeters } = answered(await engine.route([BATH, CATT], NOTHING_CLOSED));
    const closed = { edges: [], points: [line[Math.floor(line.length / 2)] ?? BATH] };
    const around = answered(await engine.route([BATH, CATT], closed));
    expectDetour(around.distanceMeters, distanceMeters, 15_070);
  });

  it('says how far a car gets', async () => {
    const { contours } = answered(await engine.isochrone(HOLE, [5, 15], NOTHING_CLOSED));
    const size = (minutes: number): number =>
      contours.filter((contour) => contour.minutes === minutes).flatMap(({ polygons }) => polygons.flat(2)).length;
    expect(size(5)).toBeGreaterThan(3);
    expect(size(15)).toBeGreaterThan(size(5));
  });

  it('G10 finds the roads under a trail with noise, to 5 % of its length', async () => {
    const { line, distanceMeters } = answered(await engine.route([HOLE, HARR], NOTHING_CLOSED));
    const trail = line.flatMap((from, at) => noisySteps(from, line[at + 1] ?? from, at));
    const match = answered(await engine.match(trail));
    expect(Math.abs(match.distanceMeters / distanceMeters - 1)).toBeLessThan(0.05);
    expect(match.roads.length).toBeGreaterThan(0);
    if (isSkeleton) expect(match.roads).toEqual(expect.arrayContaining(['H1A', 'D', 'H2']));
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
    // A hill without a road on the skeleton; of other roads only the sea is sure to have none.
    const [lat, lon] = isSkeleton ? [13.29, -59.6] : [13.19, -59.4];
    const trail = [
      { lat, lon },
      { lat: lat + 0.0005, lon: lon - 0.0005 },
    ];
    expect(await engine.match(trail)).toEqual({ refused: 'trail_off_roads' });
  });

  it('starts again after its process was killed', async () => {
    const { distanceMeters } = answered(await engine.route([HOLE, HARR], NOTHING_CLOSED));
    const { pid = 0 } = engine;
    const asked = engine.match(Array.from({ length: 9_000 }, (_, at) => ({ lat: 13.1856 + at / 1e6, lon: -59.6373 })));
    process.kill(pid, 'SIGKILL');
    await expect(asked).rejects.toThrow('ended');
    await engine.close();
    expect(answered(await engine.route([HOLE, HARR], NOTHING_CLOSED)).distanceMeters).toBe(distanceMeters);
    expect(engine.pid).not.toBe(pid);
  });
});

describe('roads that went through GeoJSON', () => {
  it('are as long and as quick as they were, from each junction to each', async () => {
    const [skeleton, imported] = [await sharedGraph(), await sharedImport()];
    // Both asked alike: beside the skeleton the table would help out with small roads.
    const alike = { ...skeleton, manifest: { ...skeleton.manifest, kind: 'import' as const } };
    const engines = [new ValhallaEngine(alike), new ValhallaEngine(imported)];
    const all = NODES.map(bare);
    const question = { sources: all, targets: all, closed: NOTHING_CLOSED };
    const [before, after] = await Promise.all(engines.map((engine) => engine.matrix(question)));
    await Promise.all(engines.map((engine) => engine.close()));
    expect(after?.legs).toEqual(before?.legs);
    expect(before?.legs.flat()).toHaveLength(NODES.length * NODES.length);
  });
});

describe('Valhalla over the shipped graph, beside the table', () => {
  const table = new MatrixEngine();
  let engine: ValhallaEngine;

  beforeAll(async () => {
    engine = new ValhallaEngine(await sharedGraph());
  });
  afterAll(() => engine.close());

  it('agrees with the ruler within its tolerance, on all known distances, and over 10,000 pairs', async () => {
    const pairs = KNOWN_DISTANCES.map(({ from, to }) => [from, to].map((id) => (id === 'gibbs' ? GIBBS : placeAt(id))));
    for (const ends of pairs) {
      const [byEngine, byTable] = [await engine.route(ends, NOTHING_CLOSED), await table.route(ends, NOTHING_CLOSED)];
      const off = Math.abs(answered(byEngine).distanceMeters - answered(byTable).distanceMeters);
      expect({ ends, isClose: off <= answered(byTable).toleranceMeters }).toEqual({ ends, isClose: true });
    }
    const random = seededRandom(SEED);
    const somewhere = (): LatLon => {
      for (;;) {
        const point = { lat: 13.05 + random() * 0.28, lon: -59.65 + random() * 0.23 };
        if (locate(map, point).kind === 'located') return point;
      }
    };
    const [sources, targets] = [0, 1].map(() => Array.from({ length: 100 }, somewhere));
    if (!sources || !targets) throw new Error('no points');
    const { legs } = await engine.matrix({ sources, targets, closed: NOTHING_CLOSED });
    const offs = sources.flatMap((from, row) =>
      targets.map((to, column) => {
        const ruler = roadDistance(map, from, to);
        const leg = legs[row]?.[column];
        if (ruler.kind === 'unanswered' || !leg) return { from, to, isClose: false };
        return { from, to, isClose: Math.abs(leg.distanceMeters - ruler.distanceMeters) <= ruler.toleranceMeters };
      }),
    );
    expect(offs).toHaveLength(10_000);
    expect(offs.filter(({ isClose }) => !isClose)).toEqual([]);
  });

  it('takes small roads where the skeleton leads a long way round, as a phone does', async () => {
    const ends = [placeAt('supreme-court'), placeAt('kensington')];
    const route = answered(await engine.route(ends, NOTHING_CLOSED));
    const onPhone = answered(await table.route(ends, NOTHING_CLOSED));
    expect(Math.abs(route.distanceMeters - onPhone.distanceMeters)).toBeLessThanOrEqual(onPhone.toleranceMeters);
    const [mapps, vineyard] = [
      { lat: 13.142_636, lon: -59.451_348 },
      { lat: 13.145_747, lon: -59.468_289 },
    ];
    const around = answered(await engine.route([mapps, vineyard], NOTHING_CLOSED));
    expect(around).toMatchObject({ distanceMeters: 3_270, line: [mapps, vineyard] });
    const { legs } = await engine.matrix({ sources: [mapps], targets: [vineyard], closed: NOTHING_CLOSED });
    expect(legs[0]?.[0]?.distanceMeters).toBe(3_270);
  });
});

describe('the table in the engine’s place', () => {
  const table = new MatrixEngine();

  it('goes around the Scotland District at night, too, and says when contact is back on a way that does not', async () => {
    const points = ['STLU', 'LODG'].map(node).map(bare);
    const asked = { map, points, closed: NOTHING_CLOSED, atMs: AT_NIGHT_MS };
    const heard = answered(await wayWithContact(table, { ...asked, preference: 'auto' }));
    expect(heard.coverage.reason).toBe('more_contact');
    const { coverage, eta } = answered(await wayWithContact(table, { ...asked, preference: 'time' }));
    expect(heard.coverage.silentMeters).toBeLessThan(coverage.silentMeters / 2);
    const [silence] = coverage.silences;
    expect(silence?.fromAtMs).toBeGreaterThan(AT_NIGHT_MS);
    expect(silence?.backByMs).toBeGreaterThan(silence?.fromAtMs ?? 0);
    expect(silence?.backByMs).toBeLessThan(AT_NIGHT_MS + eta.p90Seconds * 1_000);
    const toTheEnd = { ...asked, points: ['PIEC', 'BELL'].map(node).map(bare), preference: 'auto' } as const;
    const last = answered(await wayWithContact(table, toTheEnd)).coverage;
    expect(last.reason).toBe('none_better');
    expect(last.silences.at(-1)).toMatchObject({ backByMs: null });
  });

  it('answers distances, around closures too, and says that it is the table', async () => {
    expect(answered(await table.route([HOLE, HARR], NOTHING_CLOSED))).toMatchObject({
      distanceMeters: 10_006,
      about: { method: 'matrix', schematic: true },
    });
    expect(answered(await table.route([BATH, CATT], FLOOD)).distanceMeters).toBe(15_071);
    const { legs } = await table.matrix({ sources: [BATH], targets: [CATT, BATH], closed: FLOOD });
    expect(legs).toMatchObject([
      [
        { distanceMeters: 15_071, durationSeconds: 1_358 },
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
