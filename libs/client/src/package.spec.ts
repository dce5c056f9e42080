/**
 * The package as an app has it, installed outside of the repository: what it weighs, that each of its entries works in Node and in bundlers,
 * that its types are whole, and that the README's first steps work.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { startTestServer } from '#api/testing/test-server';
import { tokenFor } from '#api/testing/tokens';
import { packageEntries } from '../package/entries.ts';
import { packageSizes, SIZE_LIMITS, statedSizes, type Size } from '../package/sizes.ts';
import { installPackage, type InstalledPackage } from '../test/installed-package.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
const PUBLINT = join(REPOSITORY, 'node_modules/publint/src/cli.js');
const SUBPATHS = Object.keys(packageEntries());
const nameOf = (subpath: string) => join('@bimride/client', subpath);

let installed: InstalledPackage;
let sizes: readonly Size[];

beforeAll(async () => {
  installed = await installPackage(['react', '@types/react', '@types/node']);
  sizes = await packageSizes(installed.package);
});
afterAll(() => installed.remove());

const outputOf = ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr;
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

it('has an entry for each lib that phones may load, and for nothing else', () => {
  const libs = globSync('libs/*/src/client.ts', { cwd: REPOSITORY }).map((file) => `./${file.split('/')[1] ?? ''}`);
  expect(SUBPATHS.toSorted()).toEqual(['.', './react', './testing', ...libs].toSorted());
  const { exports } = readJson(join(installed.package, 'package.json')) as { exports: object };
  expect(Object.keys(exports).toSorted()).toEqual([...SUBPATHS, './package.json'].toSorted());
});

it('is imported by Node, each entry by itself', async () => {
  for (const subpath of SUBPATHS) {
    const script = `import * as all from '${nameOf(subpath)}'; console.log(Object.keys(all).length > 0);`;
    expect([subpath, await installed.node(['--input-type=module', '-e', script])]).toEqual([subpath, 'true\n']);
  }
});

it('is what registries and bundlers expect', async () => {
  const told = await installed.node([PUBLINT, '--strict', '--pack', 'false', installed.package]).catch(outputOf);
  expect(told).toContain('All good!');
});

it('has whole types: with what Node brings, and with what a browser brings', async () => {
  const imports = SUBPATHS.map((subpath, index) => `export * as entry${index} from '${nameOf(subpath)}';`);
  await writeFile(join(installed.app, 'all.mts'), imports.join('\n'));
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  };
  const settings = {
    node: { module: 'nodenext', target: 'es2024', types: ['node'], lib: ['es2024'] },
    browser: {
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
      types: [],
      lib: ['es2022', 'dom'],
      jsx: 'react-jsx',
    },
  };
  for (const [name, options] of Object.entries(settings)) {
    const files = ['all.mts'];
    const path = join(installed.app, `tsconfig.${name}.json`);
    await writeFile(path, JSON.stringify({ compilerOptions: { ...strict, ...options, noEmit: true }, files }));
    const told = await installed.node([TSC, '-p', path]).catch(outputOf);
    expect([name, told]).toEqual([name, '']);
  }
});

it('weighs no more than it may, and no more than the README says', () => {
  const stated = statedSizes(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'));
  const limitOf = { core: SIZE_LIMITS.coreBytesMax, mutation: SIZE_LIMITS.mutationBytesMax, entry: Infinity };
  process.stdout.write(`${sizes.map(({ what, bytes }) => `${what} ${bytes}`).join(', ')}: bytes gzipped\n`);
  for (const { what, kind, bytes } of sizes) {
    expect({ what, tooHeavy: bytes > limitOf[kind] }).toEqual({ what, tooHeavy: false });
    const said = stated.get(what) ?? 0;
    expect({ what, bytes, said, isTrue: bytes <= said && said - bytes <= 1024 }).toMatchObject({ isTrue: true });
  }
  expect([...stated.keys()].toSorted()).toEqual(sizes.map(({ what }) => what).toSorted());
  expect(sizes.filter(({ kind }) => kind === 'mutation').length).toBeGreaterThan(10);
});

it('has pages whose links lead somewhere', () => {
  const pages = globSync(['README.md', 'docs/*.md'], { cwd: installed.package });
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/protocol.md']));
  const dead = pages.flatMap((page) => {
    const text = readFileSync(join(installed.package, page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = '']) => join(dirname(page), to));
    return links.filter((to) => to.startsWith('..') || !existsSync(join(installed.package, to)));
  });
  expect(dead).toEqual([]);
});

it('takes a developer from nothing to a booked ride: the README, as written, against the real server', async () => {
  const server = await startTestServer();
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, code = ''] = /```js\n(.+?)```/s.exec(readme) ?? [];
  await writeFile(join(installed.app, 'first-steps.mjs'), code);
  const variables = { BIMRIDE_URL: server.url, BIMRIDE_TOKEN: await tokenFor(server.url, 'rider') };
  const told = await installed.node(['--disable-warning=ExperimentalWarning', 'first-steps.mjs'], variables);
  await server.close();
  expect(told.trim().split('\n')).toEqual(['saved', 'requested', 'confirmed applied']);
});
