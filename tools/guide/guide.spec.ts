/** What CONTRIBUTING shows fits the tree as it stands. That it works, too, is shown by walk-through.long.spec. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { costOf } from './cost.ts';
import { blocksUnder, carriedOut, type Block } from './guide.ts';
import {
  extraBlocks,
  jobBlocks,
  MODULE_COST_MAX,
  moduleBlocks,
  mutationBlocks,
  roleBlocks,
  rowBlocks,
} from './walk-through.ts';

const current = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

describe('the walk-throughs of CONTRIBUTING', () => {
  const blocks = [
    ...rowBlocks(),
    ...roleBlocks(),
    ...mutationBlocks(),
    ...moduleBlocks(),
    ...jobBlocks(),
    ...extraBlocks(),
  ];
  it.each(blocks.map((block) => [block.kind, block.path, block] as const))(
    '%s %s fits the tree',
    (_kind, path, block) => {
      expect(carriedOut(block, current(path))).not.toBe(current(path));
    },
  );

  it('make a module that costs no more than it may', () => {
    const { lines, editedFiles } = costOf(moduleBlocks());
    expect(lines).toBeLessThanOrEqual(MODULE_COST_MAX.lines);
    expect(editedFiles.length).toBeLessThanOrEqual(MODULE_COST_MAX.editedFiles);
  });
});

describe('a block of CONTRIBUTING', () => {
  const file: Block = { kind: 'file', path: 'libs/cups/src/cup.ts', text: 'const cup = 1;\n' };
  const edit: Block = { kind: 'edit', path: 'libs/cups/src/cup.ts', text: ' first\n-old\n+new\n+newer\n' };

  it('is read with its path, without the indent of the list that it stands in', () => {
    const page =
      '\n## Cups\n\n1. Make it.\n\n   ```ts libs/cups/src/cup.ts\n   const cup = 1;\n   ```\n\n```sh\nls\n```\n\n## Plates\n';
    expect(blocksUnder(page, 'Cups')).toEqual([file]);
    expect(() => blocksUnder(page, 'Plates')).toThrow('no code with a path under "Plates"');
  });

  it('changes what it says, where it says', () => {
    expect(carriedOut(edit, 'zero\nfirst\nold\nlast\n')).toBe('zero\nfirst\nnew\nnewer\nlast\n');
    expect(carriedOut(file, undefined)).toBe(file.text);
  });

  it.each([
    [
      'a place that is gone',
      edit,
      'zero\nlast\n',
      'changes a place of libs/cups/src/cup.ts that does not stand there:\nfirst\nold',
    ],
    ['a place that is there twice', edit, 'first\nold\nfirst\nold\n', 'that stands there more than once'],
    ['a file to change that is gone', edit, undefined, 'that does not stand there'],
    ['a file to make that is there', file, 'old', 'CONTRIBUTING makes libs/cups/src/cup.ts, which is there already'],
  ])('is at fault with %s', (_what, block, text, message) => {
    expect(() => carriedOut(block, text)).toThrow(message);
  });

  it('counts outside of the rules: what is new, what comes in, and which files were there before', () => {
    const rule: Block = { ...file, path: 'libs/cups/src/mutations/fill.ts' };
    const spec: Block = { ...file, path: 'libs/cups/src/module.spec.ts' };
    expect(costOf([file, rule, spec, edit, edit])).toEqual({ lines: 3, editedFiles: [edit.path] });
  });
});
