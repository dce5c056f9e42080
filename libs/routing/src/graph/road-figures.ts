/** How much road there is in a file, and in how many parts it falls. */
import { crowMeters, pointToPlane } from '../rules/map/metric.ts';
import type { OsmData, OsmNode } from './osm-pbf.ts';

export type RoadFigures = {
  /** Pieces of road. */
  readonly pieces: number;
  readonly junctions: number;
  readonly meters: number;
  /** Groups of roads between which there is no way. */
  readonly parts: number;
  /** Share of all metres in the largest part, rounded down. */
  readonly largestPartPercent: number;
};

/** The figures. One-way streets count as both ways. */
export function roadFigures({ nodes, ways }: OsmData): RoadFigures {
  const roads = ways.filter(({ tags }) => tags['highway'] !== undefined);
  const groups = new Groups();
  const uses = new Map<number, number>();
  for (const road of roads) {
    for (const node of road.nodes) {
      groups.join(node, road.nodes[0] ?? node);
      uses.set(node, (uses.get(node) ?? 0) + 1);
    }
  }
  const at = new Map(nodes.map((node) => [node.id, node]));
  const metersByPart = new Map<number, number>();
  for (const road of roads) {
    const part = groups.of(road.nodes[0] ?? 0);
    metersByPart.set(part, (metersByPart.get(part) ?? 0) + lengthMeters(road.nodes.map((id) => at.get(id))));
  }
  const lengths = [...metersByPart.values()];
  const meters = lengths.reduce((sum, one) => sum + one, 0);
  const largestPartPercent = meters === 0 ? 0 : Math.floor((Math.max(...lengths) * 100) / meters);
  const junctions = [...uses.values()].filter((count) => count > 1).length;
  return { pieces: roads.length, junctions, meters, parts: lengths.length, largestPartPercent };
}

function lengthMeters(nodes: readonly (OsmNode | undefined)[]): number {
  return nodes.reduce((sum, node, at) => {
    const before = nodes[at - 1];
    return node && before ? sum + crowMeters(pointToPlane(before), pointToPlane(node)) : sum;
  }, 0);
}

/** Disjoint sets of numbers. */
class Groups {
  readonly #parents = new Map<number, number>();

  of(member: number): number {
    let root = member;
    for (let up = this.#parents.get(root); up !== undefined && up !== root; up = this.#parents.get(root)) root = up;
    this.#parents.set(member, root);
    return root;
  }

  join(a: number, b: number): void {
    this.#parents.set(this.of(a), this.of(b));
  }
}
