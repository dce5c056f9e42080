import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The server as `npm start` runs it, on a database of its own. */
export interface Served {
  readonly url: string;
  /** Whether it has lived until now, and answers. */
  isWell(): Promise<boolean>;
  stop(): Promise<void>;
}

const START_SECONDS_MAX = 120;
const LOOK_PAUSE_MS = 100;
const OUTPUT_CHARS_MAX = 20_000;

/** Starts it and waits until it takes requests. @throws Error with what it said, when it does not */
export async function serve(): Promise<Served> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bimride-fuzzed-'));
  const port = await freePort();
  const env = { PATH: process.env['PATH'] ?? '', PORT: String(port), BIMRIDE_DATA_DIR: dataDir };
  const child = spawn(process.execPath, ['dist/apps/api/src/main.js'], {
    // It asks as nobody does, and wants to be answered.
    env: {
      ...env,
      BIMRIDE_MANAGEMENT_PORT: '0',
      BIMRIDE_LOG_LEVEL: 'error',
      BIMRIDE_PERSON_POINTS_PER_MINUTE: '100000000',
      BIMRIDE_STRANGER_POINTS_PER_MINUTE: '100000000',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-OUTPUT_CHARS_MAX)));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  for (let looks = 0; !(await answers(url)); looks += 1) {
    if (child.exitCode !== null || looks * LOOK_PAUSE_MS > START_SECONDS_MAX * 1000) {
      await stop();
      throw new Error(`the server does not start:\n${output}`);
    }
    await new Promise((go) => setTimeout(go, LOOK_PAUSE_MS));
  }
  return { url, stop, isWell: async () => child.exitCode === null && (await answers(url)) };
}

async function answers(url: string): Promise<boolean> {
  const ready = await fetch(`${url}/health/ready`).catch(() => undefined);
  return ready?.status === 200;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
