/**
 * The package as an app has it, installed outside of the repository: what it weighs, that each of its entries works in Node and in bundlers,
 * that its types are whole, and that the README's first steps work.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { startTestIssuer, type TestIssuer } from '#api/testing/test-issuer';
import { startTestServer, type TestServer } from '#api/testing/test-server';
import { packageEntries } from '../package/entries.ts';
import { isTrue, packageSizes, SIZE_LIMITS, statedSizes, type Size } from '../package/sizes.ts';
import { startChromium } from '../test/chromium.ts';
import { readmeBlock } from '../test/readme.ts';
import { installPackage, type InstalledPackage } from '../test/installed-package.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
const VITE = join(REPOSITORY, 'node_modules/vite/bin/vite.js');
const QUIETLY = ['--disable-warning=ExperimentalWarning'];
const PUBLINT = join(REPOSITORY, 'node_modules/publint/src/cli.js');
const SUBPATHS = Object.keys(packageEntries());
/** How long the README waits; who only wants to hear what is in the way need not wait as long. */
const README_TIMEOUT = 'timeoutMs: 10_000';
const IMPATIENT_MS = 4_000;
const nameOf = (subpath: string) => join('@bimride/client', subpath);

// Compilers and npm wait for their turn on a busy machine.
jest.setTimeout(240_000);

let installed: InstalledPackage;
let sizes: readonly Size[];
let issuer: TestIssuer;
let server: TestServer;

beforeAll(async () => {
  installed = await installPackage(['react', 'react-dom', '@types/react', '@types/react-dom', '@types/node']);
  await cp(join(import.meta.dirname, '../test/fixtures/installed-app'), installed.app, { recursive: true });
  await writeFile(join(installed.app, 'readme.tsx'), await readmeBlock('tsx'));
  await writeFile(join(installed.app, 'fare.ts'), await readmeBlock('ts', 'A fare without a network'));
  await writeFile(join(installed.app, 'encrypted.ts'), await readmeBlock('ts', 'Encrypted at rest'));
  const quickStart = await readmeBlock('ts');
  await writeFile(join(installed.app, 'quick-start.ts'), quickStart);
  await writeFile(
    join(installed.app, 'impatient.ts'),
    quickStart.replace(README_TIMEOUT, `timeoutMs: ${IMPATIENT_MS}`),
  );
  sizes = await packageSizes(installed.package);
  issuer = await startTestIssuer();
  server = await startTestServer({ env: { OIDC_ISSUER: issuer.issuer, BIMRIDE_ROAD_ENGINE: 'matrix' } });
});
afterAll(async () => {
  await server.close();
  await issuer.close();
  await installed.remove();
});

const tokenOf = (person: 'rider' | 'driver', expiresInSeconds = 900) =>
  issuer.mint({ sub: person, roles: [person], expiresInSeconds });

const outputOf = ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr;
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

it('has an entry for each lib that phones may load, and for nothing else', () => {
  const libs = globSync('libs/*/src/client.ts', { cwd: REPOSITORY }).map((file) => `./${file.split('/')[1] ?? ''}`);
  expect(SUBPATHS.toSorted()).toEqual(
    ['.', './encrypted', './inspector', './react', './testing', './words', ...libs].toSorted(),
  );
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

it('has whole types, for an app with what Node brings, and for one with what a browser brings', async () => {
  const imports = SUBPATHS.map((subpath, index) => `export * as entry${index} from '${nameOf(subpath)}';`);
  await writeFile(join(installed.app, 'all.mts'), imports.join('\n'));
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  };
  const common = { ...strict, noEmit: true, allowImportingTsExtensions: true };
  const node = { module: 'nodenext', target: 'es2024', lib: ['es2024'], types: ['node'] };
  const browser = {
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
  };
  const projects = {
    'tsconfig.node.json': {
      compilerOptions: { ...common, ...node },
      files: ['all.mts', 'quick-start.ts', 'in-node.mts'],
    },
    'tsconfig.json': {
      compilerOptions: { ...common, ...browser, jsx: 'react-jsx' },
      files: ['all.mts', 'in-browser.mts', 'types.mts', 'encrypted.ts'],
    },
  };
  for (const [name, project] of Object.entries(projects)) {
    await writeFile(join(installed.app, name), JSON.stringify(project));
    const told = await installed.node([TSC, '-p', name]).catch(outputOf);
    expect([name, told]).toEqual([name, '']);
  }
});

it('weighs no more than it may, and no more than the README says', () => {
  const stated = statedSizes(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'));
  const limitOf = { core: SIZE_LIMITS.coreBytesMax, mutation: SIZE_LIMITS.mutationBytesMax, entry: Infinity };
  process.stdout.write(`${sizes.map(({ what, bytes }) => `${what} ${bytes}`).join(', ')}: bytes gzipped\n`);
  const tooHeavy = sizes.filter(({ kind, bytes }) => bytes > limitOf[kind]);
  expect(tooHeavy).toEqual([]);
  const untrue = sizes.filter((size) => !isTrue(size, stated.get(size.what) ?? 0));
  expect({ untrue, remedy: 'npm run build:client -- --sizes' }).toMatchObject({ untrue: [] });
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

/** What fixtures/installed-app/offline-day.mts tells. */
interface Day {
  readonly pages: readonly string[];
  readonly forged: readonly (string | null)[];
  readonly place: string;
  readonly way: object;
  /** Points of the way on the map. */
  readonly line: number;
  readonly quoted: { readonly fareCents: number };
  readonly byServer: { readonly fareCents: number; readonly lines: unknown; readonly distanceMeters: number };
  readonly offered: boolean;
  readonly expected: readonly string[];
  readonly outcomes: readonly object[];
  readonly paid: boolean;
}

/** What a day without a network has to come to, wherever it was lived. */
function expectGoodDay(day: Day): void {
  expect(day.pages.toSorted()).toEqual(['map', 'tariff']);
  expect(day.forged).toEqual(day.forged.map(() => 'page_signature_wrong'));
  expect(day.place).toBe('Bathsheba');
  expect(day.line).toBeGreaterThan(2);
  expect(day.way).toMatchObject({ kind: 'measured', distanceMeters: day.byServer.distanceMeters });
  expect(day.quoted).toMatchObject({ fareCents: day.byServer.fareCents, lines: day.byServer.lines });
  expect(day.quoted.fareCents).toBeGreaterThan(1_000);
  expect(day.offered).toBe(true);
  const applied = (count: number): object[] => Array.from({ length: count }, () => ({ outcome: 'applied' }));
  expect(day.expected).toEqual(applied(5).map(() => 'applied'));
  expect(day.outcomes).toMatchObject(applied(6));
  expect(day.paid).toBe(true);
}

describe('a day without a network: page checked, fare quoted to the cent of the server, way found, cash taken', () => {
  it('in Node, with SQLite', async () => {
    const variables = { BIMRIDE_URL: server.url, RIDER: await tokenOf('rider'), DRIVER: await tokenOf('driver') };
    expectGoodDay(JSON.parse(await installed.node([...QUIETLY, 'in-node.mts'], { variables })) as Day);
  });

  it('in Chromium, with IndexedDB, bundled by Vite; and the README’s example in React', async () => {
    await installed.node([VITE, 'build', '--base', '/app/', '--logLevel', 'error']);
    const profile = await mkdtemp(join(tmpdir(), 'bimride-package-chromium-'));
    const chromium = await startChromium(profile);
    try {
      const page = await chromium.context.newPage();
      // The app stands beside the server, under one address.
      await page.route(`${server.url}/app/**`, (route) => {
        const path = new URL(route.request().url()).pathname.replace('/app/', '');
        return route.fulfill({ path: join(installed.app, 'dist', path) });
      });
      await page.goto(`${server.url}/app/index.html`);
      const tokens = { rider: await tokenOf('rider'), driver: await tokenOf('driver') };
      await page.waitForFunction('globalThis.app !== undefined');
      expectGoodDay(await page.evaluate<Day>(`app.offlineDay(${JSON.stringify(tokens)})`));
      await page.evaluate(`app.show(${JSON.stringify(tokens.rider)})`);
      await page.getByRole('listitem').filter({ hasText: 'ended' }).first().waitFor();
    } finally {
      await chromium.kill();
      await rm(profile, { recursive: true, maxRetries: 10, retryDelay: 100 });
    }
  });
});

describe('the first steps of the README, as written, against the real server', () => {
  /** In a folder of its own each: the database file is theirs. */
  async function firstSteps(
    name: string,
    token: string | null,
    { url = server.url, file = 'quick-start.ts' } = {},
  ): Promise<string> {
    await mkdir(join(installed.app, name), { recursive: true });
    const variables = { BIMRIDE_URL: url, ...(token === null ? {} : { BIMRIDE_TOKEN: token }) };
    return installed.node([...QUIETLY, join('..', file)], { variables, below: name }).catch(outputOf);
  }
  const BOOKED = 'saved\nrequested\nconfirmed applied \n';

  it('take a developer to a booked ride, and do so again', async () => {
    for (const time of ['first', 'second', 'third']) {
      const told = await firstSteps('well', await tokenOf('rider'));
      expect([time, told]).toEqual([time, BOOKED]);
    }
    // A ride that another phone left open.
    expect(await firstSteps('on another phone', await tokenOf('rider'))).toBe(BOOKED);
  });

  it('say within seconds what is in the way, lose nothing, and end well once it is not', async () => {
    const foreign = await issuer.mint({ sub: 'rider2', roles: ['rider'] });
    const cases: readonly (readonly [string, string | null, RegExp, string?])[] = [
      ['without a token', null, /signed_out.*there is no token/],
      ['with a text that is no token', 'wrong', /unknown_person.*does not say whose it is/],
      ['with an expired token', await tokenOf('rider', -3_600), /signed_out.*has expired/],
      ['with the token of another', foreign, /wrong_person.*of another person/],
      ['without a server', await tokenOf('rider'), /unreachable.*cannot be reached/, 'http://127.0.0.1:9'],
    ];
    const token = await tokenOf('rider');
    await Promise.all(
      cases.map(async ([name, given, words, url]) => {
        const told = await firstSteps(name, given, { url, file: 'impatient.ts' });
        expect(told).toMatch(/^saved\nrequested\n/);
        expect([name, told]).toEqual([
          name,
          expect.stringMatching(`NotConfirmed: not confirmed within ${IMPATIENT_MS} ms`),
        ]);
        expect(told).toMatch(words);
      }),
    );
    for (const [name] of cases) expect([name, await firstSteps(name, token)]).toEqual([name, BOOKED]);
  });
});
