/**
 * Ways of an Overpass answer as pieces of road: with positions of their own (`out geom`), or with nodes that stand beside
 * them (`out body; >; out skel`). A node that is missing cuts its way in two.
 */
import { featureRoad, roadPiece, type RoadPiece } from './feature-road.ts';
import { isRecord, lineOf, type Lines, type Position } from './road-lines.ts';
import type { LeftOutReason, NoRoad } from './road-report.ts';

export type NamedRecord = { readonly name: string; readonly road: RoadPiece | NoRoad };

/** Reads the elements. Nodes are no records: they are what ways are made of. */
export function overpassRoads(elements: readonly unknown[]): readonly NamedRecord[] {
  const nodes = new Map<unknown, unknown>();
  for (const element of elements) {
    if (isRecord(element) && element['type'] === 'node') nodes.set(element['id'], [element['lon'], element['lat']]);
  }
  return elements.flatMap((element) => {
    if (!isRecord(element)) return [{ name: 'an element', road: featureRoad(element) }];
    const name = `${String(element['type'])}/${String(element['id'])}`;
    const tags = isRecord(element['tags']) ? element['tags'] : {};
    if (element['type'] === 'way') return [{ name, road: roadPiece(tags, () => partsOf(positionsOf(element, nodes))) }];
    const isTurnRule = element['type'] === 'relation' && String(tags['type']).startsWith('restriction');
    return isTurnRule ? [{ name, road: { kind: 'left_out', reason: 'turn_rule' } as const }] : [];
  });
}

/** One for each node of a way; undefined where it is not known. */
function positionsOf(way: Readonly<Record<string, unknown>>, nodes: ReadonlyMap<unknown, unknown>): readonly unknown[] {
  const { geometry, nodes: ids } = way;
  if (Array.isArray(geometry)) return geometry.map((at) => (isRecord(at) ? [at['lon'], at['lat']] : undefined));
  return Array.isArray(ids) ? ids.map((id) => nodes.get(id)) : [];
}

function partsOf(positions: readonly unknown[]): Lines | LeftOutReason {
  const parts: unknown[][] = [[]];
  for (const position of positions) {
    if (position === undefined) parts.push([]);
    else parts.at(-1)?.push(position);
  }
  const known = parts.filter(({ length }) => length > 0);
  if (known.length === 0) return 'no_geometry';
  const read = known.map(lineOf);
  const lines = read.flatMap((part): readonly (readonly Position[])[] => (typeof part === 'string' ? [] : part.lines));
  const fault = read.find((part) => typeof part === 'string');
  if (lines.length === 0) return fault ?? 'no_geometry';
  return { lines, brokenParts: positions.filter((position) => position === undefined).length > 0 ? 1 : 0 };
}
