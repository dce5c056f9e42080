/**
 * Lives of a phone in Chromium that end at a chosen step, and what is left of them. The page stands still in that step (a
 * request of its own that is never answered) while its process, or all of Chromium, is ended by SIGKILL.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { bundle } from './bundle.ts';
import { startChromium, type Chromium } from './chromium.ts';
import type { Afterwards, CrashApp } from './crash-page.ts';
import { NotesIsland, notedBy } from './notes.ts';
import { RIDER } from './phones.ts';
import { scriptedHttp } from './scripted-http.ts';

declare global {
  var crashApp: CrashApp | undefined;
}

const PAGE_PATIENCE_MS = 30_000;
const HTML = '<!doctype html><title>phone</title><script type="module" src="/crash.js"></script>';

export interface Life {
  /** Ends after so many steps; 0: lives to its end. */
  readonly killAt: number;
  readonly kills: 'page' | 'browser';
  readonly manner?: 'careful' | 'careless';
}

/** What a life did, and what was left. */
export interface LifeReport {
  /** The steps that were heard. The last one is where it died. */
  readonly steps: readonly string[];
  /** Its process was seen to die. */
  readonly died: boolean;
  readonly after: Afterwards;
  /** What the server holds in the end, in the order in which it was decided. */
  readonly noted: readonly string[];
  /** Every decision of the server: one that stands twice was done twice. */
  readonly decided: readonly string[];
}

export interface BrowserLives {
  run(life: Life): Promise<LifeReport>;
  close(): Promise<void>;
}

/** Starts Chromium and what its pages talk to. */
export async function startBrowserLives(): Promise<BrowserLives> {
  const profile = mkdtempSync(join(tmpdir(), 'bimride-lives-'));
  const heard: { server: NotesIsland['server']; hear: (what: string) => Promise<void> } = {
    server: new NotesIsland().server,
    hear: async () => undefined,
  };
  const http = await scriptedHttp({
    get server() {
      return heard.server;
    },
    people: [RIDER],
    pages: await pages(),
    onStep: (what) => heard.hear(what),
  });
  let chromium = await startChromium(profile);
  let count = 0;
  let page = await openPage(chromium, http.url);

  const kill = async (kills: Life['kills']): Promise<void> => {
    if (kills === 'page') {
      await chromium.killPages();
      return;
    }
    await chromium.kill();
    chromium = await startChromium(profile);
  };

  const run = async ({ killAt, kills, manner = 'careful' }: Life): Promise<LifeReport> => {
    const database = `life ${++count}`;
    const { server } = new NotesIsland();
    const { steps, hear, stopped } = stepsUntil(killAt);
    Object.assign(heard, { server, hear });
    const lived = page
      .evaluate(([name, how]) => globalThis.crashApp?.live(name, how), [database, manner] as const)
      .then(
        () => true,
        () => false,
      );
    const stoodStill = await Promise.race([stopped, lived.then(() => false)]);
    if (stoodStill) await kill(kills);
    const died = !(await lived);
    heard.hear = async () => undefined;
    await page.close().catch(() => undefined);
    // The next life is lived in this page too.
    page = await openPage(chromium, http.url);
    const after = await page.evaluate((name) => globalThis.crashApp?.afterwards(name), database);
    if (!after) throw new Error('the app did not start');
    return { steps: [...steps], died, after, noted: notedBy(server), decided: [...server.decided] };
  };

  const close = async (): Promise<void> => {
    await chromium.kill();
    await http.close();
    rmSync(profile, { recursive: true, maxRetries: 10, retryDelay: 100 });
  };
  return { run, close };
}

/** Hears steps, and never answers the one to die in. */
function stepsUntil(killAt: number) {
  const steps: string[] = [];
  let stop: (stoodStill: true) => void = () => undefined;
  const stopped = new Promise<true>((resolve) => {
    stop = resolve;
  });
  const hear = async (what: string): Promise<void> => {
    steps.push(what);
    if (steps.length !== killAt) return;
    stop(true);
    await new Promise(() => undefined);
  };
  return { steps, hear, stopped };
}

async function openPage(chromium: Chromium, url: string): Promise<Page> {
  const page = await chromium.context.newPage();
  page.setDefaultTimeout(PAGE_PATIENCE_MS);
  await page.goto(url);
  await page.waitForFunction(() => globalThis.crashApp !== undefined);
  return page;
}

async function pages() {
  const source = readFileSync(join(import.meta.dirname, 'crash-page.ts'), 'utf8');
  return {
    '/': { type: 'text/html', text: HTML },
    '/crash.js': { type: 'text/javascript', text: await bundle(source, { minify: true }) },
  };
}
