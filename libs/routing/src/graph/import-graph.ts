/**
 * Takes a full road network into use, an OpenStreetMap extract or roads as other tools write them: builds its graph beside the one in use, asks it for ways that are known,
 * and only then changes over. Whatever fails, the graph in use stays.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineGone } from '../engine/valhalla-process.ts';
import { ValhallaEngine } from '../engine/valhalla-engine.ts';
import { KNOWN_DISTANCES, GIBBS, type KnownDistance } from '../../data/known-distances.ts';
import { PLACES } from '../../data/places.ts';
import type { LatLon } from '../rules/map/map-page.ts';
import { buildGraph, sourceHash, type BuildProgress } from './build-graph.ts';
import { readRoadFiles } from './files/read-road-files.ts';
import type { RoadFileReport } from './files/road-report.ts';
import { GraphShelf, type ShelvedGraph } from './graph-shelf.ts';
import { writeOsmPbf } from './osm-pbf.ts';
import { roadFigures, type RoadFigures } from './road-figures.ts';

/** A full network knows roads to within a few percent; what remains is where exactly somebody stands. Assumed. */
const IMPORT_TOLERANCE_PERCENT = 5;
const VERSION_HEX_DIGITS = 12;
const METERS_PER_KM = 1_000;
/** A car may drive less than the bus, and not much more. */
const LONGEST_BY_BUS_PERCENT = 140;
/** Of the known ways, so many must be right. Bus roads are no proof, and a place may stand a bit elsewhere. */
const GOOD_PERCENT_MIN = 80;

/** A known way, as the new graph has it. */
export type Sample = {
  readonly from: string;
  readonly to: string;
  /** Null: no way. */
  readonly distanceMeters: number | null;
  readonly good: boolean;
};

export type ImportedGraph = {
  readonly graphVersion: string;
  /** What became of each record of the files; null for an extract, which only the engine reads. */
  readonly report: RoadFileReport | null;
  /** How much road was taken; null for an extract. */
  readonly figures: RoadFigures | null;
  readonly graphFolder: string;
  readonly samples: readonly Sample[];
  /** False in a dry run: everything was tried, the graph in use stayed. */
  readonly inUse: boolean;
};

/** The graph was built, and is not one of Barbados that can be relied on. */
export class GraphRefused extends Error {
  readonly samples: readonly Sample[];
  readonly figures: RoadFigures | null;
  readonly report: RoadFileReport | null;

  constructor({ samples, figures, report }: Pick<ImportedGraph, 'samples' | 'figures' | 'report'>) {
    const good = samples.filter((sample) => sample.good).length;
    super(`of ${samples.length} known ways only ${good} are right${whyOf(figures)}: the graph in use stays`);
    this.name = 'GraphRefused';
    this.samples = samples;
    this.figures = figures;
    this.report = report;
  }
}

// Roads that fall into parts are not one network: with less than this in the largest, that is why ways are wrong.
const WHOLE_PERCENT_MIN = 90;

function whyOf(figures: RoadFigures | null): string {
  if (!figures || figures.largestPartPercent >= WHOLE_PERCENT_MIN) return '';
  return `, for the roads fall into ${figures.parts} parts, the largest with ${figures.largestPartPercent} % of them`;
}

export type ImportRequest = {
  readonly roadsFolder: string;
  readonly nowMs: number;
  readonly dryRun: boolean;
  readonly onProgress?: BuildProgress;
};

/** Imports roads: an extract, or files of GeoJSON and Overpass that are joined. @throws RoadFileRefused, and what `importGraph` throws */
export async function importRoads(
  request: ImportRequest & { readonly files: readonly string[] },
): Promise<ImportedGraph> {
  const { files, roadsFolder, onProgress } = request;
  onProgress?.(0, files.length === 1 ? 'file' : 'files');
  const read = await readRoadFiles(files);
  if (read.kind === 'extract') return importGraph({ ...request, pbfFile: read.pbfFile });
  await mkdir(roadsFolder, { recursive: true });
  const pbfFile = join(roadsFolder, `roads-${randomUUID()}.osm.pbf`);
  try {
    await writeFile(pbfFile, writeOsmPbf(read.roads));
    return await importGraph({ ...request, pbfFile, report: read.report, figures: roadFigures(read.roads) });
  } finally {
    await rm(pbfFile, { force: true });
  }
}

/** Imports. @throws EngineMissing, GraphEmpty, GraphRefused, ProgramFailed, and what reading the file throws */
export async function importGraph(
  request: ImportRequest & {
    readonly pbfFile: string;
    readonly figures?: RoadFigures;
    readonly report?: RoadFileReport;
  },
): Promise<ImportedGraph> {
  const { pbfFile, roadsFolder, nowMs, dryRun, onProgress, figures = null, report = null } = request;
  const shelf = new GraphShelf(roadsFolder);
  const hash = await sourceHash(pbfFile);
  const graphVersion = `osm-${hash.slice(0, VERSION_HEX_DIGITS)}`;
  const manifest = {
    kind: 'import' as const,
    graphVersion,
    sourceHash: hash,
    tolerancePercent: IMPORT_TOLERANCE_PERCENT,
    schematic: false,
    builtAtMs: nowMs,
  };
  const build = (graphFolder: string): Promise<void> => buildGraph({ pbfFile, graphFolder, manifest, onProgress });
  const graph = (await shelf.find(hash)) ?? (await shelf.add(hash, build));
  const samples = await sampleWays(graph);
  const good = samples.filter((sample) => sample.good).length;
  const isWhole = figures === null || figures.largestPartPercent >= WHOLE_PERCENT_MIN;
  if (good * 100 < samples.length * GOOD_PERCENT_MIN || !isWhole) {
    await shelf.remove(hash);
    throw new GraphRefused({ samples, figures, report });
  }
  if (!dryRun) await shelf.use(hash);
  return { graphVersion, report, figures, graphFolder: graph.graphFolder, samples, inUse: !dryRun };
}

async function sampleWays(graph: ShelvedGraph): Promise<Sample[]> {
  const engine = new ValhallaEngine(graph);
  try {
    const samples: Sample[] = [];
    for (const known of KNOWN_DISTANCES) samples.push(await sampleWay(engine, known));
    return samples;
  } finally {
    await engine.close();
  }
}

async function sampleWay(engine: ValhallaEngine, known: KnownDistance): Promise<Sample> {
  const { from, to } = known;
  const route = await engine
    .route([placeNamed(from), placeNamed(to)], { edges: [], points: [] })
    .catch((error: unknown) => {
      if (error instanceof EngineGone) throw error;
      return { refused: 'no_way' } as const;
    });
  if ('refused' in route) return { from, to, distanceMeters: null, good: false };
  const { distanceMeters } = route;
  const isLongEnough = distanceMeters >= known.crowKm * METERS_PER_KM * 0.98;
  const isShortEnough = distanceMeters * 100 <= known.busRoadKm * METERS_PER_KM * LONGEST_BY_BUS_PERCENT;
  return { from, to, distanceMeters, good: isLongEnough && isShortEnough };
}

function placeNamed(id: string): LatLon {
  const place = id === 'gibbs' ? GIBBS : PLACES.find((one) => one.id === id);
  if (!place) throw new Error(`no place ${id}`);
  return { lat: place.lat, lon: place.lon };
}
