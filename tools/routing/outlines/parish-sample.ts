/**
 * Points with the parish that the true borders give them, for a spec to judge drawn ones by. Invariants: the same seed gives the same points; a
 * point is judged where it is packed; the true borders are asked as they came.
 */
import pointInPolygon from 'point-in-polygon-hao';
import { seededRandom } from '../random.ts';
import { onPointGrid, packPoints, type Point } from './packed-points.ts';
import type { Border, Parish } from './parish-borders.ts';
import { offSegment, toMetres, toPosition, type Metres } from './plane.ts';

/** How each part of the sample is drawn, and how many points it has. */
export const SAMPLES = {
  /** Anywhere on land, each place as likely as any other. */
  land: 5_000,
  /** On land, at most so many metres from a border between parishes. */
  border: 2_500,
  /** On land, at most so many metres from the shore. */
  shore: 1_000,
  /** At sea, farther from any shore than a pickup may be, and not much farther than that. */
  sea: 1_500,
} as const;
export type SampleName = keyof typeof SAMPLES;
const NEAR = { borderMeters: 100, shoreMeters: 100, seaMetersMin: 100, seaMetersMax: 600 } as const;
const AT_SEA = 'sea';

/** Packed points by parish; `sea` where there is none. */
export type ParishSample = {
  readonly seed: number;
  readonly samples: Readonly<Record<SampleName, Readonly<Record<string, string>>>>;
};

/** Draws the sample. */
export function sampleParishes(parishes: readonly Parish[], borders: readonly Border[], seed: number): ParishSample {
  const random = seededRandom(seed);
  const parishAt = parishFinder(parishes);
  const inland = edgesOf(borders.filter((border) => border.parishes.length === 2));
  const shores = edgesOf(borders.filter((border) => border.parishes.length === 1));
  const somewhere = boxOf(parishes, random);
  const isFarOut = (point: Point): boolean => offShore(shores, point) > NEAR.seaMetersMin;
  const isLand = (point: Point): boolean => parishAt(point) !== AT_SEA;
  const draw = (
    count: number,
    next: () => Point,
    isWanted: (point: Point) => boolean,
  ): Readonly<Record<string, string>> => {
    const drawn = new Map<string, Point[]>();
    for (let have = 0; have < count;) {
      const point = onPointGrid(next());
      if (!isWanted(point)) continue;
      have += 1;
      const parish = parishAt(point);
      drawn.set(parish, [...(drawn.get(parish) ?? []), point]);
    }
    const byCode = [...drawn].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(byCode.map(([parish, points]) => [parish, packPoints(points)]));
  };
  const samples = {
    land: draw(SAMPLES.land, somewhere, isLand),
    border: draw(SAMPLES.border, nearEdges(inland, { from: 0, to: NEAR.borderMeters, random }), isLand),
    shore: draw(SAMPLES.shore, nearEdges(shores, { from: 0, to: NEAR.shoreMeters, random }), isLand),
    sea: draw(
      SAMPLES.sea,
      nearEdges(shores, { from: NEAR.seaMetersMin, to: NEAR.seaMetersMax, random }),
      (point) => !isLand(point) && isFarOut(point),
    ),
  };
  return { seed, samples };
}

/** The code of a point's parish by the true borders. */
function parishFinder(parishes: readonly Parish[]): (point: Point) => string {
  const polygons = parishes.flatMap(({ code, rings }) =>
    rings.map((ring) => ({ code, ring: [ring.map(([lon, lat]): [number, number] => [lon, lat])] })),
  );
  return ({ lat, lon }) => polygons.find(({ ring }) => pointInPolygon([lon, lat], ring) !== false)?.code ?? AT_SEA;
}

type Edge = { readonly from: Metres; readonly to: Metres };

function edgesOf(borders: readonly Border[]): readonly Edge[] {
  return borders.flatMap(({ line }) => {
    const points = line.map(toMetres);
    return points.slice(1).map((to, at) => ({ from: points[at] ?? to, to }));
  });
}

function offShore(edges: readonly Edge[], { lat, lon }: Point): number {
  const point = toMetres([lon, lat]);
  return Math.min(...edges.map(({ from, to }) => offSegment(point, from, to)));
}

function boxOf(parishes: readonly Parish[], random: () => number): () => Point {
  const corners = parishes.flatMap(({ rings }) => rings.flat());
  const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)];
  const within = (values: readonly number[]): number => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return least + random() * (most - least);
  };
  return () => ({ lat: within(lats), lon: within(lons) });
}

type Band = { readonly from: number; readonly to: number; readonly random: () => number };

/** Points aside of edges, on either side, as near as any other within the band; each metre of edge is as likely as any other. */
function nearEdges(edges: readonly Edge[], { from: least, to: most, random }: Band): () => Point {
  let total = 0;
  const ends = edges.map(({ from, to }) => (total += lengthOf({ from, to })));
  return () => {
    const along = random() * total;
    const edge = edges[ends.findIndex((end) => end >= along)];
    if (!edge) throw new Error('there are no edges');
    const { from, to } = edge;
    const share = random();
    const off = (least + random() * (most - least)) * (random() < 0.5 ? 1 : -1);
    const [east, north] = [to[0] - from[0], to[1] - from[1]];
    const meters = lengthOf(edge);
    const [lon, lat] = toPosition([
      from[0] + east * share + (north * off) / meters,
      from[1] + north * share - (east * off) / meters,
    ]);
    return { lat, lon };
  };
}

function lengthOf({ from, to }: Edge): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}
