import { expect, it } from '@jest/globals';
import { fuzzReport, tallyOf, type FuzzReport } from './report.ts';

const report = (more: Partial<FuzzReport> = {}): FuzzReport => ({
  operations: { selected: 49, tested: 49 },
  test_cases: { generated: 900 },
  failures: [],
  errors: [],
  ...more,
});

it('counts the operations that held', () => {
  expect(tallyOf(report())).toEqual({ passed: 49, failed: 0, skipped: 0 });
});

it('counts each operation of a failure, and errors on the way, as failed', () => {
  const failures = [{ title: 'Server error', operations: ['GET /a', 'GET /b'] }];
  const errors = ['Network Error', 'Server Unavailable', 'Unresponsive Operation'].map((title) => ({
    title,
    count: 1,
  }));
  expect(tallyOf(report({ failures, errors }))).toEqual({ passed: 44, failed: 5, skipped: 0 });
});

it('leaves out operations on which the tool itself gave up', () => {
  const errors = [{ title: 'Runtime Error', count: 2 }];
  expect(tallyOf(report({ errors }))).toEqual({ passed: 47, failed: 0, skipped: 2 });
});

it('has passed nothing where nothing was tested', () => {
  expect(tallyOf(report({ operations: { selected: 49, tested: 0 } }))).toMatchObject({ passed: 0 });
});

it('does not read another report than it knows', () => {
  expect(fuzzReport.safeParse({ operations: {} }).success).toBe(false);
});
