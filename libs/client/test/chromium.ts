/** Debian's Chromium, as a process of our own: so that it can be killed, and started again on the same profile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { until } from '#api/testing/until';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { CHROMIUM } from '#api/testing/chromium-path';

const START_TIMEOUT_MS = 30_000;

export interface Chromium {
  readonly context: BrowserContext;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends the processes of all pages (SIGKILL), and nothing else. Answers how many there were. */
  killPages(): Promise<number>;
}

/** Starts Chromium without a window on a profile. */
export async function startChromium(profile: string): Promise<Chromium> {
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-dev-shm-usage',
    '--mute-audio',
    // No process that waits for a page to come: who kills a page's would kill that one too, in the hands of the next page.
    '--disable-features=SpareRendererForSitePerProcess',
  ];
  const args = [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  // A group of its own: Chromium is many processes.
  const child = spawn(CHROMIUM, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const exited = once(child, 'exit');
  const browser: Browser = await chromium.connectOverCDP(await addressOf(child.stderr));
  const [context] = browser.contexts();
  if (!context || child.pid === undefined) throw new Error('Chromium has no context');
  const { pid } = child;
  const kill = async (): Promise<void> => {
    process.kill(-pid, 'SIGKILL');
    await exited;
    await browser.close().catch(() => undefined);
    // One that is still dying holds the lock of the profile's databases, and the next Chromium would begin with none.
    await until('all of Chromium is gone', () => livingOf(pid) === 0);
  };
  const killPages = async (): Promise<number> => {
    const session = await browser.newBrowserCDPSession();
    const pagesNow = async (): Promise<readonly number[]> => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    };
    const killed = await pagesNow();
    for (const id of killed) process.kill(id, 'SIGKILL');
    // Until Chromium has noticed, it may give a dead process to a new page.
    for (let left = killed; left.some((id) => killed.includes(id)); left = await pagesNow());
    await session.detach();
    return killed.length;
  };
  return { context, kill, killPages };
}

/** How many processes of a group still run, by Linux's own list. A zombie holds nothing any more. */
function livingOf(group: number): number {
  // check-specs: outside-repository -- what runs is known to nobody else
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf);
  return stats.filter((fields) => Number(fields[2]) === group && fields[0] !== 'Z').length;
}

// From the state on: the name before it may hold anything.
function statOf(pid: string): readonly string[] {
  try {
    // check-specs: outside-repository -- as above
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

async function addressOf(stderr: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  const timeout = AbortSignal.timeout(START_TIMEOUT_MS);
  for await (const chunk of stderr) {
    text += chunk.toString();
    const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
    if (address !== undefined) return address;
    if (timeout.aborted) break;
  }
  throw new Error(`Chromium did not start: ${text.slice(-500)}`);
}
