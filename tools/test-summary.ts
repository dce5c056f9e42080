/**
 * `node tools/test-summary.ts <results.json>`: one line, `N passed, N failed`, from what Jest wrote with --json. A spec
 * file that could not even be loaded counts as one failure, and so does a run that left no results.
 */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const Results = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});

function summary(file: string): { readonly line: string; readonly passed: boolean } {
  if (!existsSync(file)) return { line: '0 passed, 1 failed', passed: false };
  const results = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { line, passed: results.success && failed === 0 && results.numPassedTests > 0 };
}

const { line, passed } = summary(process.argv[2] ?? '');
process.stdout.write(`${line}\n`);
process.exitCode = passed ? 0 : 1;
