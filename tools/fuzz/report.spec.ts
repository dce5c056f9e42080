import { expect, it } from '@jest/globals';
import { fuzzReport, tallyOf, type FuzzReport } from './report.ts';

const report = (more: Partial<FuzzReport> = {}): FuzzReport => ({
  operations: { selected: 49, tested: 49, errored: 0 },
  test_cases: { generated: 900, unique_failures: 0 },
  failures: [],
  errors: [],
  ...more,
});

it('counts the operations that held', () => {
  expect(tallyOf(report())).toEqual({ passed: 49, failed: 0, skipped: 0 });
});

it('counts failures, and errors on the way, as failed', () => {
  const failing = {
    failures: [{ operation: 'GET /a' }],
    errors: [{ operation: 'GET /b', title: 'Connection refused' }],
  };
  expect(tallyOf(report(failing))).toEqual({ passed: 47, failed: 2, skipped: 0 });
  expect(tallyOf(report({ test_cases: { generated: 900, unique_failures: 3 } })).failed).toBe(3);
});

it('leaves out operations on which the tool itself gave up', () => {
  const errors = [{ message: 'AST constructor recursion depth mismatch (before=69, after=91)' }];
  expect(tallyOf(report({ errors }))).toEqual({ passed: 48, failed: 0, skipped: 1 });
});

it('has passed nothing where nothing was tested', () => {
  expect(tallyOf(report({ operations: { selected: 49, tested: 0, errored: 0 } }))).toMatchObject({ passed: 0 });
});

it('does not read another report than it knows', () => {
  expect(fuzzReport.safeParse({ operations: {} }).success).toBe(false);
});
