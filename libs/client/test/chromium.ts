/** Debian's Chromium, as a process of our own: so that it can be killed, and started again on the same profile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';
const START_TIMEOUT_MS = 30_000;

export interface Chromium {
  readonly context: BrowserContext;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
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
  ];
  const args = [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  // A group of its own: Chromium is many processes.
  const child = spawn(EXECUTABLE, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const exited = once(child, 'exit');
  const browser: Browser = await chromium.connectOverCDP(await addressOf(child.stderr));
  const [context] = browser.contexts();
  if (!context || child.pid === undefined) throw new Error('Chromium has no context');
  const { pid } = child;
  const kill = async (): Promise<void> => {
    process.kill(-pid, 'SIGKILL');
    await exited;
    await browser.close().catch(() => undefined);
  };
  return { context, kill };
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
