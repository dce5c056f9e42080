import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { carriedOut, type Block } from './guide.ts';

/** How a command ended. */
export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

const RUN_MS_MAX = 240_000;

/** Carries out blocks in a tree, in order. @throws Error naming what does not fit any more */
export function carryOut(folder: string, blocks: readonly Block[]): void {
  for (const block of blocks) {
    const path = join(folder, block.path);
    const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, carriedOut(block, current));
  }
}

/** Runs node in a tree, as an npm script would. */
export function runNode(folder: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: RUN_MS_MAX,
      killSignal: 'SIGKILL',
      // A Jest within a Jest is a run of its own.
      env: { ...process.env, NODE_ENV: 'test', JEST_WORKER_ID: undefined, NODE_OPTIONS: undefined, FORCE_COLOR: '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject).on('close', (status) => resolve({ status, output }));
  });
}
