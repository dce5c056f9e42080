import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { canonicalJson, sha256Hex } from '#sync/client';
import { PLACES } from '../data/places.ts';
import { runDistances, runWays, type Pair } from '../test/distance-run.ts';
import { firstMapPage } from '../test/first-map-page.ts';
import type { LatLon, MapPage } from './rules/map/map-page.ts';
import { shippedMapPage } from './shipped-map.ts';
import { CHROMIUM } from '#api/testing/chromium-path';

const SEED = 20_261_124;
const MICRODEGREES = 1e6;

const JITTER_MICRODEGREES = 3_000;
const jitter = fc.integer({ min: -JITTER_MICRODEGREES, max: JITTER_MICRODEGREES });
// About 300 m around any place of the product.
const point = fc.tuple(fc.constantFrom(...PLACES), jitter, jitter).map(([{ lat, lon }, north, east]): LatLon => ({
  lat: Math.round(lat * MICRODEGREES + north) / MICRODEGREES,
  lon: Math.round(lon * MICRODEGREES + east) / MICRODEGREES,
}));
// Some points are at sea, some pairs nowhere apart: of 600, the first 500 that have a distance.
function pairsOn(map: MapPage): readonly Pair[] {
  return fc
    .sample(fc.tuple(point, point), { seed: SEED, numRuns: 600 })
    .filter((pair) => typeof runDistances({ map, pairs: [pair] })[0] === 'number')
    .slice(0, 500);
}

/**
 * What 500 pairs answered when they were laid down, and the same pairs as ways, with a road shut and a slow zone in force: their lines and times. For the
 * page as it is published this changes with the skeleton, its rules, or fast-check, and then on purpose. For the first page it
 * never changes: fares are run again with it.
 */
const GOLDEN = [
  {
    name: 'the page as it is published',
    map: shippedMapPage(),
    distances: {
      fingerprint: 'd7e24b26ec52b647542284235b85cbe05758addaa17ba68f29a9b66bfb9196b5',
      pairs: 500,
      meters: 9_010_633,
    },
    ways: {
      fingerprint: 'd944583da7f8b0525ca658a84a191c08d71edd7302bf5c882c03af002823f1fd',
      corners: 3_588,
      seconds: 1_434_115,
    },
  },
  {
    name: 'the first page',
    map: firstMapPage(),
    distances: {
      fingerprint: '46102322fe0344e997b865c36b9360463a6cbc7852bf29e2517f7dd0b5a1f348',
      pairs: 500,
      meters: 9_827_963,
    },
    ways: {
      fingerprint: 'da667a8750be74e1cf5fee9053a587938f2b03859d8c1d79e3cd98e3b07a2ec7',
      corners: 3_995,
      seconds: 1_571_090,
    },
  },
];
const AT_MS = Date.UTC(2026, 10, 24, 12);
const [shut, creeping] = [
  { id: 'flood', reason: 'Flood', edges: ['BATH-CATT'], points: [], fromMs: 0, toMs: null },
  {
    id: 'roadworks',
    kind: 'slow',
    name: 'Roadworks',
    reason: 'One lane',
    rings: [[-59_620_000, 13_090_000, -59_560_000, 13_090_000, -59_560_000, 13_150_000, -59_620_000, 13_150_000]],
    fromMs: 0,
    toMs: null,
    assumed: true,
  } as const,
];

describe.each(GOLDEN)(`G1 500 distances and ways on $name (seed ${SEED})`, ({ map, distances, ways }) => {
  const pairs = pairsOn(map);
  const input = { map, pairs };
  const waysInput = { map: { ...map, closures: [shut], zones: [creeping] }, pairs, atMs: AT_MS };
  const inNode = runDistances(input);
  const waysInNode = runWays(waysInput);
  let browser: Browser;

  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM}: apt-get install chromium`);
    const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
  });
  afterAll(() => browser?.close());

  it('are in Node as they were laid down', () => {
    const meters = inNode.reduce<number>((sum, answer) => sum + Number(answer), 0);
    const fingerprint = sha256Hex(canonicalJson(inNode));
    expect({ fingerprint, pairs: inNode.length, meters }).toEqual(distances);
  });

  it('have in Node the lines and times that were laid down', () => {
    const corners = waysInNode.reduce((sum, { line }) => sum + line.length, 0);
    const seconds = waysInNode.reduce((sum, { eta }) => sum + (eta?.p50Seconds ?? 0), 0);
    expect({ fingerprint: sha256Hex(canonicalJson(waysInNode)), corners, seconds }).toEqual(ways);
  });

  it('are the same in Chromium, from the phone’s bundle', async () => {
    const built = await build({
      entryPoints: [join(import.meta.dirname, '../test/distance-run.ts')],
      bundle: true,
      write: false,
      minify: true,
      format: 'iife',
      globalName: 'bundle',
      platform: 'browser',
      target: 'es2022',
      conditions: ['source'],
    });
    const page = await browser.newPage();
    const code = `${built.outputFiles[0]?.text ?? ''};globalThis.bundle = bundle;`;
    await page.addScriptTag({ content: code });
    const there = await page.evaluate(`globalThis.bundle.${runDistances.name}(${JSON.stringify(input)})`);
    expect(there).toEqual(inNode);
    const waysThere = await page.evaluate(`globalThis.bundle.${runWays.name}(${JSON.stringify(waysInput)})`);
    expect(waysThere).toEqual(waysInNode);
  });
});
