/**
 * The library on Hermes itself: every entry is loaded, and a ride is booked without a network. It is an old one, of 2022: later ones were
 * published as compilers only. It knows neither classes nor async functions, so the bundle is made as plain as for it.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { transform } from '@swc/core';
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPackage, type InstalledPackage } from '../test/installed-package.ts';

const FIXTURES = join(import.meta.dirname, '../test/fixtures');
const PROGRAM = join(
  'node_modules/hermes-engine-cli',
  process.platform === 'darwin' ? 'osx-bin' : 'linux64-bin',
  'hermes',
);
const run = promisify(execFile);

let installed: InstalledPackage;
beforeAll(async () => {
  installed = await installPackage();
  await cp(join(FIXTURES, 'installed-app/in-metro.js'), join(installed.app, 'in-metro.js'));
  for (const name of ['run.js', 'react-native.js']) await cp(join(FIXTURES, 'hermes', name), join(installed.app, name));
}, 240_000);
afterAll(() => installed.remove());

/** Installed once, by its lock file, and kept: it is 140 MB. */
async function hermes(): Promise<string> {
  const kept = join(tmpdir(), 'bimride-hermes-0.12.0');
  if (!existsSync(kept)) {
    const fresh = await mkdtemp(`${kept}-`);
    for (const name of ['package.json', 'package-lock.json'])
      await cp(join(FIXTURES, 'hermes', name), join(fresh, name));
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], { cwd: fresh });
    await rename(fresh, kept).catch(() => rm(fresh, { recursive: true }));
  }
  return join(kept, PROGRAM);
}

it('loads every entry, and books without a network', async () => {
  const entry = join(installed.app, 'run.js');
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    target: 'es2020',
    write: false,
  });
  const { code } = await transform(outputFiles[0]?.text ?? '', { jsc: { target: 'es5' }, isModule: false });
  const file = join(installed.app, 'on-hermes.js');
  await writeFile(file, code);
  const { stdout } = await run(await hermes(), ['-O', '-w', '-Xmicrotask-queue', file]);
  expect(JSON.parse(stdout)).toEqual({
    booked: { stage: 'saved', status: 'requested', why: 'unreachable', waited: 'NotConfirmed' },
    page: { code: 'page_malformed' },
    exports: Array.from({ length: 7 }, () => true),
    absent: ['TextDecoder', 'atob', 'crypto', 'structuredClone', 'BroadcastChannel', 'navigator', 'fetch', 'URL'],
  });
}, 240_000);
