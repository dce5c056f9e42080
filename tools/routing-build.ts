/** `npm run routing:build`: the shipped roads as an .osm.pbf, and the graph that the engine asks. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readCommandLine } from './command-line.ts';
import { ensureGraph, skeletonPbf } from '#routing';
import { progressBar } from './routing/progress-bar.ts';

const HELP = `npm run routing:build -- [--data-dir folder]

Writes the shipped road skeleton as roads/skeleton.osm.pbf and builds the road engine's graph from it, unless that is there
already. The server does the same when it first needs the graph. An imported graph stays in use.

  --data-dir   where a server keeps its data: BIMRIDE_DATA_DIR, or .data
`;

async function main(dataDir: string): Promise<void> {
  const roadsFolder = resolve(dataDir, 'roads');
  await mkdir(roadsFolder, { recursive: true });
  const pbfFile = join(roadsFolder, 'skeleton.osm.pbf');
  await writeFile(pbfFile, skeletonPbf());
  const { graphFolder, manifest } = await ensureGraph({
    roadsFolder,
    nowMs: Date.now(),
    onProgress: progressBar(process.stdout),
  });
  process.stdout.write(`${pbfFile}\nin use: ${manifest.kind} ${manifest.graphVersion} in ${graphFolder}\n`);
}

const { values } = readCommandLine({
  options: {
    'data-dir': { type: 'string', default: process.env['BIMRIDE_DATA_DIR'] ?? '.data' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(HELP);
else await main(values['data-dir']);
