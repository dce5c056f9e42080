/** `npm run routing:outlines -- parishes.geojson`: draws the outlines of the parishes that ship, and the points they are judged by. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readCommandLine } from './command-line.ts';
import { drawOutlines } from './routing/outlines/drawn-outlines.ts';
import { outlinesFile } from './routing/outlines/outlines-file.ts';
import { bordersOf, readParishes } from './routing/outlines/parish-borders.ts';
import { sampleParishes } from './routing/outlines/parish-sample.ts';

const OUTLINES_FILE = 'libs/routing/data/outlines.ts';
const POINTS_FILE = 'libs/routing/test/parish-points.json';
const SEED = 20_261_130;

const HELP = `npm run routing:outlines -- parishes.geojson [--seed n]

Draws the outlines of the parishes from OpenStreetMap's borders, and draws the points that a spec judges them by. The file holds the eleven
parishes as areas in WGS 84, with \`name\` and \`ISO3166-2\`, as QGIS or ogr2ogr export relations of admin_level 6. It is not kept: what is
derived from it is complete in itself.

Writes ${OUTLINES_FILE} (format it with prettier) and ${POINTS_FILE}.

  --seed   of the points; ${SEED}
`;

async function main(file: string, seed: number): Promise<void> {
  const parishes = readParishes(await readFile(resolve(file), 'utf8'));
  const outlines = bordersOf(parishes);
  const drawn = drawOutlines(outlines);
  await writeFile(OUTLINES_FILE, outlinesFile(parishes, outlines, drawn));
  await writeFile(POINTS_FILE, `${JSON.stringify(sampleParishes(parishes, outlines, seed), null, 1)}\n`);
  for (const [what, lines] of Object.entries(drawn)) {
    const corners = lines.reduce((sum, line) => sum + line.corners.length - 1, 0);
    const offMeters = Math.max(...lines.map((line) => line.offMeters)).toFixed(1);
    process.stdout.write(`${what}: ${lines.length} lines, ${corners} corners, at most ${offMeters} m off\n`);
  }
}

const { values, positionals } = readCommandLine({
  allowPositionals: true,
  options: { seed: { type: 'string', default: String(SEED) }, help: { type: 'boolean', default: false } },
});
const [file] = positionals;
if (values.help) process.stdout.write(HELP);
else if (file === undefined || positionals.length > 1) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else await main(file, Number(values.seed));
