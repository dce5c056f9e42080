import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GREEN = {
  success: true,
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the last line of a test run', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bimride-summary-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function summarise(results?: typeof GREEN): { line: string; status: number | null } {
    const file = join(folder, results === undefined ? 'absent.json' : 'results.json');
    if (results !== undefined) writeFileSync(file, JSON.stringify(results));
    const { stdout, status } = spawnSync(process.execPath, ['tools/test-summary.ts', file], { encoding: 'utf8' });
    return { line: stdout, status };
  }

  it('counts what passed', () => {
    expect(summarise(GREEN)).toEqual({ line: '7 passed, 0 failed\n', status: 0 });
  });

  it('counts a spec file that could not be loaded as a failure', () => {
    const results = { ...GREEN, success: false, numFailedTests: 2, numRuntimeErrorTestSuites: 1 };
    expect(summarise(results)).toEqual({ line: '7 passed, 3 failed\n', status: 1 });
  });

  it('names skipped tests', () => {
    expect(summarise({ ...GREEN, numPendingTests: 1 })).toEqual({ line: '7 passed, 0 failed, 1 skipped\n', status: 0 });
  });

  it('does not take silence for success', () => {
    expect(summarise()).toEqual({ line: '0 passed, 1 failed\n', status: 1 });
    expect(summarise({ ...GREEN, numPassedTests: 0 }).status).toBe(1);
  });
});
