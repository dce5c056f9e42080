/**
 * What the dated rows of the map page, zones and closures, add to it. Invariants: whatever sets, ends, opens or lifts one changes the
 * row of them all in the same commit; bytes are never fewer than what the row adds to the signed page as gzip packs it; what is
 * over, or never comes to be, leaves the load at the next change.
 */
import { ROUTING_LIMITS } from '../../limits.ts';
import type { Closure, LoadedRow, MapLoad, Zone } from '../../state.ts';

export const MAP_LOAD_ID = 'island';

/**
 * Bytes of a packed page, measured with texts and places made by chance, and rounded up: keys and dates of one row, a number of a
 * ring, the name of a stretch, a point.
 */
const BYTES = { row: 120, coordinate: 6, edge: 4, point: 16 } as const;

/** What a zone adds. */
export function zoneLoad({ zoneId, name, reason, rings, fromMs, toMs }: Zone): LoadedRow {
  const bytes = BYTES.row + textBytes(zoneId, name, reason) + BYTES.coordinate * rings.flat().length;
  return { id: `zone/${zoneId}`, bytes, fromMs, toMs };
}

/** What a closure adds. */
export function closureLoad({ closureId, reason, edges, points, fromMs, toMs }: Closure): LoadedRow {
  const bytes = BYTES.row + textBytes(closureId, reason) + BYTES.edge * edges.length + BYTES.point * points.length;
  return { id: `closure/${closureId}`, bytes, fromMs, toMs };
}

/** The load with these rows as they are now. */
export function loadWith(load: MapLoad | undefined, rows: readonly LoadedRow[], nowMs: number): MapLoad {
  const others = (load?.rows ?? []).filter(({ id }) => !rows.some((row) => row.id === id));
  const standing = [...others, ...rows].filter(({ fromMs, toMs }) => toMs === null || (toMs > nowMs && toMs > fromMs));
  return { loadId: MAP_LOAD_ID, rows: standing.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Whether it is more than a page may carry. */
export function isOverloaded({ rows }: MapLoad): boolean {
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  return rows.length > ROUTING_LIMITS.mapDatedRowsMax || bytes > ROUTING_LIMITS.mapDatedBytesMax;
}

function textBytes(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length, 0);
}
