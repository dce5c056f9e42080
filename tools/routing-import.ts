/** `npm run routing:import -- barbados.osm.pbf`, or roads as GeoJSON: takes a full road network into use. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  GraphRefused,
  importGeoJson,
  importGraph,
  MAP_ATTRIBUTION,
  type ImportedGraph,
  type RoadFigures,
} from '#routing';
import { progressBar } from './routing/progress-bar.ts';

const HELP = `npm run routing:import -- <extract.osm.pbf | roads.geojson …> [--dry-run] [--data-dir folder]

Builds the road engine's graph from an OpenStreetMap extract of Barbados, or from its roads as GeoJSON: lines with highway,
maxspeed, oneway, name and ref, in one file or several. Pieces are joined where they have a coordinate in common. It asks the new graph
for ways that are known, and takes it into use in one step. Whatever fails, the graph in use stays. A running server changes over within seconds.

  --dry-run    does everything but take it into use
  --data-dir   where the server keeps its data: BIMRIDE_DATA_DIR, or .data

Extracts: https://download.openstreetmap.fr/extracts/central-america/barbados.osm.pbf (ODbL, ${MAP_ATTRIBUTION})
`;

const METERS_PER_KM = 1_000;

function describeSamples(samples: ImportedGraph['samples']): string {
  return samples
    .map(({ from, to, distanceMeters, good }) => {
      const km = distanceMeters === null ? 'no way' : `${(distanceMeters / METERS_PER_KM).toFixed(1)} km`;
      return `  ${good ? 'good' : 'BAD '}  ${`${from} to ${to}`.padEnd(34)}${km.padStart(9)}\n`;
    })
    .join('');
}

function describeFigures(figures: RoadFigures | null): string {
  if (!figures) return '';
  const { pieces, junctions, meters, parts, largestPartPercent } = figures;
  const km = (meters / METERS_PER_KM).toFixed(1);
  return `${pieces} pieces of road, ${km} km, ${junctions} junctions, ${parts} parts, the largest with ${largestPartPercent} %\n`;
}

const isGeoJson = (file: string): boolean => /\.(geo)?json$/i.test(file);

async function main(files: readonly string[], dataDir: string, dryRun: boolean): Promise<number> {
  const roadsFolder = resolve(dataDir, 'roads');
  const request = { roadsFolder, nowMs: Date.now(), dryRun, onProgress: progressBar(process.stdout) };
  const [first = '', ...others] = files.map((file) => resolve(file));
  try {
    const imported = await (isGeoJson(first)
      ? importGeoJson({ ...request, geoJsonFiles: [first, ...others] })
      : importGraph({ ...request, pbfFile: first }));
    process.stdout.write(describeFigures(imported.figures) + describeSamples(imported.samples));
    const state = imported.inUse ? 'in use' : 'built and checked, not in use (dry run)';
    process.stdout.write(`${imported.graphVersion} is ${state}: ${imported.graphFolder}\n${MAP_ATTRIBUTION}\n`);
    return 0;
  } catch (error) {
    if (error instanceof GraphRefused) {
      process.stderr.write(describeFigures(error.figures) + describeSamples(error.samples));
    }
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\nThe graph in use stays.\n`);
    return 1;
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'dry-run': { type: 'boolean', default: false },
    'data-dir': { type: 'string', default: process.env['BIMRIDE_DATA_DIR'] ?? '.data' },
    help: { type: 'boolean', default: false },
  },
});
const isOneKind = positionals.length === 1 || positionals.every(isGeoJson);
if (values.help) process.stdout.write(HELP);
else if (positionals.length === 0 || !isOneKind) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else process.exitCode = await main(positionals, values['data-dir'], values['dry-run']);
