/**
 * The package at more length: the README's first steps typed into a shell word for word, with the packages from the registry; and bundled by Metro,
 * for an engine that has little of what browsers have.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import Metro from 'metro';
import { startTestServer } from '#api/testing/test-server';
import { readmeBlock } from '../test/readme.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const QUIETLY = '--disable-warning=ExperimentalWarning';
const DEADLINE_MS = 240_000;
const run = promisify(execFile);

let folder = '';
let app = '';
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'bimride-first-steps-')));
  app = join(folder, 'app');
  await mkdir(app);
  // The repository beside it, under the name that the README gives it.
  await symlink(REPOSITORY, join(folder, 'bimride'));
});
afterAll(() => rm(folder, { recursive: true }));

it(
  'takes a developer from an empty folder to a booked ride: the README, typed word for word',
  async () => {
    const server = await startTestServer();
    await writeFile(join(app, 'quick-start.ts'), await readmeBlock('ts'));
    const variables = { BIMRIDE_URL: server.url, PORT: new URL(server.url).port, NODE_OPTIONS: QUIETLY };
    const given = Object.entries(variables).map(([name, value]) => `export ${name}=${value}\n`);
    const typed = async (lines: string) => (await run('bash', ['-ec', given.join('') + lines], { cwd: app })).stdout;
    try {
      const lines = await readmeBlock('sh');
      expect(await typed(lines)).toMatch(/saved\nrequested\nconfirmed applied \n$/);
      const [token = '', start = ''] = lines.split('\n').filter((line) => /^export|quick-start/.test(line));
      expect(await typed(`${token}\n${start}`)).toBe('saved\nrequested\nconfirmed applied \n');
    } finally {
      await server.close();
    }
  },
  DEADLINE_MS,
);

it('is bundled by Metro, every entry, and runs where there is neither crypto nor TextDecoder nor anything of Node', async () => {
  await cp(join(import.meta.dirname, '../test/fixtures/installed-app/in-metro.js'), join(app, 'in-metro.js'));
  const config = await Metro.loadConfig({ cwd: app, projectRoot: app, 'max-workers': 1, 'reset-cache': true });
  // What React Native's preset for Babel does to imports.
  const transformer = {
    ...config.transformer,
    getTransformOptions: async () => ({ transform: { experimentalImportSupport: true, inlineRequires: false } }),
  };
  // What a bundle begins with is Metro's own.
  const runtime = join(REPOSITORY, 'node_modules/metro-runtime');
  const resolver = { ...config.resolver, extraNodeModules: { 'metro-runtime': runtime } };
  const watchFolders = [app, runtime];
  const quiet = {
    ...config,
    resolver,
    watchFolders,
    transformer,
    cacheStores: [],
    reporter: { update: () => undefined },
  };
  const out = join(app, 'metro-bundle.js');
  await Metro.runBuild(quiet, { entry: 'in-metro.js', out, dev: false, minify: true, platform: 'ios' });
  // check-specs: waits-by-time -- handed to an engine that has none
  const { setTimeout, clearTimeout, AbortController, TextEncoder, performance } = globalThis;
  // check-specs: waits-by-time -- as above
  const engine = { setTimeout, clearTimeout, AbortController, TextEncoder, performance };
  const context = createContext({ ...engine });
  runInContext(await readFile(out, 'utf8'), context);
  expect(await runInContext('globalThis.result', context)).toEqual({
    booked: { stage: 'saved', status: 'requested', why: 'unreachable', waited: 'NotConfirmed' },
    page: { code: 'page_malformed' },
    exports: Array.from({ length: 7 }, () => true),
  });
});
