/**
 * A new integrator’s first day on the web: the package installed from its tarball outside of the repository, the guide’s sign-in by PKCE
 * clicked through in Chromium, a fare, a booking and a cancel without a network, and their outcomes. The same in a bundle of Metro is
 * expo-example.long.spec.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startTestServer, type TestServer } from '#api/testing/test-server';
import { startChromium, type Chromium } from '../test/chromium.ts';
import { installPackage, type InstalledPackage } from '../test/installed-package.ts';
import { codeOf, readmeBlock } from '../test/readme.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const VITE = join(REPOSITORY, 'node_modules/vite/bin/vite.js');
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
const FIXTURE = join(import.meta.dirname, '../test/fixtures/integrators-path');
const APPLIED = { outcome: 'applied' };

let installed: InstalledPackage;
let server: TestServer;
let app: { readonly origin: string; close(): void };
let chromium: Chromium;
let profile = '';

beforeAll(async () => {
  installed = await installPackage(['oauth4webapi']);
  await cp(FIXTURE, installed.app, { recursive: true });
  for (const name of ['sign-in', 'web-storage', 'push', 'upgrading'])
    await writeFile(join(installed.app, `${name}.ts`), await codeOf(`docs/app-${name}.md`, `${name}.ts`));
  await writeFile(join(installed.app, 'fare.ts'), await readmeBlock('ts', 'A fare without a network'));
  app = await serve(join(installed.app, 'dist'));
  server = await startTestServer({ env: { BIMRIDE_ROAD_ENGINE: 'matrix', BIMRIDE_CORS_ORIGINS: app.origin } });
  await writeFile(join(installed.app, 'where.ts'), `export const baseUrl = '${server.url}';\n`);
  profile = await mkdtemp(join(tmpdir(), 'bimride-integrator-'));
  chromium = await startChromium(profile);
}, 240_000);
afterAll(async () => {
  await chromium.kill();
  await server.close();
  app.close();
  await installed.remove();
  await rm(profile, { recursive: true, maxRetries: 10, retryDelay: 100 });
});

/** Serves an app, as its own origin. Addresses that are no file are the app's. */
async function serve(folder: string) {
  const answered = createServer((request, response) => {
    const path = join(folder, new URL(request.url ?? '/', 'http://app').pathname);
    const isFile = existsSync(path) && statSync(path).isFile();
    response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html');
    response.end(readFileSync(isFile ? path : join(folder, 'index.html')));
  });
  await once(answered.listen(0, '127.0.0.1'), 'listening');
  const { port } = answered.address() as AddressInfo;
  const close = (): void => {
    answered.close();
    answered.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${port}`, close };
}

it('installs, signs in by PKCE, quotes, books, cancels without a network, sees the outcomes, renews, signs out', async () => {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    noEmit: true,
    allowImportingTsExtensions: true,
    types: [],
  };
  await writeFile(
    join(installed.app, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['main.mts', 'guides.mts'] }),
  );
  const outputOf = ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr;
  expect(await installed.node([TSC, '-p', '.']).catch(outputOf)).toBe('');
  await installed.node([VITE, 'build', '--logLevel', 'error']);

  const page = await chromium.context.newPage();
  await page.goto(app.origin);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Keisha Alleyne' }).click();
  await page.locator('#person', { hasText: 'rider' }).waitFor();
  // No code and no token stays in the address.
  expect(page.url()).toBe(`${app.origin}/`);

  await chromium.context.setOffline(true);
  const told = await page.evaluate<{ rideId: string; fareCents: number }>('app.bookAndCancel()');
  expect(told).toMatchObject({ requested: 'requested', stages: ['saved', 'saved'], waiting: 2 });
  expect(told.fareCents).toBeGreaterThan(1_000);
  const { risk, persistent, file } = await page.evaluate<{ risk: string; persistent: boolean; file: number }>(
    'app.atRisk()',
  );
  expect(risk).toBe(persistent ? 'none' : 'browser_may_delete');
  expect(file).toBeGreaterThan(500);
  await chromium.context.setOffline(false);
  expect(await page.evaluate('app.outcomes()')).toMatchObject([APPLIED, APPLIED]);
  expect(await page.evaluate(`app.statusOf('${told.rideId}')`)).toBe('cancelled');

  expect(await page.evaluate('app.renew()')).toEqual({ renewed: true, both: true });
  const answer = await fetch(`${server.url}/v1/rides`, {
    headers: { authorization: `Bearer ${await page.evaluate<string>('app.token()')}` },
  });
  expect(await answer.json()).toMatchObject({ rides: [{ rideId: told.rideId, status: 'cancelled' }] });
  expect(await page.evaluate('app.leave()')).toBeNull();
}, 180_000);

it('does what the guides say of pushes, and of acts that releases 1 and 2 of an app left', async () => {
  const told = await installed.node(['--disable-warning=ExperimentalWarning', 'guides.mts']);
  expect(JSON.parse(told)).toEqual({
    pushed: { before: undefined, after: 'requested', silent: true },
    upgraded: {
      1: { reason: 'waited_too_long', waiting: 0, held: 0 },
      2: { reason: 'waited_too_long', waiting: 0, held: 0 },
    },
  });
});
