/** The commands of the Markdown, with the lane that each carries. Pure. */

/** `quick`: each run of `.ci/run` tries it. `long`: `npm run docs:try -- --lane long`. `by hand`: nobody tries it, and the page says why. */
export const DOC_LANES = ['quick', 'long', 'by hand'] as const;
export type DocLane = (typeof DOC_LANES)[number];

/** What a reader may type: one line of a table, or a block of lines that belong together. */
export interface DocCommand {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** Undefined: the page does not say, or says something that is no lane. */
  readonly lane: DocLane | undefined;
  /** Why nobody tries it; empty: the page does not say. */
  readonly why: string;
}

const FENCE = /^```(?:sh|bash|shell|console)\b/;
/** What a page says of a block stands before it, where its readers do not see it. */
const TRIED = /^<!-- tried: (.*) -->$/;
const HEAD = /^\| command\b/;
const CELL = /^`(.+)`$/;

/** All commands of a page: blocks of a shell, and tables whose first column is called `command`. */
export function commandsOf(file: string, markdown: string): readonly DocCommand[] {
  const lines = markdown.split('\n');
  return lines.flatMap((text, index) => {
    if (FENCE.test(text)) {
      const said = TRIED.exec(lines.slice(0, index).findLast((line) => line !== '') ?? '')?.[1] ?? '';
      const end = lines.indexOf('```', index);
      return [{ file, line: index + 1, text: lines.slice(index + 1, end).join('\n'), ...laneIn(said) }];
    }
    return HEAD.test(text) ? rowsBelow(file, lines, index) : [];
  });
}

function rowsBelow(file: string, lines: readonly string[], head: number): readonly DocCommand[] {
  const column = cellsOf(lines[head] ?? '').indexOf('tried');
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  return lines.slice(head + 2, end === -1 ? undefined : end).map((row, index) => {
    const cells = cellsOf(row);
    return { file, line: head + index + 3, text: CELL.exec(cells[0] ?? '')?.[1] ?? '', ...laneIn(cells[column] ?? '') };
  });
}

const cellsOf = (row: string): readonly string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

function laneIn(said: string): Pick<DocCommand, 'lane' | 'why'> {
  const lane = DOC_LANES.find((name) => said === name || said.startsWith(`${name}:`));
  return { lane, why: lane === undefined ? '' : said.slice(lane.length + 1).trim() };
}
