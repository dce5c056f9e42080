import { seededRandom } from '../../../tools/routing/random.ts';
import { pointToPlane, squaredMeters, wholeRoot } from '../src/rules/map/metric.ts';
import { prepareRuler, type Ruler } from '../src/rules/way/ruler.ts';
import { streetGrid } from './street-grid.ts';

/** A ruler over a made-up town: its streets as stretches from node to node, each a bit longer than the crow. */
export function gridNetwork(seed: number): Ruler {
  const random = seededRandom(seed);
  const { nodes, ways } = streetGrid({ lat: 13.1, lon: -59.6, streets: 7 });
  const roads = ways.filter(({ tags }) => tags['highway'] !== undefined);
  const used = new Set(roads.flatMap((road) => road.nodes));
  const places = nodes.filter(({ id }) => used.has(id));
  const points = places.map(pointToPlane);
  const indexes = new Map(places.map(({ id }, at) => [id, at]));
  const stretches = roads.flatMap((road) =>
    road.nodes.slice(1).flatMap((id, at) => {
      const [a, b] = [indexes.get(road.nodes[at] ?? 0) ?? 0, indexes.get(id) ?? 0];
      const [aPoint, bPoint] = [points[a], points[b]];
      if (!aPoint || !bPoint || a === b) return [];
      const meters = Math.ceil(wholeRoot(squaredMeters(aPoint, bPoint)) * (1 + random() * 0.6));
      return [{ a, b, aPoint, bPoint, meters }];
    }),
  );
  return prepareRuler(points, stretches, 150);
}
