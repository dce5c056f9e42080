import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright-core';
import { shippedMap } from '#api/testing/shipped-map';
import { inNode } from '../test/in-node.ts';
import { checkPage, runQuotes, type QuoteRun, type QuoteRunInput } from '../test/quote-run.ts';
import { signPages } from '../test/signed-pages.ts';
import { RUN_SIZE } from '../test/run-size.ts';
import { TARIFF_2023 } from './shipped-tariffs.ts';
import { CHROMIUM } from '#api/testing/chromium-path';

const PHONE = 'http://phone.test';
const input: QuoteRunInput = { seed: 20_261_123, count: RUN_SIZE.quotes, tariff: TARIFF_2023, map: shippedMap() };

const NOW_MS = Date.UTC(2026, 10, 23);
function signedPage() {
  const dates = { validFromMs: NOW_MS - 1, validToMs: NOW_MS + 1, honouredUntilMs: NOW_MS + 2 };
  const { pages, jwks } = signPages([{ page: 'tariff', version: 'v.1', contentVersion: 'v', ...dates, content: 1 }]);
  return { jws: pages[0] ?? '', jwks };
}

/** The phone's doors as a phone has them, from the server's own source; random quotes with a printed seed. */
describe(`the phone’s bundle and the server (seed ${input.seed})`, () => {
  let folder: string;
  let code: string;
  let onServer: QuoteRun;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const entry = join(import.meta.dirname, '../test/quote-run.ts');
    const built = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      conditions: ['source'],
    });
    code = built.outputFiles[0]?.text ?? '';
    folder = await mkdtemp(join(tmpdir(), 'bimride-bundle-'));
    onServer = (await inNode(entry, runQuotes.name, input)) as QuoteRun;
    if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM}: apt-get install chromium`);
    const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
    page = await browser.newPage();
    await page.route(`${PHONE}/**`, (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: code })
        : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>phone</title>' }),
    );
    await page.goto(PHONE);
    await page.evaluate(`import('${PHONE}/bundle.js').then((bundle) => { globalThis.bundle = bundle; })`);
    await page.context().setOffline(true);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  it('P1 P2 none is above the legal cap, lines sum to totals, their order changes nothing', () => {
    const quoted = onServer.answers.filter((answer) => typeof answer === 'number').length;
    process.stdout.write(
      `quotes: ${onServer.answers.length}, priced ${quoted}, brought down to the cap ${onServer.capped}, bounded by a published fare ${onServer.published}\n`,
    );
    expect(onServer.faults.slice(0, 5)).toEqual([]);
    expect(quoted).toBeGreaterThan(input.count / 2);
    expect(onServer.capped).toBeGreaterThan(input.count / 10);
    expect(onServer.published).toBeGreaterThan(input.count / 500);
  });

  it('P5 agree to the cent in Node', async () => {
    const file = join(folder, 'bundle.mjs');
    await writeFile(file, code);
    expect(sameAs((await inNode(file, runQuotes.name, input)) as QuoteRun)).toBe('the same');
  });

  it('P5 agree to the cent in a browser without a network', async () => {
    const inBrowser = await page.evaluate(`globalThis.bundle.${runQuotes.name}(${JSON.stringify(input)})`);
    expect(sameAs(inBrowser as QuoteRun)).toBe('the same');
  });

  it('P5 a browser without a network believes a signed page, and refuses it changed, too late or from somebody else', async () => {
    const { jws, jwks } = signedPage();
    const other = signedPage();
    const changed = `${jws.slice(0, 100)}${jws[100] === 'A' ? 'B' : 'A'}${jws.slice(101)}`;
    const checks: readonly (readonly [string, object, number])[] = [
      [jws, jwks, NOW_MS],
      [changed, jwks, NOW_MS],
      [jws, jwks, NOW_MS + 1],
      [jws, other.jwks, NOW_MS],
    ];
    const found = await page.evaluate(
      `${JSON.stringify(checks)}.map((check) => globalThis.bundle.${checkPage.name}(...check))`,
    );
    expect(found).toEqual(['believed', 'page_signature_wrong', 'page_expired', 'page_signature_wrong']);
  });

  it('is small enough for a phone', () => {
    const kilobytes = Math.ceil(gzipSync(code).length / 1024);
    process.stdout.write(`the bundle has ${kilobytes} KB, packed\n`);
    expect(kilobytes).toBeLessThan(200);
  });

  function sameAs(run: QuoteRun): string {
    const at = onServer.answers.findIndex((answer, index) => run.answers[index] !== answer);
    if (at >= 0) return `${at}: ${onServer.answers[at]} here, ${run.answers[at]} there`;
    return run.answers.length === onServer.answers.length && run.faults.length === 0 ? 'the same' : 'another number';
  }
});
