import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { explainNodeVersion, NODE_MAJOR_MIN } from './explain-node-version.ts';

it('a Node that is too old is refused with a way out', () => {
  for (const version of ['20.20.2', '22.22.0', '23.11.1'])
    expect(explainNodeVersion(version)).toContain('npm run migrate');
  for (const version of ['24.0.0', '24.21.0', '26.1.0']) expect(explainNodeVersion(version)).toBeNull();
});

it('the Node that comes with the packages is one that runs it, in production too', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  expect(Number.parseInt(dependencies['node'] ?? '', 10)).toBe(NODE_MAJOR_MIN);
});

it.each(['main.ts', 'commands/run-command.ts'])('%s looks at it before anything else', (file) => {
  const [first] = /^import .*$/m.exec(readFileSync(`apps/api/src/${file}`, 'utf8')) ?? [];
  expect(first).toMatch(/^import '\.{1,2}\/preflight\/node-version\.ts';$/);
});
