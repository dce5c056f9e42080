/** The client in a real browser (Debian's Chromium): IndexedDB, Web Locks, BroadcastChannel, hooks, and being killed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { BrowserApp } from '../test/browser-app.ts';
import { bundle } from '../test/bundle.ts';
import { startChromium, type Chromium } from '../test/chromium.ts';
import { NotesIsland, notedBy } from '../test/notes.ts';
import { RIDER } from '../test/phones.ts';
import { scriptedHttp, type HttpServer } from '../test/scripted-http.ts';
import { storageContract } from './testing/storage-contract.ts';

declare global {
  var browserApp: BrowserApp | undefined;
}

const DEADLINE_MS = 15_000;
const HTML = '<!doctype html><title>app</title><div id="screen"></div><script type="module" src="/app.js"></script>';
// An app that works offline loads offline.
const WORKER = `self.oninstall = (event) => event.waitUntil(caches.open('app').then((cache) => cache.addAll(['/', '/app.js'])));
self.onactivate = (event) => event.waitUntil(self.clients.claim());
self.onfetch = (event) => { if (event.request.method === 'GET') event.respondWith(caches.match(event.request).then((hit) => hit ?? fetch(event.request))); };`;

/** The lowest contrast of any text of the inspector with its ground, by the WCAG's formula. */
const CONTRAST = `(() => {
  const light = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const groundOf = (node) => {
    const color = getComputedStyle(node).backgroundColor;
    return color === 'rgba(0, 0, 0, 0)' ? groundOf(node.parentElement) : color;
  };
  const ratios = [...document.querySelectorAll('.bimride-inspector :not(style)')].map((node) => {
    const [low, high] = [light(getComputedStyle(node).color), light(groundOf(node))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  });
  return Math.min(...ratios);
})()`;

/** Keys that a database of the page holds, as JSON. */
const storedIn = (name: string) => `new Promise((resolve, reject) => {
  const opening = indexedDB.open(${JSON.stringify(name)});
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('entries').objectStore('entries').getAllKeys();
    asked.onsuccess = () => resolve(JSON.stringify(asked.result));
  };
})`;

let server: NotesIsland['server'];
let http: HttpServer;
let profile: string;
let chromium: Chromium;

beforeAll(async () => {
  ({ server } = new NotesIsland());
  const source = readFileSync(join(import.meta.dirname, '../test/browser-app.ts'), 'utf8');
  const define = { 'process.env.NODE_ENV': '"production"' };
  const text = await bundle(source, { define, minify: true });
  const javascript = 'text/javascript';
  const pages = {
    '/': { type: 'text/html', text: HTML },
    '/app.js': { type: javascript, text },
    '/worker.js': { type: javascript, text: WORKER },
  };
  http = await scriptedHttp({ server, people: [RIDER], pages });
  profile = mkdtempSync(join(tmpdir(), 'bimride-chromium-'));
  chromium = await startChromium(profile);
});

afterAll(async () => {
  await chromium.kill();
  await http.close();
  rmSync(profile, { recursive: true, maxRetries: 10, retryDelay: 100 });
});

async function openTab(): Promise<Page> {
  const page = await chromium.context.newPage();
  page.setDefaultTimeout(DEADLINE_MS);
  await page.goto(http.url);
  await isReady(page);
  return page;
}

const isReady = (page: Page) => page.waitForFunction(() => globalThis.browserApp !== undefined);
const noteIn = (page: Page, text: string) => page.evaluate((noted) => globalThis.browserApp?.note(noted), text);
const textsIn = (page: Page) => page.evaluate(() => globalThis.browserApp?.texts());

describe('in Chromium', () => {
  it.each(['plain', 'encrypted'] as const)('IndexedDB keeps the contract of a storage, %s', async (kind) => {
    const page = await openTab();
    for (const clause of Object.keys(storageContract)) {
      const kept = await page.evaluate(([name, how]) => globalThis.browserApp?.checkStorage(name, how), [
        clause,
        kind,
      ] as const);
      expect({ clause, kept }).toEqual({ clause, kept: 'kept' });
    }
    const keys = await page.evaluate<string>(storedIn(`${kind} contract has it all when it is opened again`));
    expect(JSON.parse(keys)).not.toHaveLength(0);
    expect(keys === '["a","b"]').toBe(kind === 'plain');
    await page.close();
  });

  it('IndexedDB is opened again when the browser closes it, and nothing is lost', async () => {
    const page = await openTab();
    const kept = await page.evaluate(() => globalThis.browserApp?.closedByBrowser());
    expect(kept).toEqual(['for another version', 'silently', 'with its event', '7 connections']);
    await page.close();
  });

  it('three tabs enqueue offline, are reloaded, and once online one of them drains all, once and in order', async () => {
    const tabs = [await openTab(), await openTab(), await openTab()];
    await tabs[0]?.evaluate(`navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)`);
    await Promise.all(tabs.map((tab) => tab.waitForFunction(`navigator.serviceWorker.controller !== null`)));
    await chromium.context.setOffline(true);
    const refs = new Map<string, number>();
    const enqueue = async (tab: Page, texts: readonly string[]): Promise<void> => {
      for (const text of texts) refs.set(text, (await noteIn(tab, text)) ?? 0);
    };
    await Promise.all(
      tabs.map((tab, index) =>
        enqueue(
          tab,
          [1, 2, 3, 4, 5].map((n) => `tab ${index} note ${n}`),
        ),
      ),
    );
    await Promise.all(tabs.map((tab) => tab.reload().then(() => isReady(tab))));
    expect(await Promise.all(tabs.map((tab) => tab.evaluate(() => globalThis.browserApp?.waiting())))).toEqual([
      15, 15, 15,
    ]);
    await Promise.all(tabs.map((tab, index) => enqueue(tab, [`tab ${index} after reload`])));
    expect(server.decided).toEqual([]);

    await chromium.context.setOffline(false);
    const inOrder = [...refs].toSorted(([, left], [, right]) => left - right).map(([text]) => text);
    for (const tab of tabs)
      await tab.waitForFunction(
        () => globalThis.browserApp?.waiting() === 0 && globalThis.browserApp.texts().length === 18,
      );
    expect(notedBy(server)).toEqual(inOrder);
    expect(new Set(refs.values()).size).toBe(18);
    expect(new Set(server.decided).size).toBe(server.decided.length);
    for (const tab of tabs) expect(await textsIn(tab)).toEqual(inOrder);
    await Promise.all(tabs.map((tab) => tab.close()));
  });

  it('hooks show what is noted, what waits, and what was refused, in every tab', async () => {
    const [here, there] = [await openTab(), await openTab()];
    await here.waitForFunction(() => globalThis.browserApp?.texts().length === 18);
    await noteIn(here, 'refuse me');
    for (const tab of [here, there]) {
      const line = tab.getByText('18 noted, 0 waiting, That is not noted.');
      await line.waitFor();
      expect(await line.count()).toBe(1);
    }
    await Promise.all([here.close(), there.close()]);
  });

  it('the inspector tells all of it on 360 pixels, by keyboard, in the light and in the dark', async () => {
    const page = await openTab();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.evaluate(() => globalThis.browserApp?.inspect());
    for (const part of ['Status', 'Queue', 'Inbox', 'Rows', 'Exchanges']) {
      // The next thing that has the focus is the next part, or what stands open in the one before.
      const isAt = `document.activeElement?.textContent.startsWith('${part} ')`;
      for (let tab = 0; tab < 6 && (await page.evaluate(isAt)) !== true; tab++) await page.keyboard.press('Tab');
      expect([part, await page.evaluate(isAt)]).toEqual([part, true]);
      await page.keyboard.press('Enter');
    }
    await page.locator('summary', { hasText: 'notes 1' }).click();
    await page.getByText('tab 0 note 1').waitFor();
    const text = (await page.getByRole('region', { name: 'Bimride inspector' }).textContent()) ?? '';
    for (const told of ['nothing', 'emergency', '0 waiting', 'That is not noted.', 'sync/pull', '200', 'tab 0 note 1'])
      expect(text).toContain(told);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      expect(await page.evaluate(CONTRAST)).toBeGreaterThan(7);
    }
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('That is not noted.').waitFor({ state: 'detached' });
    await page.close();
  });

  it('killed while it notes, it has everything that was resolved when it is started again', async () => {
    const page = await openTab();
    await chromium.context.setOffline(true);
    const resolved: string[] = [];
    const enough = new Promise<void>((resolve) => {
      void page
        .exposeFunction('resolved', (text: string) => {
          if (resolved.push(text) === 25) resolve();
        })
        .then(() => page.evaluate(() => void globalThis.browserApp?.noteWithoutEnd()));
    });
    await enough;
    const noted = [...resolved];
    await chromium.kill();
    chromium = await startChromium(profile);
    const again = await openTab();
    await again.waitForFunction(() => globalThis.browserApp?.waiting() === 0);
    const after = notedBy(server).slice(18);
    expect(after.slice(0, noted.length)).toEqual(noted);
    expect(new Set(after).size).toBe(after.length);
    expect(await textsIn(again)).toEqual(notedBy(server));
  });

  it('a query suspends until the first look has ended, and then shows what it found', async () => {
    const page = await openTab();
    await noteIn(page, 'found by a look');
    await page.waitForFunction(() => globalThis.browserApp?.waiting() === 0);
    await page.evaluate(() => globalThis.browserApp?.suspend());
    await page.getByText('looking').waitFor();
    expect(await page.getByText('found').count()).toBe(0);
    await page.evaluate(() => globalThis.browserApp?.look());
    await page.getByText(`${notedBy(server).length} found`).waitFor();
    expect(await page.getByText('looking').count()).toBe(0);
    await page.close();
  });
});
