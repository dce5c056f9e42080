import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

const read = (path: string): string => readFileSync(path, 'utf8');

it('one thing is said of the Node that a machine must have', () => {
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string; npm: string } };
  expect(engines).toEqual({ node: '>=20.17', npm: '>=10' });
  const said = 'Node 20.17 or newer with its npm (10 or 11)';
  expect(read('README.md')).toContain(said);
  expect(read('CONTRIBUTING.md')).toContain(said);
  expect(read('docs/adr/0006-node-24-from-npm.md')).toContain('own Node (20.17 or newer');
  for (const page of ['README.md', 'CONTRIBUTING.md']) expect(read(page)).not.toMatch(/Node 2[0-2] or newer/);
});
