/** The code of the guides (docs/app-*.md), and what of it nobody would notice if it were wrong. Pure. */

const FENCE = /^```tsx?(?: (?<file>\S+))?$/;
/** Stands before a block that is a piece of a file, where readers do not see it. */
const FROM = /^<!-- from: (?<path>\S+) -->$/;

interface CodeBlock {
  /** From 1. */
  readonly line: number;
  readonly code: readonly string[];
  /** A file of its own, which a spec compiles and runs. */
  readonly file: string | undefined;
  /** The file that it is a piece of. */
  readonly from: string | undefined;
}

export function codeBlocks(page: string): readonly CodeBlock[] {
  const lines = page.split('\n');
  return lines.flatMap((text, index) => {
    const fence = FENCE.exec(text);
    if (!fence) return [];
    const before = lines.slice(0, index).findLast((line) => line !== '') ?? '';
    const code = lines.slice(index + 1, lines.indexOf('```', index));
    return [{ line: index + 1, code, file: fence.groups?.['file'], from: FROM.exec(before)?.groups?.['path'] }];
  });
}

/**
 * Blocks that are neither a file nor a piece of one, and pieces that do not stand in their file, line by line (by how far they are
 * indented they may differ).
 *
 * @param read the text of a file of the repository; undefined: there is none
 */
export function codeFaults(page: string, read: (path: string) => string | undefined): readonly string[] {
  return codeBlocks(page).flatMap(({ line, code, file, from }) => {
    if (file !== undefined) return [];
    if (from === undefined)
      return [`line ${line}: neither a file (\`\`\`ts name.ts) nor a piece of one (<!-- from: … -->)`];
    const whole = (read(from) ?? '').split('\n').map((text) => text.trim());
    const piece = code.map((text) => text.trim());
    const stands = whole.some((_, start) => piece.every((text, index) => whole[start + index] === text));
    return stands ? [] : [`line ${line}: this does not stand in ${from}`];
  });
}
