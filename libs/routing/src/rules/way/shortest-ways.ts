/**
 * Shortest ways over a small graph (Dijkstra). Invariants: lengths are integers above zero; a node that cannot be reached is
 * `UNREACHABLE` away. With a hundred nodes a scan for the nearest beats a heap, and there is less to get wrong.
 */

export const UNREACHABLE = Number.MAX_SAFE_INTEGER;

/** For each node: the edges out of it. */
export type Neighbours = readonly (readonly {
  readonly node: number;
  readonly meters: number;
  readonly edge: number;
}[])[];

export type Graph = {
  readonly nodes: number;
  readonly neighbours: Neighbours;
};

/** Builds the graph of edges that are driven both ways. */
export function toGraph(
  nodes: number,
  edges: readonly { readonly a: number; readonly b: number; readonly meters: number }[],
): Graph {
  const neighbours = Array.from({ length: nodes }, (): { node: number; meters: number; edge: number }[] => []);
  for (const [edge, { a, b, meters }] of edges.entries()) {
    neighbours[a]?.push({ node: b, meters, edge });
    neighbours[b]?.push({ node: a, meters, edge });
  }
  return { nodes, neighbours };
}

/** Metres between every two nodes: the triangle above the diagonal, row by row. */
export function distanceTable(graph: Graph): readonly number[] {
  return Array.from({ length: graph.nodes }, (_, node) => node).flatMap((node) =>
    shortestWays(graph, [{ node, meters: 0 }], new Set()).meters.slice(node + 1),
  );
}

export type Ways = {
  /** Metres to each node. */
  readonly meters: readonly number[];
  /** The node before each node on its way, -1 at a start. */
  readonly before: readonly number[];
};

/** The shortest ways from starts, each with the metres already driven when there, over all edges that are not closed. */
export function shortestWays(
  graph: Graph,
  starts: readonly { readonly node: number; readonly meters: number }[],
  closedEdges: ReadonlySet<number>,
): Ways {
  const meters = Array.from({ length: graph.nodes }, () => UNREACHABLE);
  const before = Array.from({ length: graph.nodes }, () => -1);
  const open = new Set<number>();
  for (const start of starts) {
    if (start.meters < (meters[start.node] ?? 0)) meters[start.node] = start.meters;
    open.add(start.node);
  }
  while (open.size > 0) {
    const node = nearest(open, meters);
    open.delete(node);
    for (const next of graph.neighbours[node] ?? []) {
      const total = (meters[node] ?? UNREACHABLE) + next.meters;
      if (closedEdges.has(next.edge) || total >= (meters[next.node] ?? 0)) continue;
      meters[next.node] = total;
      before[next.node] = node;
      open.add(next.node);
    }
  }
  return { meters, before };
}

function nearest(open: ReadonlySet<number>, meters: readonly number[]): number {
  let best = -1;
  let least = UNREACHABLE;
  for (const node of open) {
    const here = meters[node] ?? UNREACHABLE;
    if (best !== -1 && here >= least) continue;
    best = node;
    least = here;
  }
  return best;
}
