/** What a module costs beside its rules. */
import { editOf, type Block } from './guide.ts';

export interface Cost {
  /** Lines that are not empty: of new files outside of the rules, and of those that come into other files. */
  readonly lines: number;
  /** Files that were there before, outside of the module's folders. */
  readonly editedFiles: readonly string[];
}

// What the module is about, and what shows it. All else is what a module costs.
const RULES = /\/(rules|mutations)\/|\/src\/(state|views|limits|contracts)\.ts$|\.spec\.ts$|\/test\//;

/** The cost of the blocks of a walk-through. */
export function costOf(blocks: readonly Block[]): Cost {
  const added = blocks.map((block) => (block.kind === 'edit' ? comingIn(block) : linesOf(outsideRules(block))));
  const edited = blocks.filter(({ kind }) => kind === 'edit').map(({ path }) => path);
  return { lines: added.reduce((sum, lines) => sum + lines, 0), editedFiles: [...new Set(edited)] };
}

function outsideRules({ path, text }: Block): string {
  return RULES.test(path) ? '' : text;
}

function comingIn(block: Block): number {
  const { before, after } = editOf(block);
  return linesOf(after) - linesOf(before);
}

function linesOf(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}
