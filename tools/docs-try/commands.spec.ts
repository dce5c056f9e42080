import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { commandsOf } from './commands.ts';
import { allCommands } from './pages.ts';

const PAGE = [
  '<!-- tried: quick -->',
  '',
  '```sh',
  'a',
  'b',
  '```',
  '<!-- tried: by hand: it needs a car -->',
  '```sh',
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
      { file: 'x.md', line: 3, text: 'a\nb', lane: 'quick', why: '' },
      { file: 'x.md', line: 8, text: 'c', lane: 'by hand', why: 'it needs a car' },
      { file: 'x.md', line: 14, text: 'd', lane: 'long', why: '' },
    ]);
  });

  it.each([
    ['a block without a lane', '```sh\na\n```'],
    ['a lane that is none', '<!-- tried: soon -->\n\n```bash\na\n```'],
    ['a lane among what readers see', '```sh quick\na\n```'],
    ['a lane of the block before', '<!-- tried: quick -->\n\n```sh\na\n```'.replace('```sh', 'words\n\n```sh')],
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
