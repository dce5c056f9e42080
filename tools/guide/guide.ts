/** The code in CONTRIBUTING, as what it is: files that are made, and places of files that are changed. */

/** A block of code under a heading: ```` ```ts libs/a.ts ```` is a new file, ```` ```diff libs/a.ts ```` a change of one. */
export interface Block {
  readonly kind: 'file' | 'edit';
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** A place of a file, before and after. */
export interface Edit {
  readonly before: string;
  readonly after: string;
}

const FENCE = /^( *)```(\w+) (\S+)\n([\s\S]*?)^\1```$/gm;

/** The blocks with a path under a heading of the second level, in order. @throws RangeError when there are none */
export function blocksUnder(page: string, heading: string): readonly Block[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const blocks = [...section.matchAll(FENCE)].map(([, indent = '', language, path = '', text = '']): Block => {
    const lines = text.split('\n').map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    return { kind: language === 'diff' ? 'edit' : 'file', path, text: lines.join('\n') };
  });
  if (blocks.length === 0) throw new RangeError(`no code with a path under "${heading}"`);
  return blocks;
}

/** What a block changes: its lines with a minus go, those with a plus come, the others say where. */
export function editOf({ text }: Block): Edit {
  const lines = text.split('\n').filter((line) => line !== '');
  const sideOf = (gone: string) => lines.filter((line) => !line.startsWith(gone)).map((line) => line.slice(1));
  return { before: sideOf('+').join('\n'), after: sideOf('-').join('\n') };
}

/** The text of a file with a block carried out; undefined for a file that is not there. @throws Error naming what does not fit any more */
export function carriedOut(block: Block, current: string | undefined): string {
  const { kind, path, text } = block;
  if (kind === 'file') {
    if (current === undefined) return text;
    throw new Error(`CONTRIBUTING makes ${path}, which is there already`);
  }
  const { before, after } = editOf(block);
  const [whole, place] = [`\n${current ?? ''}`, `\n${before}\n`];
  const at = whole.indexOf(place);
  if (at >= 0 && whole.lastIndexOf(place) === at) return whole.replace(place, () => `\n${after}\n`).slice(1);
  const found = at < 0 ? 'does not stand there' : 'stands there more than once';
  throw new Error(`CONTRIBUTING changes a place of ${path} that ${found}:\n${before}`);
}
