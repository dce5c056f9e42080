import { describe, expect, it } from '@jest/globals';
import { GIBBS, KNOWN_DISTANCES, type KnownDistance } from '../../../data/known-distances.ts';
import { CALIBRATION, EDGES, NODES, RULER } from '../../../data/skeleton.ts';
import { placeAt } from '../../../test/samples.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import type { LatLon } from '../map/map-page.ts';
import { crowMeters, pointToPlane } from '../map/metric.ts';
import { prepareMap } from '../map/road-map.ts';
import { roadDistance } from './road-distance.ts';
import { prepareRuler, rulerWay } from './ruler.ts';

const map = prepareMap(shippedMapPage());
const spot = (id: string): LatLon => (id === 'gibbs' ? GIBBS : placeAt(id));
const named = ({ from, to }: KnownDistance): string => `${from} to ${to}`;

/**
 * The one that is off by more than the others: buses go a long way round between Holetown and the cave (14.7 km, 2.2 times the crow). The
 * stretches between them come to 10.5 km, and a car has Highway 1A and small roads besides.
 */
const EXCEPTION = 'holetown to harrisons-cave';

// G2: the error is stated, and held against the known distances.
describe('G2: the 16 known distances', () => {
  const rows = KNOWN_DISTANCES.map((known) => {
    const answer = roadDistance(map, spot(known.from), spot(known.to));
    if (answer.kind === 'unanswered') throw new Error(answer.code);
    const meters = known.busRoadKm * 1_000;
    const isWithin = Math.abs(answer.distanceMeters - meters) <= answer.toleranceMeters;
    return { name: named(known), ratio: answer.distanceMeters / meters, isWithin };
  });
  const sorted = rows.map(({ ratio }) => ratio).toSorted((a, b) => a - b);

  it('are met in the middle, and each but one within 0.85 to 1.20', () => {
    process.stdout.write(
      `ruler by known roads: ${rows.map(({ name, ratio }) => `${name} ${ratio.toFixed(2)}`).join(', ')}\n`,
    );
    const median = ((sorted[7] ?? 0) + (sorted[8] ?? 0)) / 2;
    expect(Math.abs(median - 1)).toBeLessThanOrEqual(0.03);
    expect(rows.filter(({ ratio }) => ratio < 0.85 || ratio > 1.2).map(({ name }) => name)).toEqual([EXCEPTION]);
    // What the documents state.
    expect([sorted[0], sorted[1], median, sorted[15]].map((ratio) => ratio?.toFixed(2))).toEqual([
      '0.66',
      '0.86',
      '1.00',
      '1.11',
    ]);
  });

  it('are between the spots that they name, by the crow', () => {
    const apart = KNOWN_DISTANCES.map((known) => {
      const meters = crowMeters(pointToPlane(spot(known.from)), pointToPlane(spot(known.to)));
      return { name: named(known), km: Math.abs(meters / 1_000 - known.crowKm) };
    });
    process.stdout.write(`crow by the spots: ${apart.map(({ name, km }) => `${name} ${km.toFixed(2)}`).join(', ')}\n`);
    expect(apart.filter(({ km }) => km > 0.4)).toEqual([]);
  });

  it('are within the stated tolerance, nine in ten', () => {
    expect(rows.filter(({ isWithin }) => isWithin).length * 10).toBeGreaterThanOrEqual(rows.length * 9);
  });
});

describe('the calibration', () => {
  const nodes = NODES.map(pointToPlane);
  const indexes = new Map(NODES.map(({ id }, at) => [id, at]));
  const choices = [165, 170, 175, 180, 185].flatMap((offRoadPercent) =>
    [84, 88, 90, 92, 96].map((mainPercent) => ({ offRoadPercent, mainPercent })),
  );
  /** The natural logarithms of what it says of each known distance, by what is known. */
  const missesOf = ({ offRoadPercent, mainPercent }: (typeof choices)[number]): number[] => {
    const stretches = EDGES.flatMap(({ from, to, km, class: roadClass }) => {
      const [a = 0, b = 0] = [indexes.get(from), indexes.get(to)];
      const [aPoint, bPoint] = [nodes[a], nodes[b]];
      const percent = roadClass === 'trunk' || roadClass === 'primary' ? mainPercent : 100;
      return aPoint && bPoint ? [{ a, b, aPoint, bPoint, meters: Math.round(km * 10 * percent) }] : [];
    });
    const ruler = prepareRuler(nodes, stretches, offRoadPercent);
    return KNOWN_DISTANCES.map(({ from, to, busRoadKm }) =>
      Math.log(rulerWay(ruler, pointToPlane(spot(from)), pointToPlane(spot(to))).mm / 1e6 / busRoadKm),
    );
  };
  const misses = choices.map(missesOf);
  const exception = KNOWN_DISTANCES.findIndex((known) => named(known) === EXCEPTION);
  const fitted = (without: readonly number[]): readonly number[] => {
    const cost = (all: readonly number[]): number =>
      all.reduce((sum, miss, at) => (without.includes(at) ? sum : sum + miss * miss), 0);
    return misses.reduce((best, one) => (cost(one) < cost(best) ? one : best));
  };

  it('says of a distance that it was not fitted on what it says of the others: left out one by one', () => {
    const left = KNOWN_DISTANCES.map((_, at) => fitted([exception, at])[at] ?? 0).filter((_, at) => at !== exception);
    const spread = Math.sqrt(left.reduce((sum, miss) => sum + miss * miss, 0) / left.length);
    const ratios = left.map(Math.exp).toSorted((a, b) => a - b);
    process.stdout.write(
      `left out one by one: ${(spread * 100).toFixed(1)} % off, from ${ratios[0]?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)}\n`,
    );
    // What the documents state: 7 % off in the root of the mean square, the worst 16 %.
    expect(spread).toBeLessThan(0.075);
    expect([(ratios[0] ?? 0) > 0.84, (ratios.at(-1) ?? 9) < 1.16]).toEqual([true, true]);
  });

  it('is among the best, with the shortest small roads that still meet each distance', () => {
    const shipped = { offRoadPercent: RULER.offRoadPercent, mainPercent: CALIBRATION.trunk };
    const at = choices.findIndex((one) => one.offRoadPercent === 175 && one.mainPercent === 90);
    expect(choices[at]).toEqual(shipped);
    const within = (all: readonly number[]): boolean => {
      const ratios = all.map(Math.exp).toSorted((one, other) => one - other);
      const median = ((ratios[7] ?? 0) + (ratios[8] ?? 0)) / 2;
      const isMet = all.every(
        (miss, index) => index === exception || (Math.exp(miss) >= 0.85 && Math.exp(miss) <= 1.2),
      );
      return isMet && Math.abs(median - 1) <= 0.03;
    };
    const least = Math.min(
      ...choices.filter((_, index) => within(misses[index] ?? [])).map((one) => one.offRoadPercent),
    );
    expect(least).toBe(shipped.offRoadPercent);
  });
});
