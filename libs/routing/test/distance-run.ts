/** Distances for pairs of points: bundled for a browser, and run in Node. No imports but the phone's door. */
import { prepareMap, roadDistance, type LatLon, type MapPage, type RoadMap } from '#routing/client';

export type Pair = readonly [LatLon, LatLon];

/** Metres of each pair, or why there are none. */
export function runDistances(input: { readonly map: MapPage; readonly pairs: readonly Pair[] }): (number | string)[] {
  const map = prepared(input.map);
  return input.pairs.map(([from, to]) => {
    const answer = roadDistance(map, from, to);
    return answer.kind === 'measured' ? answer.distanceMeters : answer.code;
  });
}

let last: RoadMap | undefined;

function prepared(page: MapPage): RoadMap {
  if (last?.page !== page) last = prepareMap(page);
  return last;
}
