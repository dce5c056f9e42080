/** 20,000 rows and 5,000 waiting, in Chromium: what is read, rendered and blocked when the app opens, looks, acts, and when one row changes. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { bundle } from '../test/bundle.ts';
import { startChromium, type Chromium } from '../test/chromium.ts';
import type { Counts, ManyRowsApp } from '../test/many-rows-app.ts';
import { listKind, many, NotesIsland } from '../test/notes.ts';
import { RIDER } from '../test/phones.ts';
import { scriptedHttp, type HttpServer } from '../test/scripted-http.ts';

declare global {
  var manyRows: ManyRowsApp | undefined;
}

const ROWS = 20_000;
const WAITING = 5_000;
const DEADLINE_MS = 240_000;
const HTML = '<!doctype html><title>many</title><div id="screen"></div><script type="module" src="/app.js"></script>';

let server: NotesIsland['server'];
let http: HttpServer;
let profile: string;
let chromium: Chromium;

const put = (list: string, texts: readonly string[]): void =>
  server.put(listKind.put({ list, owner: RIDER.subject, texts }));

beforeAll(async () => {
  ({ server } = new NotesIsland());
  // Rows as long as those of rides.
  for (const list of many(ROWS)) put(list, ['x'.repeat(400)]);
  const source = readFileSync(join(import.meta.dirname, '../test/many-rows-app.ts'), 'utf8');
  const text = await bundle(source, { define: { 'process.env.NODE_ENV': '"production"' }, minify: true });
  const pages = { '/': { type: 'text/html', text: HTML }, '/app.js': { type: 'text/javascript', text } };
  http = await scriptedHttp({ server, people: [RIDER], pages });
  profile = mkdtempSync(join(tmpdir(), 'bimride-many-'));
  chromium = await startChromium(profile);
});

afterAll(async () => {
  await chromium.kill();
  await http.close();
  rmSync(profile, { recursive: true, maxRetries: 10, retryDelay: 100 });
});

async function openPage(): Promise<Page> {
  const page = await chromium.context.newPage();
  page.setDefaultTimeout(DEADLINE_MS);
  await page.goto(http.url);
  await page.waitForFunction(() => globalThis.manyRows !== undefined);
  return page;
}

async function countsOf(page: Page, what: string): Promise<Counts> {
  const counts = await page.evaluate(() => globalThis.manyRows?.counts());
  if (!counts) throw new Error('the page has no counters');
  const { renders, longTasks, longestMs, ...reads } = counts;
  process.stdout.write(
    `${what}: ${JSON.stringify({ ...reads, renders, longTasks, longestMs: Math.round(longestMs) })}\n`,
  );
  return counts;
}

const look = (page: Page) => page.evaluate(() => globalThis.manyRows?.look());
const act = (page: Page) => page.evaluate(() => globalThis.manyRows?.act());
const shown = (page: Page) => page.evaluate(() => globalThis.manyRows?.shown());

/** A look that finds nothing, an act, and one row that another phone changed. */
async function expectSparing(page: Page, waiting: number): Promise<void> {
  const nothing =
    waiting === 0 ? { row: 0, one: 0, list: 0, count: 0, queue: 0, inbox: 0, status: 0 } : { row: 0, list: 0 };
  const rendersOf = ({ renders }: Counts) =>
    Object.fromEntries(Object.keys(nothing).map((component) => [component, renders[component] ?? 0]));

  if (waiting === 0) {
    await look(page);
    const idle = await countsOf(page, 'a look that finds nothing');
    expect(idle.rowsRead).toBe(0);
    expect(rendersOf(idle)).toEqual(nothing);
  }

  await act(page);
  const acted = await countsOf(page, `an act, ${waiting} waiting`);
  expect(acted.rowsRead).toBe(0);
  expect(rendersOf(acted)).toEqual({ ...nothing, ...('queue' in nothing ? { queue: 1 } : {}) });
}

async function expectOneRow(page: Page, texts: readonly string[]): Promise<void> {
  put('note 7', texts);
  await look(page);
  const counts = await countsOf(page, 'one of 20,000 rows changed');
  expect(counts.rowsRead).toBe(0);
  // The list, the component of that row in it, and the one that shows the row alone; none of the 19,999 and 199 others.
  expect({ row: counts.renders['row'], one: counts.renders['one'], list: counts.renders['list'] }).toEqual({
    row: 1,
    one: 1,
    list: 1,
  });
  expect(counts.renders['count'] ?? 0).toBe(0);
}

it('reads and renders what changed, and nothing else', async () => {
  const page = await openPage();
  await look(page);
  expect(await shown(page)).toMatchObject({ rows: ROWS });
  expect((await countsOf(page, 'the first pull of 20,000 rows')).renders['row']).toBe(ROWS);
  await expectSparing(page, 0);
  await look(page);
  await countsOf(page, 'the act arrives');
  await expectOneRow(page, ['changed']);

  // Another tab opens, acts and drains: this one reads no row that did not change.
  const other = await openPage();
  await countsOf(other, 'another tab opens');
  await act(other);
  await look(other);
  await other.waitForFunction(() => globalThis.manyRows?.shown().waiting === 0);
  await page.waitForFunction(() => globalThis.manyRows?.shown().waiting === 0);
  const told = await countsOf(page, 'an act in another tab');
  expect(told.rowsRead).toBeLessThanOrEqual(1);
  expect(told.renders['row'] ?? 0).toBe(0);
  await other.close();

  await chromium.context.setOffline(true);
  await page.evaluate((times) => globalThis.manyRows?.actOften(times), WAITING - 1);
  const often = await countsOf(page, `${WAITING - 1} acts without contact`);
  expect({ rowsRead: often.rowsRead, row: often.renders['row'] ?? 0 }).toEqual({ rowsRead: 0, row: 0 });
  await expectSparing(page, WAITING);
  expect(await shown(page)).toMatchObject({ waiting: WAITING, noted: WAITING });
  await chromium.context.setOffline(false);
  await page.close();

  const again = await openPage();
  const reopened = await countsOf(again, `opened with ${ROWS} rows and ${WAITING} waiting`);
  expect(reopened.rowsRead).toBe(ROWS);
  expect(await shown(again)).toMatchObject({ rows: ROWS, waiting: WAITING, noted: WAITING });
  await look(again);
  await again.waitForFunction(() => globalThis.manyRows?.shown().waiting === 0);
  const sent = await countsOf(again, `${WAITING} are sent`);
  expect({ rowsRead: sent.rowsRead, row: sent.renders['row'] ?? 0 }).toEqual({ rowsRead: 0, row: 0 });
  await expectOneRow(again, ['changed', 'again']);
  await again.close();
}, 900_000);
