/** What must hold of a ruler between any points whatever, as specs ask it: near each other and far, on nodes and beside them. */
import { expect, it } from '@jest/globals';
import { seededRandom } from '../../../tools/routing/random.ts';
import { crowMeters, type PlanePoint } from '../src/rules/map/metric.ts';
import { prepareMap } from '../src/rules/map/road-map.ts';
import { rulerMeters, rulerWay, type Ruler } from '../src/rules/way/ruler.ts';
import { shippedMapPage } from '../src/shipped-map.ts';

/** The ruler that ships. */
export function shippedRuler(): Ruler {
  const { ruler } = prepareMap(shippedMapPage());
  if (!ruler) throw new Error('the page has no ruler');
  return ruler;
}

const meters = (ruler: Ruler, a: PlanePoint, b: PlanePoint): number => rulerMeters(rulerWay(ruler, a, b).mm);
// Nobody is moved by more: ten metres are fourteen at most in whole metres.
const TEN_METERS_MOVE_MAX = 50;

/** Declares the tests, over so many triples of points: five pairs each. */
export function itIsAMetric(
  ruler: Ruler,
  { triples, seed }: { readonly triples: number; readonly seed: number },
): void {
  it(`a stop never makes a trip shorter, the way back is as long, and ten metres move it by less than fifty (seed ${seed})`, () => {
    const { anywhere, somewhere, random } = pointsAround(ruler, seed);
    let most = 0;
    for (let triple = 0; triple < triples; triple += 1) {
      const a = anywhere();
      const b = somewhere(a);
      const c = somewhere(random() < 0.5 ? a : b);
      const [direct, first, second] = [meters(ruler, a, c), meters(ruler, a, b), meters(ruler, b, c)];
      if (direct > first + second) expect({ a, b, c, direct, first, second }).toBe('no shorter by way of b');
      if (meters(ruler, c, a) !== direct) expect({ a, c, direct }).toBe('as long on the way back');
      const moved = { eastMeters: c.eastMeters + 6, northMeters: c.northMeters - 8 };
      most = Math.max(most, Math.abs(meters(ruler, a, moved) - direct));
    }
    process.stdout.write(`${5 * triples} pairs: ten metres move a distance by ${most} m at most\n`);
    expect(most).toBeLessThan(TEN_METERS_MOVE_MAX);
  });

  it('is between the crow and what small roads alone are', () => {
    const { anywhere, somewhere } = pointsAround(ruler, seed + 1);
    for (let pair = 0; pair < triples / 4; pair += 1) {
      const a = anywhere();
      const b = somewhere(a);
      const { mm, roadMm, nodes } = rulerWay(ruler, a, b);
      const crow = crowMeters(a, b);
      expect(rulerMeters(mm)).toBeGreaterThanOrEqual(crow);
      expect(mm).toBeLessThanOrEqual(((crow + 1) * 1_000 * ruler.offRoadPercent) / 100);
      expect([roadMm >= 0, roadMm <= mm + 5, new Set(nodes).size]).toEqual([true, true, nodes.length]);
    }
  });
}

/** Points where a rule might leap: anywhere, near another one, and on nodes. */
function pointsAround(ruler: Ruler, seed: number) {
  const random = seededRandom(seed);
  const [east, north] = [ruler.nodes.map((node) => node.eastMeters), ruler.nodes.map((node) => node.northMeters)];
  const within = (all: readonly number[]): number => {
    const least = Math.min(...all) - 1_500;
    return Math.floor(least + random() * (Math.max(...all) + 1_500 - least));
  };
  const anywhere = (): PlanePoint => ({ eastMeters: within(east), northMeters: within(north) });
  const somewhere = (near: PlanePoint): PlanePoint => {
    const kind = random();
    if (kind < 0.3) return anywhere();
    if (kind < 0.4) return ruler.nodes[Math.floor(random() * ruler.nodes.length)] ?? near;
    const reach = kind < 0.7 ? 3_000 : 400;
    return {
      eastMeters: near.eastMeters + Math.round((random() - 0.5) * reach),
      northMeters: near.northMeters + Math.round((random() - 0.5) * reach),
    };
  };
  return { random, anywhere, somewhere };
}
