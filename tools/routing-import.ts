/** `npm run routing:import -- barbados.osm.pbf`, or roads as other tools write them: takes a full road network into use. */
import { resolve } from 'node:path';
import { readCommandLine } from './command-line.ts';
import { GraphRefused, importRoads, MAP_ATTRIBUTION, RoadFileRefused, type ImportedGraph } from '#routing';
import { describeFigures, describeReport, describeSamples } from './routing/describe-import.ts';
import { progressBar } from './routing/progress-bar.ts';

const HELP = `npm run routing:import -- <extract.osm.pbf | roads …> [--dry-run] [--json] [--data-dir folder]

Builds the road engine's graph from a full road network, asks it for ways that are known, and takes it into use in one step.
Whatever fails, the graph in use stays. A running server changes over within seconds.

What a file is, its contents say, not its name:
  - an OpenStreetMap extract (.osm.pbf), alone
  - GeoJSON, whole or a feature a line, from QGIS, ogr2ogr (other_tags), osmium export, OSMnx, Geofabrik's shapefiles (fclass),
    the Humanitarian Data Exchange; in WGS 84; packed with gzip or not. Several files are joined
  - the JSON of Overpass: [out:json][timeout:120]; way[highway](12.98,-59.72,13.40,-59.35); out geom;

Lines need a class (highway or fclass); oneway, maxspeed, name, ref, junction, access and bridges are kept. Pieces are joined where they
have a position in common. What gives no road is left out, and told by reason, count and example: one broken feature costs itself alone.

  --dry-run    does everything but take it into use
  --json       prints one JSON object on standard output, with what was taken, left out and measured; progress goes to standard error
  --data-dir   where the server keeps its data: BIMRIDE_DATA_DIR, or .data

Exit code: 0 done, 1 refused, 2 asked wrongly.
Extracts: https://download.openstreetmap.fr/extracts/central-america/barbados.osm.pbf (ODbL, ${MAP_ATTRIBUTION})
`;

type Asked = { readonly dataDir: string; readonly dryRun: boolean; readonly json: boolean };

async function main(files: readonly string[], { dataDir, dryRun, json }: Asked): Promise<number> {
  const request = {
    files: files.map((file) => resolve(file)),
    roadsFolder: resolve(dataDir, 'roads'),
    nowMs: Date.now(),
    dryRun,
    onProgress: progressBar(json ? process.stderr : process.stdout),
  };
  try {
    const imported = await importRoads(request);
    process.stdout.write(json ? toJson({ ...imported, attribution: MAP_ATTRIBUTION }) : describeImport(imported));
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const found = error instanceof GraphRefused || error instanceof RoadFileRefused ? error : undefined;
    const { report = null } = found ?? {};
    const { samples, figures } = error instanceof GraphRefused ? error : { samples: [], figures: null };
    const code = error instanceof RoadFileRefused ? error.code : found ? 'graph_refused' : 'failed';
    if (json) process.stdout.write(toJson({ refused: code, message, report, figures, samples, inUse: false }));
    else process.stderr.write(describeReport(report) + describeFigures(figures) + describeSamples(samples));
    process.stderr.write(`\n${message}\nThe graph in use stays.\n`);
    return 1;
  }
}

function describeImport({ report, figures, samples, inUse, graphVersion, graphFolder }: ImportedGraph): string {
  const state = inUse ? 'in use' : 'built and checked, not in use (dry run)';
  return (
    describeReport(report) +
    describeFigures(figures) +
    describeSamples(samples) +
    `${graphVersion} is ${state}: ${graphFolder}\n${MAP_ATTRIBUTION}\n`
  );
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const { values, positionals } = readCommandLine({
  allowPositionals: true,
  options: {
    'dry-run': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'data-dir': { type: 'string', default: process.env['BIMRIDE_DATA_DIR'] ?? '.data' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(HELP);
else if (positionals.length === 0) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  const asked = { dataDir: values['data-dir'], dryRun: values['dry-run'], json: values.json };
  process.exitCode = await main(positionals, asked);
}
