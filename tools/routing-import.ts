/** `npm run routing:import -- barbados.osm.pbf`: takes a full OpenStreetMap extract into use. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { GraphRefused, importGraph, MAP_ATTRIBUTION, type ImportedGraph } from '#routing';
import { progressBar } from './routing/progress-bar.ts';

const HELP = `npm run routing:import -- <extract.osm.pbf> [--dry-run] [--data-dir folder]

Builds the road engine's graph from an OpenStreetMap extract of Barbados, asks it for ways that are known, and takes it into
use in one step. Whatever fails, the graph in use stays. A running server changes over within seconds.

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

async function main(file: string, dataDir: string, dryRun: boolean): Promise<number> {
  const roadsFolder = resolve(dataDir, 'roads');
  const onProgress = progressBar(process.stdout);
  try {
    const imported = await importGraph({ pbfFile: resolve(file), roadsFolder, nowMs: Date.now(), dryRun, onProgress });
    process.stdout.write(describeSamples(imported.samples));
    const state = imported.inUse ? 'in use' : 'built and checked, not in use (dry run)';
    process.stdout.write(`${imported.graphVersion} is ${state}: ${imported.graphFolder}\n${MAP_ATTRIBUTION}\n`);
    return 0;
  } catch (error) {
    if (error instanceof GraphRefused) process.stderr.write(describeSamples(error.samples));
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
const [file] = positionals;
if (values.help) process.stdout.write(HELP);
else if (file === undefined || positionals.length > 1) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else process.exitCode = await main(file, values['data-dir'], values['dry-run']);
