import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureGraph } from '../src/graph/skeleton-graph.ts';
import { readManifest } from '../src/graph/graph-manifest.ts';
import { GraphShelf, type ShelvedGraph } from '../src/graph/graph-shelf.ts';
import { importRoads } from '../src/graph/import-graph.ts';
import { geoJsonOf } from './geojson.ts';

/** Where specs share the built skeleton: building it takes a second, and it is the same for all. */
export const SHARED_ROADS = join(tmpdir(), `bimride-roads-${process.getuid?.() ?? 'shared'}`);

/** The skeleton, built. */
export function sharedGraph(): Promise<ShelvedGraph> {
  return ensureGraph({ roadsFolder: SHARED_ROADS, nowMs: 0 });
}

/** The same roads, written as GeoJSON and imported as a full network is. */
export async function sharedImport(): Promise<ShelvedGraph> {
  const folder = `${SHARED_ROADS}-import`;
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${randomUUID()}.geojson`);
  try {
    await writeFile(file, JSON.stringify(geoJsonOf()));
    await importRoads({ files: [file], roadsFolder: folder, nowMs: 0, dryRun: false });
  } finally {
    await rm(file, { force: true });
  }
  const graph = await new GraphShelf(folder).current();
  if (!graph) throw new Error('the import is not in use');
  return graph;
}

/** A graph that was built before, whichever it is. */
export async function givenGraph(graphFolder: string): Promise<ShelvedGraph> {
  const manifest = await readManifest(graphFolder);
  if (!manifest) throw new Error(`there is no whole graph in ${graphFolder}`);
  return { graphFolder, manifest };
}
