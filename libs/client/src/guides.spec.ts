/** The guides for those who write apps: their code is run, or a piece of a file that is; each says what can go wrong, and comes with the package. */
import { describe, expect, it } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { codeBlocks, codeFaults } from '../test/guide-code.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const GUIDES = globSync('docs/app-*.md', { cwd: REPOSITORY });
const textOf = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');
const read = (path: string) => (existsSync(join(REPOSITORY, path)) ? textOf(path) : undefined);

it('there are six, and the README of the library leads to each, so that the package brings it', () => {
  expect(GUIDES.length).toBe(6);
  const readme = textOf('libs/client/README.md');
  expect(GUIDES.filter((guide) => !readme.includes(`(../../${guide})`))).toEqual([]);
});

describe.each(GUIDES)('%s', (guide) => {
  const page = textOf(guide);

  it('shows code that somebody runs', () => {
    expect(codeFaults(page, read)).toEqual([]);
    expect(codeBlocks(page).length).toBeGreaterThan(0);
  });

  it('says what can go wrong, why, and what to do', () => {
    const [, table = ''] = page.split('\n## What can go wrong\n');
    expect(table).toMatch(/^\n\| what you see +\| why +\| what to do/);
    expect(table.split('\n').filter((line) => line.startsWith('|')).length).toBeGreaterThan(5);
  });
});

it('code that is a file of its own is run by integrators-path.long.spec', () => {
  const files = GUIDES.flatMap((guide) => codeBlocks(textOf(guide)).flatMap(({ file }) => file ?? []));
  const spec = textOf('libs/client/src/integrators-path.long.spec.ts');
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((file) => !spec.includes(`'${basename(file, '.ts')}'`))).toEqual([]);
});

describe('(planted) code that nobody runs is told', () => {
  const files: Readonly<Record<string, string>> = { 'a.ts': 'one();\n  two();\nthree();\n' };
  const faultsOf = (page: string) => codeFaults(page, (path) => files[path]);
  const piece = (code: string, from = 'a.ts') => `<!-- from: ${from} -->\n\n\`\`\`ts\n${code}\n\`\`\`\n`;

  it.each([
    ['a block that says nothing', '```ts\none();\n```\n'],
    ['a piece that was changed since', piece('one();\ntwo(2);')],
    ['a piece with a gap', piece('one();\nthree();')],
    ['a piece of no file', piece('one();', 'b.ts')],
  ])('%s', (_what, page) => expect(faultsOf(page)).toHaveLength(1));

  it.each([
    ['a piece, however it is indented', piece('  one();\n  two();')],
    ['a file of its own', '```ts mine.ts\nanything();\n```\n'],
  ])('not %s', (_what, page) => expect(faultsOf(page)).toEqual([]));
});
