/** The package as it is published: what it weighs, that it needs nothing of Node, and that the README's first steps work. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { execFile, execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { startTestServer } from '../../../apps/api/test/harness/test-server.ts';
import { tokenFor } from '../../../apps/api/test/harness/tokens.ts';
import { buildPackage } from '../package/build-package.ts';

const GZIPPED_BYTES_MAX = 40_960;
const REPOSITORY = resolve(import.meta.dirname, '../../..');
let app = '';

beforeAll(() => {
  // Within the repository, so that the package finds its dependencies.
  mkdirSync(join(REPOSITORY, 'dist'), { recursive: true });
  app = mkdtempSync(join(REPOSITORY, 'dist/client-package-spec-'));
  buildPackage(join(app, 'node_modules/@bimride/client'));
});
afterAll(() => rmSync(app, { recursive: true }));

async function weigh(contents: string): Promise<number> {
  const options = {
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  } as const;
  // For a browser: an import of a Node built-in fails here.
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: app },
    external: ['react'],
    ...options,
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

it('weighs at most 40 KB gzipped with everything a web app uses and all mutations of rides', async () => {
  const bytes = await weigh(
    `export * from '@bimride/client'; export * from '@bimride/client/rides'; export * from '@bimride/client/react';`,
  );
  process.stdout.write(`@bimride/client with the rides mutations: ${bytes} bytes gzipped of ${GZIPPED_BYTES_MAX}\n`);
  expect(bytes).toBeLessThanOrEqual(GZIPPED_BYTES_MAX);
});

it('leaves out what is not used', async () => {
  const all = await weigh(`export * from '@bimride/client';`);
  const some = await weigh(`export { openClient, MemoryStorage } from '@bimride/client';`);
  expect(some).toBeLessThan(all - 2_000);
  expect(await weigh(`export { CLIENT_LIMITS } from '@bimride/client';`)).toBeLessThan(6_000);
});

it('has no import of Node in it, and none that leads nowhere', () => {
  const files = globSync('node_modules/@bimride/client/lib/**/*.js', { cwd: app });
  expect(files.length).toBeGreaterThan(60);
  const text = files.map((file) => readFileSync(join(app, file), 'utf8')).join('\n');
  expect(text).not.toMatch(/from ['"](?:node:|zod|typeorm|@nestjs)/);
});

it('runs in plain Node, and its types are found', () => {
  const script = `
    import { MemoryStorage, openClient } from '@bimride/client';
    import { book, ridesMutations } from '@bimride/client/rides';
    import { ScriptedServer, ScriptedLink, TestClock } from '@bimride/client/testing';
    const person = { subject: 'rider', roles: ['rider'] };
    const server = new ScriptedServer({ mutations: ridesMutations, kinds: [] });
    const link = new ScriptedLink(server, new TestClock());
    link.people.set('token', person);
    const client = await openClient({ person, storage: new MemoryStorage(), transport: link, token: async () => 'token', mutations: ridesMutations });
    const at = { lat: 13.1, lon: -59.6 };
    const saved = await client.mutate(book, { rideId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55', pickup: at, dropoff: at, pinSalt: 'ab'.repeat(16), pinHash: 'ab'.repeat(32) });
    await client.drainOnce({ deadlineMs: 5000 });
    console.log(JSON.stringify(saved.state().stage));`;
  writeFileSync(join(app, 'app.mts'), script);
  const run = (command: string, ...args: string[]) =>
    execFileSync(process.execPath, [command, ...args], { cwd: app, encoding: 'utf8' });
  expect(run(join(app, 'app.mts')).trim()).toBe('"confirmed"');
  const flags = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--skipLibCheck',
    'false',
    '--types',
    'node',
  ];
  expect(run(join(REPOSITORY, 'node_modules/typescript/bin/tsc'), ...flags, '--ignoreConfig', 'app.mts')).toBe('');
});

it('takes a developer from nothing to a booked ride: the README, as written, against the real server', async () => {
  const server = await startTestServer();
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, code = ''] = /```js\n(.+?)```/s.exec(readme) ?? [];
  writeFileSync(join(app, 'first-steps.mjs'), code);
  const env = { BIMRIDE_URL: server.url, BIMRIDE_TOKEN: await tokenFor(server.url, 'rider') };
  const flags = ['--disable-warning=ExperimentalWarning', 'first-steps.mjs'];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: app, env });
  await server.close();
  expect(stdout.trim().split('\n')).toEqual(['saved', 'requested', 'confirmed applied']);
});
