/** What schemathesis reported of one run, counted. Pure. */
import { z } from 'zod';
import type { Tally } from '../ci/lane.ts';

const Failure = z.looseObject({ operation: z.string().optional() });

/** The parts of its JSON report that are counted here. */
export const fuzzReport = z.object({
  operations: z.object({ selected: z.number(), tested: z.number(), errored: z.number() }),
  test_cases: z.object({ generated: z.number(), unique_failures: z.number() }),
  failures: z.array(Failure),
  errors: z.array(Failure),
});
export type FuzzReport = z.infer<typeof fuzzReport>;

// CPython 3.11 counts its recursion wrongly when a generator is left deep in it; the tool then gives up on an operation. No word about us.
const OF_THE_TOOL = 'AST constructor recursion depth mismatch';

/** Operations that held, failures and errors, and operations on which the tool itself gave up. */
export function tallyOf(report: FuzzReport): Tally {
  const [given, ours] = [report.errors.filter(isOfTheTool), report.errors.filter((error) => !isOfTheTool(error))];
  const failed = Math.max(report.test_cases.unique_failures, report.failures.length) + ours.length;
  return { passed: Math.max(0, report.operations.tested - failed - given.length), failed, skipped: given.length };
}

function isOfTheTool(error: object): boolean {
  return JSON.stringify(error).includes(OF_THE_TOOL);
}
