/**
 * The ruler that fares stand on: how far it is between any two points of the island.
 *
 * Small roads are everywhere, and longer than the crow by one factor; main roads are stretches along which a metre costs less. The distance is the least
 * that any path costs, which may join and leave main roads where it likes, as often as it likes. A least cost over paths is a metric, whatever the
 * roads are: the same both ways, never longer direct than by way of a third point, and it changes by no more than the factor
 * when a point moves.
 *
 * It is worked out exactly. A path that is straight off the roads joins a stretch at the angle of Snell's law. Between two stretches a least path
 * touches an end of one of them: if it touched neither, it could be moved along both, at the same cost, until it does. So a least path is direct, or along
 * a part of one stretch, or by way of nodes, between which a table knows all.
 *
 * Invariants: whole millimetres within, so that sums are exact and the same on every engine; a root is off by less than one.
 */
import { squaredMeters, wholeRoot, type PlanePoint } from '../map/metric.ts';

const MM_PER_METER = 1_000;
const SQUARE_MM_PER_METER = 1_000_000;

/** A stretch of main road: a straight line of a known length. */
export type RulerStretch = {
  readonly a: number;
  readonly b: number;
  readonly aPoint: PlanePoint;
  readonly bPoint: PlanePoint;
  readonly meters: number;
};

type Edge = {
  readonly a: number;
  readonly b: number;
  readonly start: PlanePoint;
  readonly eastMeters: number;
  readonly northMeters: number;
  readonly crowMm: number;
  readonly roadMm: number;
  /** What it costs to be off this stretch by its own length, with the joining at the best angle: √(off-road² − road²). */
  readonly slantMm: number;
};

/** A stretch with the nodes that paths along it go on to: its ends, and those for which it may be left on the way. */
type RulerEdge = Edge & { readonly exits: readonly { readonly node: number; readonly foot: Foot }[] };

export type Ruler = {
  /** What a metre of crow costs off the main roads, in percent. */
  readonly offRoadPercent: number;
  readonly nodes: readonly PlanePoint[];
  readonly edges: readonly RulerEdge[];
  readonly table: Table;
};

/** Between every two nodes, row by row: millimetres, those of them on main roads, and the node to go to first. */
type Table = { readonly mm: readonly number[]; readonly roadMm: readonly number[]; readonly first: readonly number[] };

/** What a path costs, in millimetres, and how much of that is on main roads. */
type Cost = { readonly mm: number; readonly roadMm: number };

/** A least path. */
export type RulerWay = Cost & {
  /** Indexes of the nodes it passes; none where it is direct, or along one stretch. */
  readonly nodes: readonly number[];
};

/** Makes a ruler of these roads. A stretch along which small roads are no longer is left out. */
export function prepareRuler(
  nodes: readonly PlanePoint[],
  stretches: readonly RulerStretch[],
  offRoadPercent: number,
): Ruler {
  const all = stretches
    .flatMap((stretch) => toEdge(stretch, offRoadPercent))
    .map((edge) => {
      return { ...edge, exits: nodes.map((point, node) => ({ node, foot: footOf(edge, point) })) };
    });
  const open = { offRoadPercent, nodes, edges: all };
  const table = closed(
    nodes.map((point) => {
      const feet = feetOf(open, point);
      const reached = reach(open, point, feet);
      return reached.mm.map((mm, node) => ({ mm, roadMm: roadMmTo(open, reached, feet, node) }));
    }),
  );
  const edges = all.map((edge) => {
    const exits = edge.exits.filter(({ node, foot }) => isExit({ edge, node, foot, table, count: nodes.length }));
    return { ...edge, exits };
  });
  return { offRoadPercent, nodes, edges, table };
}

/** The least path between two points. The way back is the same, the other way round. */
export function rulerWay(ruler: Ruler, from: PlanePoint, to: PlanePoint): RulerWay {
  let leastMm = offRoadMm(ruler, from, to);
  const [fromFeet, toFeet] = [feetOf(ruler, from), feetOf(ruler, to)];
  let only: { edge: Edge; a: Foot; b: Foot } | null = null;
  for (const [at, edge] of ruler.edges.entries()) {
    const [a, b] = [fromFeet[at], toFeet[at]];
    if (!a || !b) continue;
    const mm = partMm(edge, a, b);
    if (mm < leastMm) [leastMm, only] = [mm, { edge, a, b }];
  }
  const [starts, ends] = [reach(ruler, from, fromFeet), reach(ruler, to, toFeet)];
  const { mm, roadMm } = ruler.table;
  const count = ruler.nodes.length;
  let [start, end] = [-1, -1];
  for (let v = 0; v < count; v += 1) {
    const startMm = starts.mm[v] ?? 0;
    if (startMm >= leastMm) continue;
    const row = v * count;
    for (let w = 0; w < count; w += 1) {
      const total = startMm + (mm[row + w] ?? 0) + (ends.mm[w] ?? 0);
      if (total >= leastMm) continue;
      start = v;
      end = w;
      leastMm = total;
    }
  }
  if (start === -1) return { mm: leastMm, roadMm: only ? onRoadMm(only.edge, only.a, only.b) : 0, nodes: [] };
  const ownMm = roadMmTo(ruler, starts, fromFeet, start) + roadMmTo(ruler, ends, toFeet, end);
  return { mm: leastMm, roadMm: ownMm + (roadMm[start * count + end] ?? 0), nodes: nodesBetween(ruler, start, end) };
}

// All that is rounded on the way is less than this.
const ROUNDED_MM = 250;

/**
 * Whole metres, rounded up with what was rounded on the way, once for each leg: so that a leg by way of a third point is never shorter in metres either.
 */
export function rulerMeters(mm: number): number {
  return Math.ceil((mm + ROUNDED_MM) / MM_PER_METER);
}

function toEdge({ a, b, aPoint, bPoint, meters }: RulerStretch, offRoadPercent: number): Edge[] {
  const crowMm = crowMmOf(aPoint, bPoint);
  // A road is no shorter than the crow; lengths that were rounded may be.
  const roadMm = Math.max(meters * MM_PER_METER, crowMm);
  const offMm = Math.floor((crowMm * offRoadPercent) / 100);
  if (roadMm >= offMm) return [];
  const [eastMeters, northMeters] = [bPoint.eastMeters - aPoint.eastMeters, bPoint.northMeters - aPoint.northMeters];
  const slantMm = wholeRoot(offMm * offMm - roadMm * roadMm);
  return [{ a, b, start: aPoint, eastMeters, northMeters, crowMm, roadMm, slantMm }];
}

function crowMmOf(a: PlanePoint, b: PlanePoint): number {
  return wholeRoot(squaredMeters(a, b) * SQUARE_MM_PER_METER);
}

function offRoadMm({ offRoadPercent }: Pick<Ruler, 'offRoadPercent'>, a: PlanePoint, b: PlanePoint): number {
  return Math.floor((crowMmOf(a, b) * offRoadPercent) / 100);
}

/** A point as a stretch sees it, in millimetres. */
type Foot = {
  /** How far off its line. */
  readonly offMm: number;
  /** How far along it from its start; before its start below zero. */
  readonly alongMm: number;
  /** How much farther on a path is when it has joined at the best angle. */
  readonly slipMm: number;
};

function footOf({ start, eastMeters, northMeters, crowMm, roadMm, slantMm }: Edge, point: PlanePoint): Foot {
  const [east, north] = [point.eastMeters - start.eastMeters, point.northMeters - start.northMeters];
  const offMm = (Math.abs(east * northMeters - north * eastMeters) * SQUARE_MM_PER_METER) / crowMm;
  const alongMm = ((east * eastMeters + north * northMeters) * SQUARE_MM_PER_METER) / crowMm;
  return { offMm, alongMm, slipMm: (offMm * roadMm) / slantMm };
}

// The end of a stretch, seen from it, may lie a millimetre beyond: roots are rounded down.
const SLACK_MM = 2;

/** What a part of one stretch costs, joined and left at the best angle; without end where there is no such path, or a straighter one. */
function partMm({ crowMm, roadMm, slantMm }: Edge, a: Foot, b: Foot): number {
  const isForth = a.alongMm <= b.alongMm;
  const first = isForth ? a : b;
  const last = isForth ? b : a;
  const joinMm = first.alongMm + first.slipMm;
  const leaveMm = last.alongMm - last.slipMm;
  if (joinMm < -SLACK_MM || leaveMm > crowMm + SLACK_MM || joinMm >= leaveMm) return Number.MAX_SAFE_INTEGER;
  return Math.round(((a.offMm + b.offMm) * slantMm + (last.alongMm - first.alongMm) * roadMm) / crowMm);
}

/** How much of that is on the stretch. */
function onRoadMm({ crowMm, roadMm }: Edge, a: Foot, b: Foot): number {
  const spanMm = Math.abs(a.alongMm - b.alongMm) - a.slipMm - b.slipMm;
  return Math.round((spanMm * roadMm) / crowMm);
}

function feetOf({ edges }: Omit<Ruler, 'table'>, point: PlanePoint): readonly Foot[] {
  return edges.map((edge) => footOf(edge, point));
}

/** From a point to each node: what it costs, straight or by a part of one stretch, and which stretch; -1 for none. */
type Reach = { readonly mm: number[]; readonly by: number[] };

function reach(ruler: Omit<Ruler, 'table'>, point: PlanePoint, feet: readonly Foot[]): Reach {
  const mm = ruler.nodes.map((node) => offRoadMm(ruler, point, node));
  const by = ruler.nodes.map(() => -1);
  for (const [at, edge] of ruler.edges.entries()) {
    const foot = feet[at];
    if (!foot) continue;
    for (const exit of edge.exits) {
      const total = partMm(edge, foot, exit.foot);
      if (total >= (mm[exit.node] ?? 0)) continue;
      mm[exit.node] = total;
      by[exit.node] = at;
    }
  }
  return { mm, by };
}

/** Of what it costs to reach a node, the part on roads. */
function roadMmTo(ruler: Omit<Ruler, 'table'>, { by }: Reach, feet: readonly Foot[], node: number): number {
  const at = by[node] ?? -1;
  const [edge, foot] = [ruler.edges[at], feet[at]];
  const exit = edge?.exits.find((one) => one.node === node);
  return edge && foot && exit ? onRoadMm(edge, foot, exit.foot) : 0;
}

/** Least paths between all nodes, of least paths between some (Floyd and Warshall). */
function closed(rows: readonly (readonly Cost[])[]): Table {
  const count = rows.length;
  const mm = rows.flatMap((row) => row.map((cost) => cost.mm));
  const roadMm = rows.flatMap((row) => row.map((cost) => cost.roadMm));
  const first = rows.flatMap(() => [...rows.keys()]);
  for (let by = 0; by < count; by += 1) {
    for (let from = 0; from < count; from += 1) {
      const there = from * count + by;
      for (let to = 0; to < count; to += 1) {
        const [at, onward] = [from * count + to, by * count + to];
        const total = (mm[there] ?? 0) + (mm[onward] ?? 0);
        if (total >= (mm[at] ?? 0)) continue;
        mm[at] = total;
        roadMm[at] = (roadMm[there] ?? 0) + (roadMm[onward] ?? 0);
        first[at] = first[there] ?? by;
      }
    }
  }
  return { mm, roadMm, first };
}

/**
 * Whether some path along a stretch goes on to a node: an end of it; or one for which it is left on the way, because going on along it, to
 * either end, and from there, takes longer.
 */
function isExit({
  edge,
  node,
  foot,
  table,
  count,
}: {
  readonly edge: Edge;
  readonly node: number;
  readonly foot: Foot;
  readonly table: Table;
  readonly count: number;
}): boolean {
  const { a, b, crowMm, roadMm, slantMm } = edge;
  if (node === a || node === b) return true;
  // From where it is left: off the road to the node, at the best angle, less what the road along its foot costs.
  const leavesMm = (end: number, onwardMm: number): boolean => {
    const leftMm = onwardMm - foot.slipMm;
    if (leftMm <= 0 || leftMm >= crowMm) return false;
    const offMm = (foot.offMm * slantMm + foot.slipMm * roadMm) / crowMm;
    return offMm < ((crowMm - leftMm) * roadMm) / crowMm + (table.mm[end * count + node] ?? 0);
  };
  return leavesMm(b, foot.alongMm) || leavesMm(a, crowMm - foot.alongMm);
}

function nodesBetween({ table: { first }, nodes }: Ruler, start: number, end: number): number[] {
  const passed = [start];
  for (let at = start; at !== end; passed.push(at)) at = first[at * nodes.length + end] ?? end;
  return passed;
}
