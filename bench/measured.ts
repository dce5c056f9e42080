/** Benchmarks that need the build of the server's modules: measured in a process of their own, from `dist/`. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Benchmark, BenchResult } from './result.ts';

/** A benchmark that runs a measuring script to its end: progress on its stderr, the result as JSON on its stdout. */
export function measuredBy(script: URL): Benchmark {
  return async ({ quick, progress }) => {
    const args = [script.pathname, ...(quick ? ['--quick'] : [])];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface({ input: child.stderr }).on('line', progress);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [printed, code] = await Promise.all([text(child.stdout), ended]);
    if (code !== 0) throw new Error(`the measurement ended with ${code}`);
    return JSON.parse(printed) as BenchResult;
  };
}
