/**
 * Carries out what CONTRIBUTING shows, to the letter, in a copy of the tree: a mutation and a module. Everything that
 * `npm run check` asks for, as far as they touch it, and their own specs must hold there.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTreeCopy, type TreeCopy } from '../testing/tree-copy.ts';
import { carryOut, runNode, type Ran } from './walk.ts';
import { extraBlocks, jobBlocks, moduleBlocks, mutationBlocks, rowBlocks } from './walk-through.ts';

const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const OF_RIDES = 'libs/rides/src/((module|fields|phone|views).spec|mutations)';
const OWN_SPECS = [
  'libs/contacts/',
  'apps/api/test/contacts',
  'apps/api/src/modules',
  OF_RIDES,
  'ride-drift',
  'tools/acceptance/acceptance',
  // What is asked of the whole tree, whoever adds to it.
  'tools/boundaries/doors',
  'tools/links',
  'apps/api/src/openapi/document',
  'apps/api/test/documented-examples',
  'apps/api/test/rest-mutations',
  'apps/api/.*staff-reads',
];
const DOCS = 'dist/tools/docs/generate.js';

let copy: TreeCopy;
const run = (...args: readonly string[]): Promise<Ran> => runNode(copy.folder, args);
/** Runs node in the copy, side by side; what does not end well, with what it printed. */
async function failuresOf(...commands: readonly (readonly string[])[]): Promise<readonly string[]> {
  const ran = await Promise.all(commands.map((args) => run(...args)));
  return ran.flatMap(({ status, output }, at) =>
    status === 0 ? [] : [`${commands[at]?.join(' ')} ends with ${status}:\n${output}`],
  );
}

const BLOCKS = [rowBlocks, mutationBlocks, moduleBlocks, jobBlocks, extraBlocks];
const made = () => BLOCKS.flatMap((blocks) => blocks()).map(({ path }) => path);
const code = () => [...new Set(made().filter((path) => path.endsWith('.ts')))];

beforeAll(async () => {
  copy = await openTreeCopy(['node_modules']);
  for (const blocks of BLOCKS) carryOut(copy.folder, blocks());
});
afterAll(() => copy?.close());

describe('with the mutation and the module of CONTRIBUTING', () => {
  it('types, imports and what phones can run hold', async () => {
    const failures = await failuresOf(
      // Specs among it: types of everything, and the build, in one go.
      ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
      ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', '{apps,libs,tools,bench}/**/*.ts'],
      ['tools/boundaries/check-schemas.ts'],
      ['tools/boundaries/check-specs.ts'],
      ['libs/client/package/compile.ts'],
    );
    expect(failures).toEqual([]);
  });

  it('the code is as prettier writes it and oxlint wants it', async () => {
    const failures = await failuresOf(
      ['node_modules/prettier/bin/prettier.cjs', '--check', ...made()],
      ['node_modules/oxlint/bin/oxlint', '--disable-nested-config', ...code()],
    );
    expect(failures).toEqual([]);
  });

  it('the migrations make what the entities describe', async () => {
    expect(await failuresOf(['dist/apps/api/src/commands/schema-check.js'])).toEqual([]);
  });

  it('the phone’s package has an entry for the module, whose size the page says once it is renewed', async () => {
    expect(await failuresOf(['libs/client/package/build-package.ts', '--sizes'])).toEqual([]);
    expect(readFileSync(join(copy.folder, 'libs/client/README.md'), 'utf8')).toMatch(/^\| `contacts` +\| entry/m);
  });

  it('documents are named while they are out of date, and made', async () => {
    const forgotten = await run(DOCS, '--check');
    expect(forgotten.status).toBe(1);
    expect(forgotten.output).toContain('docs/mutations.md is out of date: npm run docs:generate');
    expect(forgotten.output).toContain('docs/event-types.md is out of date: npm run docs:generate');
    expect(await failuresOf([DOCS])).toEqual([]);
    expect(await failuresOf([DOCS, '--check'])).toEqual([]);
  });

  it('their specs pass, those of every module, and the new routes answer', async () => {
    const snapshots = await run(...JEST, '--ci=false', '-u', 'route-role-matrix', 'documented-examples');
    expect(snapshots.output).toContain('2 snapshots updated');
    expect(await failuresOf([...JEST, '--ci', ...OWN_SPECS])).toEqual([]);
  });
});
