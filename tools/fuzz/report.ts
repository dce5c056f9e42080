/** What schemathesis reported of one run, counted. Pure. */
import { z } from 'zod';
import type { Tally } from '../ci/lane.ts';

/** The parts of its JSON report that are counted here. Failures and errors come in groups. */
export const fuzzReport = z.object({
  operations: z.object({ selected: z.number(), tested: z.number() }),
  test_cases: z.object({ generated: z.number() }),
  failures: z.array(z.object({ title: z.string(), operations: z.array(z.string()) })),
  errors: z.array(z.object({ title: z.string(), count: z.number() })),
});
export type FuzzReport = z.infer<typeof fuzzReport>;

// The tool's own exceptions, and data that it could not make in time: no word about the server. CPython 3.11 counts its recursion wrongly
// when a generator is left deep in it ("AST constructor recursion depth mismatch"). A server that is gone or silent has other titles.
const OF_THE_TOOL = new Set(['Runtime Error', 'Failed Health Check']);

/** Operations that held, failures and errors, and how often the tool itself gave up on one. */
export function tallyOf({ operations, failures, errors }: FuzzReport): Tally {
  const count = (ofTheTool: boolean): number =>
    errors.reduce((sum, error) => sum + (OF_THE_TOOL.has(error.title) === ofTheTool ? error.count : 0), 0);
  const failed = failures.reduce((sum, failure) => sum + Math.max(1, failure.operations.length), 0) + count(false);
  const skipped = count(true);
  return { passed: Math.max(0, operations.tested - failed - skipped), failed, skipped };
}
