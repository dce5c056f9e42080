/** Distances for pairs of points: bundled for a browser, and run in Node. No imports but the phone's door. */
import {
  etaByTable,
  prepareMap,
  roadDistance,
  roadLine,
  type Eta,
  type LatLon,
  type MapPage,
  type RoadMap,
} from '#routing/client';

export type Pair = readonly [LatLon, LatLon];

/** Metres of each pair, or why there are none. */
export function runDistances(input: { readonly map: MapPage; readonly pairs: readonly Pair[] }): (number | string)[] {
  const map = prepared(input.map);
  return input.pairs.map(([from, to]) => {
    const answer = roadDistance(map, from, to);
    return answer.kind === 'measured' ? answer.distanceMeters : answer.code;
  });
}

/** The way of each pair as a line from junction to junction, and how long it takes. */
export function runWays(input: {
  readonly map: MapPage;
  readonly pairs: readonly Pair[];
  readonly atMs: number;
}): { readonly line: readonly LatLon[]; readonly eta: Eta | null }[] {
  const map = prepared(input.map);
  const { atMs } = input;
  return input.pairs.map(([from, to]) => {
    return { line: roadLine(map, from, to, atMs), eta: etaByTable(map, { points: [from, to], atMs }) };
  });
}

let last: RoadMap | undefined;

function prepared(page: MapPage): RoadMap {
  if (last?.page !== page) last = prepareMap(page);
  return last;
}
