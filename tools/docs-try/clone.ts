import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_SECONDS_MAX = 180;
const LOOK_PAUSE_MS = 200;
const BY_DEFAULT = 'http://localhost:3000';
// What is answered with a failure fails the command, which curl by itself does not say.
const PRELUDE = 'set -euo pipefail; curl() { command curl --fail-with-body "$@"; }\n';

/** A fresh clone of what is committed, with a server that was started as the README says. */
export interface Clone {
  readonly folder: string;
  /** Runs a block of commands there. Its output, if it failed; else undefined. */
  run(text: string, timeoutSeconds: number): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Makes it. `packages`: how it gets them; a copy of ours, or as a stranger does. @throws Error with what was said, when the server does not start */
export async function freshClone(packages: 'copied' | 'npm ci'): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'bimride-docs-'));
  must('git', ['clone', '--quiet', process.cwd(), folder], folder);
  if (packages === 'npm ci') must('npm', ['ci'], folder);
  else copyPackages(folder);
  const port = await freePort();
  // Nothing of ours: a stranger has set nothing.
  const env = { PATH: pathOf(folder), HOME: folder, PORT: String(port) };
  const server = spawn('npm', ['start'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const close = async (): Promise<void> => {
    if (server.exitCode === null && server.pid !== undefined) {
      const gone = once(server, 'close');
      process.kill(-server.pid, 'SIGINT');
      await gone;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  for (let looks = 0; !output.includes('Ctrl-C stops'); looks += 1) {
    if (server.exitCode !== null || looks * LOOK_PAUSE_MS > START_SECONDS_MAX * 1000) {
      await close();
      throw new Error(`npm start does not start:\n${output}`);
    }
    await new Promise((go) => setTimeout(go, LOOK_PAUSE_MS));
  }
  const run = async (text: string, timeoutSeconds: number): Promise<string | undefined> => {
    const typed = PRELUDE + text.replaceAll(BY_DEFAULT, `http://localhost:${port}`);
    // Not waited for in place: what the server says must be read meanwhile, or it stands still.
    const child = spawn('bash', ['-c', typed], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let told = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const timeout = setTimeout(() => {
      told += `\nnot done after ${timeoutSeconds} s`;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutSeconds * 1000);
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(timeout);
    return code === 0 ? undefined : told;
  };
  return { folder, run, close };
}

// Without the programs of our own packages, which npm has put in front.
const pathOf = (folder: string): string =>
  (process.env['PATH'] ?? '')
    .split(':')
    .filter((part) => !part.includes('node_modules'))
    .concat(join(folder, 'node_modules/.bin'))
    .join(':');

// As links, which takes a second; where the disk is another, as files.
function copyPackages(folder: string): void {
  const packages = join(process.cwd(), 'node_modules');
  if (spawnSync('cp', ['-al', packages, folder]).status !== 0) must('cp', ['-a', packages, folder], folder);
}

function must(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
