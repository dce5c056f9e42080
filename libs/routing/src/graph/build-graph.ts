/**
 * Builds a road graph for the engine from an OpenStreetMap file, in a folder of its own. A half-built graph has no
 * manifest, so that nobody takes it for a whole one.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MANIFEST_FILE, type GraphManifest } from './graph-manifest.ts';
import { runProgram } from './run-program.ts';
import { valhallaProgram } from './valhalla-binaries.ts';
import { placesIn, valhallaConfig } from './valhalla-config.ts';

/** How far a build has come, from 0 to 1, and what it is doing. */
export type BuildProgress = (done: number, doing: string) => void;

/** The engine has no programs for this machine. */
export class EngineMissing extends Error {
  constructor() {
    super(`the road engine has no build for ${process.platform} on ${process.arch}`);
    this.name = 'EngineMissing';
  }
}

/** A build ended without a road for cars in it. */
export class GraphEmpty extends Error {
  constructor() {
    super('the file holds no road that a car may drive');
    this.name = 'GraphEmpty';
  }
}

/** Counts up when a build by a newer version must not be mistaken for one by an older. */
const BUILDER_VERSION = 1;

/** Fingerprint of a graph to be: what is in the file, and how it is built. */
export async function sourceHash(pbfFile: string): Promise<string> {
  const hash = createHash('sha256').update(`bimride graph ${BUILDER_VERSION}\n`);
  await pipeline(createReadStream(pbfFile), hash);
  return hash.digest('hex');
}

/** Builds. The folder is made; it must not hold anything yet. @throws EngineMissing, GraphEmpty, ProgramFailed */
export async function buildGraph(request: {
  readonly pbfFile: string;
  readonly graphFolder: string;
  readonly manifest: GraphManifest;
  readonly onProgress?: BuildProgress | undefined;
  /** Ends the build. */
  readonly signal?: AbortSignal | undefined;
}): Promise<void> {
  const { graphFolder, pbfFile, signal, onProgress = () => undefined } = request;
  const [admins, tiles] = [valhallaProgram('valhalla_build_admins'), valhallaProgram('valhalla_build_tiles')];
  if (!admins || !tiles) throw new EngineMissing();
  const places = placesIn(graphFolder);
  await mkdir(places.tilesFolder, { recursive: true });
  const config = join(graphFolder, 'build.json');
  await writeFile(config, JSON.stringify(valhallaConfig(places, { verbose: true })));
  onProgress(0, 'borders');
  await runProgram(admins, ['-c', config, pbfFile], { folder: graphFolder, signal });
  await runProgram(tiles, ['-c', config, pbfFile], { folder: graphFolder, signal, onLine: stages(onProgress) });
  await Promise.all([rm(config), rm(places.adminFile, { force: true })]);
  if ((await tileFiles(places.tilesFolder)).length === 0) throw new GraphEmpty();
  await writeFile(join(graphFolder, MANIFEST_FILE), JSON.stringify(request.manifest, null, 2));
  onProgress(1, 'built');
}

async function tileFiles(tilesFolder: string): Promise<string[]> {
  return (await readdir(tilesFolder, { recursive: true })).filter((name) => name.endsWith('.gph'));
}

// What the builder prints on its way, in this order, and the share of the work that is behind it then.
const STAGES: readonly (readonly [line: string, done: number, doing: string])[] = [
  ['Parsing ways', 0.05, 'roads'],
  ['Parsing relations', 0.2, 'turn rules'],
  ['Parsing nodes', 0.25, 'junctions'],
  ['Creating graph edges', 0.4, 'graph'],
  ['Enhancing local graph', 0.6, 'details'],
  ['HierarchyBuilder', 0.75, 'highways'],
  ['Creating shortcuts', 0.8, 'shortcuts'],
  ['Adding complex turn restrictions', 0.85, 'restrictions'],
  ['Validating', 0.9, 'check'],
];

function stages(onProgress: BuildProgress): (line: string) => void {
  let at = 0;
  return (line) => {
    const found = STAGES.findIndex(([text], index) => index >= at && line.includes(text));
    const stage = STAGES[found];
    if (!stage) return;
    at = found + 1;
    onProgress(stage[1], stage[2]);
  };
}
