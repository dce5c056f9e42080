/**
 * `npm run row -- R3 [--bite]`: runs the tests that carry a row's id. With `--bite` the rule that the row is about is switched
 * off in a copy of the tree, and the same tests must turn red.
 */
import { readCommandLine } from '../command-line.ts';
import { openTreeCopy } from '../testing/tree-copy.ts';
import { bite, expectGreen } from './bite.ts';
import { carriers } from './carriers.ts';
import { runRow } from './run-row.ts';
import { stateOf, type Row } from './row.ts';
import { CHAPTERS } from './rows/index.ts';

const HELP = `npm run row -- [R3 …] [--all] [--bite]

  R3 …     rows of docs/acceptance.md: their tests are run, and no others
  --all    every row that a test carries, or with --bite every row that has a bite
  --bite   switches off the rule of each row in a copy of the tree, and expects its tests to turn red
`;

const ROWS = CHAPTERS.flatMap(({ rows }) => rows);

/** @throws RangeError for an id that is no row */
function chosen(ids: readonly string[], { all, biting }: { all: boolean; biting: boolean }): readonly Row[] {
  const carried = carriers();
  if (all) return ROWS.filter((row) => carried.has(row.id) && (!biting || row.bite !== undefined));
  return ids.map((id) => {
    const row = ROWS.find((known) => known.id === id);
    if (row === undefined) throw new RangeError(`no such row: ${id}`);
    if (stateOf(row, carried.has(id)) === 'open') throw new RangeError(`${id} is open: no test carries it`);
    if (biting && row.bite === undefined) throw new RangeError(`${id} is shown in part: it has no bite yet`);
    return row;
  });
}

async function run(rows: readonly Row[], biting: boolean): Promise<number> {
  if (!biting) return runRow(rows.map(({ id }) => id)).isGreen ? 0 : 1;
  const copy = await openTreeCopy(['node_modules', 'dist']);
  try {
    expectGreen(copy, rows);
    let toothless = 0;
    for (const row of rows) {
      const found = bite(copy, row);
      process.stdout.write(`${row.id.padEnd(4)} ${found.bites ? 'bites' : 'DOES NOT BITE'}: ${found.what}\n`);
      if (!found.bites) toothless += 1;
    }
    process.stdout.write(`\n${rows.length - toothless} passed, ${toothless} failed\n`);
    return toothless === 0 ? 0 : 1;
  } finally {
    await copy.close();
  }
}

try {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = readCommandLine({
    options: { all: flag, bite: flag, help: flag },
    allowPositionals: true,
  });
  if (values.help || (positionals.length === 0 && !values.all)) process.stdout.write(HELP);
  else process.exitCode = await run(chosen(positionals, { all: values.all, biting: values.bite }), values.bite);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  process.exitCode = 2;
}
