import { stateOf, type Row } from './row.ts';
import { CHAPTERS } from './rows/index.ts';

const HEAD = `# Acceptance

What Bimride must do, row by row, and which spec shows it. A test that shows a row begins its name with the row's id, so
\`npm run row -- R3\` runs just those tests, and \`npm run row -- R3 --bite\` switches off the one rule that the row is about, in a copy of the tree, and expects them to turn
red. Rows, their missing parts and their rules are data in \`tools/acceptance/rows\`; this page is generated from them and from the names of the tests.

- **Shown**: the tests assert all of it. Nothing is listed here that no test carries, and every rule here has been seen to bite.
- **In part**: the tests assert some of it. What is missing is said.
- **Open**: no test carries it.
`;

/** The page, from the rows and the spec files that carry their ids. */
export function acceptancePage(carriers: ReadonlyMap<string, readonly string[]>): string {
  const rows = CHAPTERS.flatMap((chapter) => chapter.rows);
  const inState = (state: string) => rows.filter((row) => stateOf(row, carriers.has(row.id)) === state);
  const [shown, part, open] = [inState('shown'), inState('in part'), inState('open')];
  const count = (some: readonly Row[], chapter: readonly Row[]) => chapter.filter((row) => some.includes(row)).length;
  const summary = CHAPTERS.map(
    ({ name, rows: own }) =>
      `| ${name} | ${own.length} | ${count(shown, own)} | ${count(part, own)} | ${count(open, own)} |`,
  );
  const specs = ({ id }: Row): string =>
    (carriers.get(id) ?? []).map((file) => `[${nameOf(file)}](../${file})`).join(', ');
  const rule = ({ bite }: Row): string =>
    bite === undefined ? '' : `${bite.rule} ([${nameOf(bite.file)}](../${bite.file}))`;
  return [
    HEAD,
    `| chapter | rows | shown | in part | open |\n| --- | --- | --- | --- | --- |\n${summary.join('\n')}\n| all | ${rows.length} | ${shown.length} | ${part.length} | ${open.length} |\n`,
    table(
      'Shown',
      ['id', 'what must hold', 'shown by', 'the rule that bites'],
      shown.map((row) => [row.id, row.holds, specs(row), rule(row)]),
    ),
    table(
      'In part',
      ['id', 'what must hold', 'missing', 'the rest is shown by'],
      part.map((row) => [row.id, row.holds, row.missing ?? '', specs(row)]),
    ),
    table(
      'Open',
      ['id', 'what must hold'],
      open.map((row) => [row.id, row.holds]),
    ),
  ].join('\n');
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

const nameOf = (file: string): string => file.split('/').at(-1)?.replace(/\.ts$/, '') ?? file;
