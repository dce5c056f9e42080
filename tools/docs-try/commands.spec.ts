import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { commandsOf } from './commands.ts';
import { allCommands } from './pages.ts';

const PAGE = [
  '```sh quick',
  'a',
  'b',
  '```',
  '```sh by hand: it needs a car',
  'c',
  '```',
  '',
  '| command | does | tried |',
  '|---|---|---|',
  '| `d` | x | long |',
  '',
].join('\n');

describe('the commands of a page', () => {
  it('are its blocks and its tables, with their lanes', () => {
    expect(commandsOf('x.md', PAGE)).toEqual([
      { file: 'x.md', line: 1, text: 'a\nb', lane: 'quick', why: '' },
      { file: 'x.md', line: 5, text: 'c', lane: 'by hand', why: 'it needs a car' },
      { file: 'x.md', line: 11, text: 'd', lane: 'long', why: '' },
    ]);
  });

  it.each([
    ['a block without a lane', '```sh\na\n```'],
    ['a lane that is none', '```bash soon\na\n```'],
    ['a table without the column', '| command | does |\n|---|---|\n| `d` | x |\n'],
  ])('(planted) have none: %s', (_what, page) => {
    expect(commandsOf('x.md', page)).toMatchObject([{ lane: undefined }]);
  });
});

describe('the pages of the repository', () => {
  const commands = allCommands(process.cwd());

  it('say of every command in which lane it is tried, or why nobody tries it', () => {
    expect(commands.length).toBeGreaterThan(25);
    const mute = commands.filter(({ lane, why }) => lane === undefined || (lane === 'by hand' && why === ''));
    expect(mute.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([]);
  });

  it('name only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    const named = commands.flatMap(({ text }) =>
      [...text.matchAll(/npm (?:--prefix \S+ )?run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(new Set(named).size).toBeGreaterThan(10);
  });
});
