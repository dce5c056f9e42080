/** What Jest wrote with --json: how many tests held, and which spec files took how long. */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { z } from 'zod';
import type { Tally } from './lane.ts';

const Results = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(z.object({ name: z.string(), startTime: z.number(), endTime: z.number() })),
});

/** One spec file and how long it took. */
export interface SpecTime {
  readonly file: string;
  readonly seconds: number;
}

/** The tests of a run, and its spec files. */
export interface JestRun {
  readonly tally: Tally;
  /** Spec files that could not even be loaded. */
  readonly unloaded: number;
  readonly specs: readonly SpecTime[];
}

const MS_PER_SECOND = 1000;

/** Undefined when the run left nothing. A spec file that could not even be loaded counts as one failure. */
export function readJestRun(file: string): JestRun | undefined {
  if (!existsSync(file)) return undefined;
  const results = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    tally: {
      passed: results.numPassedTests,
      failed: results.success ? failed : Math.max(1, failed),
      skipped: results.numPendingTests + results.numTodoTests,
    },
    unloaded: results.numRuntimeErrorTestSuites,
    specs: results.testResults.map(({ name, startTime, endTime }) => ({
      file: relative(process.cwd(), name),
      seconds: (endTime - startTime) / MS_PER_SECOND,
    })),
  };
}

/** The slowest spec files, the slowest first, one line each. */
export function slowestSpecs(specs: readonly SpecTime[], countMax = 10): readonly string[] {
  const sorted = specs.toSorted((one, other) => other.seconds - one.seconds).slice(0, countMax);
  return sorted.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`);
}
