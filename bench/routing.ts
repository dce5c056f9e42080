/** Routes, matrices and distances: measured by `routing-measure.ts`, which needs the build of the server's modules. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Benchmark, BenchResult } from './result.ts';

const MEASURE = fileURLToPath(new URL('../dist/bench/routing-measure.js', import.meta.url));

/** Runs the measurement to its end. */
export const run: Benchmark = async ({ quick, progress }) => {
  const child = spawn(process.execPath, [MEASURE, ...(quick ? ['--quick'] : [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  createInterface({ input: child.stderr }).on('line', progress);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [printed, code] = await Promise.all([text(child.stdout), ended]);
  if (code !== 0) throw new Error(`the measurement ended with ${code}`);
  return JSON.parse(printed) as BenchResult;
};
