import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RULER } from '../../data/skeleton.ts';
import { shippedMapPage } from '../shipped-map.ts';
import { buildGraph, sourceHash, type BuildProgress } from './build-graph.ts';
import type { GraphManifest } from './graph-manifest.ts';
import { GraphShelf, type ShelvedGraph } from './graph-shelf.ts';
import { writeOsmPbf } from './osm-pbf.ts';
import { skeletonOsm } from './skeleton-osm.ts';

/** The shipped roads as an OpenStreetMap file. */
export function skeletonPbf(): Buffer {
  return writeOsmPbf(skeletonOsm());
}

/** Where graphs are, and how to build one. */
export type GraphWork = {
  readonly roadsFolder: string;
  readonly nowMs: number;
  readonly onProgress?: BuildProgress | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Sees to it that a graph is in use: an imported one stays; else it is the shipped skeleton, built if it was not yet.
 * @throws EngineMissing where the engine cannot run
 */
export async function ensureGraph(work: GraphWork): Promise<ShelvedGraph> {
  const shelf = new GraphShelf(work.roadsFolder);
  const current = await shelf.current();
  if (current?.manifest.kind === 'import') return current;
  await mkdir(work.roadsFolder, { recursive: true });
  const pbfFile = join(work.roadsFolder, `skeleton-${randomUUID()}.osm.pbf`);
  try {
    await writeFile(pbfFile, skeletonPbf());
    const hash = await sourceHash(pbfFile);
    const graph =
      (await shelf.find(hash)) ??
      (await shelf.add(hash, (folder) => buildSkeleton(folder, { ...work, pbfFile, hash })));
    await shelf.use(hash);
    return graph;
  } finally {
    await rm(pbfFile, { force: true });
  }
}

function buildSkeleton(
  graphFolder: string,
  work: GraphWork & { readonly pbfFile: string; readonly hash: string },
): Promise<void> {
  const { pbfFile, hash, nowMs, onProgress, signal } = work;
  const manifest: GraphManifest = {
    kind: 'skeleton',
    graphVersion: shippedMapPage().graphVersion,
    sourceHash: hash,
    tolerancePercent: RULER.roadTolerancePercent,
    schematic: true,
    builtAtMs: nowMs,
  };
  return buildGraph({ pbfFile, graphFolder, manifest, onProgress, signal });
}
