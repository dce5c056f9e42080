import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureGraph } from '../src/graph/skeleton-graph.ts';
import type { ShelvedGraph } from '../src/graph/graph-shelf.ts';

/** Where specs share the built skeleton: building it takes a second, and it is the same for all. */
export const SHARED_ROADS = join(tmpdir(), `bimride-roads-${process.getuid?.() ?? 'shared'}`);

/** The skeleton, built. */
export function sharedGraph(): Promise<ShelvedGraph> {
  return ensureGraph({ roadsFolder: SHARED_ROADS, nowMs: 0 });
}
