import { MICRODEGREES_PER_DEGREE, type LatLon, type RoadMap } from '#routing/client';

/**
 * The stretches of the map that are trunk or primary roads (ABC, H1 to H7 without a letter, the H2A, and what leads
 * straight into them); the other 57 are secondary and small. The map of the phones tells no class, so it stands here.
 */
export const MAIN_STRETCHES: ReadonlySet<string> = new Set(
  `PALI-PORT PORT-UWI BGT-EAGL EAGL-BROC BROC-UWI UWI-PROS PROS-FITT FITT-PAYN PAYN-HOLE HOLE-MTST MTST-MULL MULL-SPEI
  UWI-WARR MILE-FARL FARL-BELL MILE-WEST WEST-ORAN ORAN-PORV PORV-WELC WELC-WARR MAHO-HARR WARR-MAHO HARR-CHAL EAGL-WARR
  WARR-CLYW CLYW-NILE NILE-BUSS BUSS-WILD WILD-SHER SHER-KEND KEND-NEWT NEWT-COVE COVE-BGI QEH-BUSS QEH-NILE QEH-CLYW
  QEH-WILD QEH-GARR GARR-HAST HAST-ROCK ROCK-WORT WORT-STLA STLA-MAXW MAXW-OIST THOR-COVE OIST-THOR NEWT-SIXR WILD-SIXR
  SIXR-LONG SIXR-BREN BREN-BUSS BULK-NILE BULK-ELLE ELLE-LODG NILE-STGE CLYW-STGE CLYW-MARK MARK-BLAC FR4J-BLAC HORS-BATH
  BLAC-HORS`.split(/\s+/),
);

/** How much of the way between two points is on main roads, 0 to 1: of the shortest way between the junctions next to them. */
export function mainRoadShare(map: RoadMap, from: LatLon, to: LatLon): number {
  const [start, end] = [nearestNode(map, from), nearestNode(map, to)];
  let [all, main, node] = [0, 0, start];
  // A shortest way passes no junction twice.
  for (let hops = 0; node !== end && hops < map.graph.nodes; hops += 1) {
    const hop = nextHop(map, node, end);
    if (!hop) break;
    all += hop.meters;
    if (MAIN_STRETCHES.has(map.stretches[hop.edge]?.id ?? '')) main += hop.meters;
    node = hop.node;
  }
  return all === 0 ? 0 : main / all;
}

function nextHop({ graph, square }: RoadMap, node: number, end: number) {
  const left = (at: number): number => square[at * graph.nodes + end] ?? Infinity;
  const hops = graph.neighbours[node] ?? [];
  return hops.toSorted((one, other) => one.meters + left(one.node) - (other.meters + left(other.node)))[0];
}

function nearestNode({ page }: RoadMap, { lat, lon }: LatLon): number {
  let [nearest, leastSquare] = [0, Infinity];
  for (const [index, { latMicrodegrees, lonMicrodegrees }] of page.nodes.entries()) {
    const north = latMicrodegrees / MICRODEGREES_PER_DEGREE - lat;
    const east = lonMicrodegrees / MICRODEGREES_PER_DEGREE - lon;
    const square = north * north + east * east;
    if (square < leastSquare) [nearest, leastSquare] = [index, square];
  }
  return nearest;
}
