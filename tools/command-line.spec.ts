import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

it('what there is not is refused in one line, by name', () => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/check.ts', '--onyl', 'lint'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([64, "Unknown option '--onyl'. --help tells what there is.\n"]);
});

it('every tool reads its command line so', () => {
  const own = globSync('{tools,bench}/**/*.ts', { exclude: ['**/node_modules/**'] }).filter(
    (file) => !file.endsWith('.spec.ts') && /\bparseArgs\b.*'node:util'/.test(readFileSync(file, 'utf8')),
  );
  expect(own.toSorted()).toEqual(['tools/command-line.ts']);
});
