import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gridNetwork } from '../../../test/grid-network.ts';
import { itIsAMetric, shippedRuler } from '../../../test/ruler-properties.ts';
import { crowMeters, type PlanePoint } from '../map/metric.ts';
import { prepareRuler, rulerWay } from './ruler.ts';

const SEED = 20_261_129;

describe('the ruler over the shipped roads', () => {
  itIsAMetric(shippedRuler(), { triples: 1_500, seed: SEED });
});

describe('the ruler over a grid of streets with one-ways, a dual carriageway and a bridge', () => {
  itIsAMetric(gridNetwork(SEED), { triples: 1_500, seed: SEED });
});

describe('the ruler', () => {
  it('is the least that a path costs which may join and leave where it likes: a search over a fine mesh finds none below it', () => {
    const point = fc.record({
      eastMeters: fc.integer({ min: 0, max: 2_000 }),
      northMeters: fc.integer({ min: 0, max: 2_000 }),
    });
    const scene = fc.record({ nodes: fc.array(point, { minLength: 3, maxLength: 5 }), from: point, to: point });
    let [closest, farthest] = [1, 1];
    fc.assert(
      fc.property(scene, ({ nodes, from, to }) => {
        const stretches = nodes.slice(1).flatMap((bPoint, at) => {
          const aPoint = nodes[at];
          return aPoint && crowMeters(aPoint, bPoint) > 100
            ? [{ a: at, b: at + 1, aPoint, bPoint, meters: Math.round(crowMeters(aPoint, bPoint) * 1.1) }]
            : [];
        });
        fc.pre(crowMeters(from, to) > 200);
        const byRuler = rulerWay(prepareRuler(nodes, stretches, 200), from, to).mm / 1_000;
        const byMesh = leastOverMesh(stretches, from, to);
        [closest, farthest] = [Math.min(closest, byRuler / byMesh), Math.max(farthest, byRuler / byMesh)];
        // The mesh joins each stretch at 60 places only, and so is a little longer, never shorter.
        expect(byRuler).toBeLessThanOrEqual(byMesh + 1);
        expect(byRuler).toBeGreaterThanOrEqual(byMesh * 0.985 - 1);
      }),
      { seed: SEED, numRuns: 60 },
    );
    process.stdout.write(`ruler by mesh: ${closest.toFixed(4)} to ${farthest.toFixed(4)}\n`);
  });

  it('does not use a stretch that is longer than small roads are', () => {
    const [a, b] = [
      { eastMeters: 0, northMeters: 0 },
      { eastMeters: 1_000, northMeters: 0 },
    ];
    const stretch = (length: number) =>
      prepareRuler([a, b], [{ a: 0, b: 1, aPoint: a, bPoint: b, meters: length }], 150);
    expect(rulerWay(stretch(1_500), a, b)).toMatchObject({ mm: 1_500_000, roadMm: 0 });
    expect(rulerWay(stretch(1_499), a, b)).toMatchObject({ mm: 1_499_000, roadMm: 1_499_000 });
    // A length that was rounded to less than the crow is the crow.
    expect(rulerWay(stretch(900), a, b).mm).toBe(1_000_000);
  });
});

const MESH = 60;

/** The least way by Dijkstra from place to place, of which each stretch has many: another way to the same number. */
function leastOverMesh(
  stretches: readonly { readonly aPoint: PlanePoint; readonly bPoint: PlanePoint; readonly meters: number }[],
  from: PlanePoint,
  to: PlanePoint,
): number {
  const places = [from, to, ...stretches.flatMap(placesOn)];
  const onward = (here: number, there: number): number => {
    const [a, b] = [places[here], places[there]];
    if (!a || !b) return Number.MAX_VALUE;
    const offRoad = 2 * Math.hypot(a.eastMeters - b.eastMeters, a.northMeters - b.northMeters);
    const [stretch, other] = [Math.floor((here - 2) / (MESH + 1)), Math.floor((there - 2) / (MESH + 1))];
    const road = stretches[stretch];
    if (here < 2 || there < 2 || stretch !== other || !road) return offRoad;
    return Math.min(
      offRoad,
      (Math.abs(here - there) * Math.max(road.meters, crowMeters(road.aPoint, road.bPoint))) / MESH,
    );
  };
  const least = places.map((_, at) => (at === 0 ? 0 : Number.MAX_VALUE));
  const open = new Set(places.keys());
  while (open.size > 0) {
    let here = -1;
    for (const at of open) if (here === -1 || (least[at] ?? 0) < (least[here] ?? 0)) here = at;
    if (here === 1) break;
    open.delete(here);
    for (const there of open) least[there] = Math.min(least[there] ?? 0, (least[here] ?? 0) + onward(here, there));
  }
  return least[1] ?? 0;
}

function placesOn({ aPoint, bPoint }: { readonly aPoint: PlanePoint; readonly bPoint: PlanePoint }): PlanePoint[] {
  return Array.from({ length: MESH + 1 }, (_, at) => ({
    eastMeters: aPoint.eastMeters + ((bPoint.eastMeters - aPoint.eastMeters) * at) / MESH,
    northMeters: aPoint.northMeters + ((bPoint.northMeters - aPoint.northMeters) * at) / MESH,
  }));
}
