import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJestRun, slowestSpecs } from './jest-results.ts';
import { budgetTable, closingLine, closingTally, missingScripts, sumOf, type Lane } from './lane.ts';
import { KEPT_FREE, LANES, SET_UP } from './lanes.ts';
import { runLanes } from './run-lanes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bimride-ci-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const GREEN = {
  success: true,
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [{ name: join(process.cwd(), 'libs/slow.spec.ts'), startTime: 1_000, endTime: 4_500 }],
};

const laneOf = (command: string, more: Partial<Lane> = {}): Lane => {
  return { name: 'planted', what: '', command, budgetMinutes: 1, ...more };
};

/** Runs planted lanes; what they printed is left out. */
async function run(...lanes: readonly Lane[]) {
  const { results } = await runLanes(lanes, () => undefined);
  return results.map(({ passed, failed }) => ({ passed, failed }));
}

describe('a lane', () => {
  it('passes by its own count, in its last line', async () => {
    expect(await run(laneOf('echo 3 passed, 9 failed; echo; echo 5 passed, 0 failed'))).toEqual([
      { passed: 5, failed: 0 },
    ]);
  });

  it('passes by what Jest counted', async () => {
    const jestJson = join(folder, 'green.json');
    writeFileSync(join(folder, 'results'), JSON.stringify(GREEN));
    expect(await run(laneOf(`cp ${folder}/results ${jestJson}`, { jestJson }))).toEqual([{ passed: 7, failed: 0 }]);
  });

  it.each([
    ['does not exist', 'no-such-command-anywhere'],
    ['counts nothing', 'echo all is well'],
    ['runs no test', 'echo 0 passed, 0 failed'],
    ['ends badly though it counts no failure', 'echo 0 passed, 0 failed; exit 3'],
  ])('fails when it %s', async (_name, command) => {
    expect(await run(laneOf(command))).toEqual([{ passed: 0, failed: 1 }]);
  });

  it('keeps its count when it ends badly', async () => {
    expect(await run(laneOf('echo 5 passed, 0 failed; exit 1'), laneOf('echo 5 passed, 2 failed; exit 1'))).toEqual([
      { passed: 5, failed: 1 },
      { passed: 5, failed: 2 },
    ]);
  });

  it('is not taken to have passed by what an earlier run has left', async () => {
    const jestJson = join(folder, 'earlier.json');
    writeFileSync(jestJson, JSON.stringify(GREEN));
    expect(await run(laneOf('true', { jestJson }))).toEqual([{ passed: 0, failed: 1 }]);
  });

  it('is stopped, with all that it started, when it takes twice its budget', async () => {
    const pidFile = join(folder, 'pid');
    const command = `sleep 600 & echo $! > ${pidFile}; echo 5 passed, 0 failed; wait`;
    expect(await run(laneOf(command, { budgetMinutes: 0.005 }))).toEqual([{ passed: 5, failed: 1 }]);
    const started = readFileSync(pidFile, 'utf8').trim();
    // It may be a zombie for a moment, until somebody has heard of its end.
    expect(spawnSync('ps', ['-o', 'stat=', '-p', started], { encoding: 'utf8' }).stdout.trim()).toMatch(/^(Z.*)?$/);
  });

  it('keeps no other from running', async () => {
    expect(await run(laneOf('exit 1'), laneOf('echo 1 passed, 0 failed'))).toEqual([
      { passed: 0, failed: 1 },
      { passed: 1, failed: 0 },
    ]);
  });
});

describe('the closing line', () => {
  it('is the sum over the lanes', () => {
    const results = [
      { passed: 3, failed: 0, skipped: 0 },
      { passed: 4, failed: 1, skipped: 2 },
    ];
    expect(closingLine(sumOf(results))).toBe('7 passed, 1 failed, 2 skipped');
    expect(closingLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
  });

  it('is read as it is written, and nothing else is', () => {
    expect(closingTally('noise\n7 passed, 1 failed, 2 skipped\n\n')).toEqual({ passed: 7, failed: 1, skipped: 2 });
    expect(closingTally('7 passed, 0 failed\nand then')).toBeUndefined();
    expect(closingTally('')).toBeUndefined();
  });
});

describe('the table of minutes', () => {
  it('holds each lane against its budget, and shows what is kept free', () => {
    const [swift, slow] = [laneOf('', { name: 'swift' }), laneOf('', { name: 'slow' })];
    const counted = { passed: 1, failed: 0, skipped: 0 };
    const table = budgetTable(
      [
        { lane: swift, seconds: 30, ...counted },
        { lane: slow, seconds: 90, ...counted },
      ],
      { setUp: { name: 'set-up', budgetMinutes: 4, seconds: 60 }, keptFree: [{ name: 'later', budgetMinutes: 18 }] },
    );
    expect(table.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'lane minutes budget',
      'set-up 1.0 4',
      'swift 0.5 1 1 passed, 0 failed',
      'slow 1.5 1 OVER 1 passed, 0 failed',
      'later - 18 kept free',
    ]);
  });

  it('has the slowest specs, the slowest first', () => {
    const specs = Array.from({ length: 12 }, (_, seconds) => ({ file: `${seconds}.spec.ts`, seconds }));
    const lines = slowestSpecs(specs);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('   11.0 s  11.spec.ts');
  });
});

describe('what Jest wrote', () => {
  function read(results: object) {
    const file = join(folder, 'jest.json');
    writeFileSync(file, JSON.stringify(results));
    return readJestRun(file);
  }

  it('names the spec files and their seconds', () => {
    expect(read(GREEN)).toEqual({
      tally: { passed: 7, failed: 0, skipped: 0 },
      unloaded: 0,
      specs: [{ file: 'libs/slow.spec.ts', seconds: 3.5 }],
    });
  });

  it('counts a spec file that could not be loaded, and a run that failed without saying why', () => {
    const unloaded = { ...GREEN, success: false, numFailedTests: 2, numRuntimeErrorTestSuites: 1, numPendingTests: 1 };
    expect(read(unloaded)?.tally).toEqual({ passed: 7, failed: 3, skipped: 1 });
    expect(read({ ...GREEN, success: false })?.tally.failed).toBe(1);
  });

  it('is nothing when there is nothing', () => {
    expect(readJestRun(join(folder, 'absent.json'))).toBeUndefined();
  });
});

describe('npm run ci', () => {
  const ci = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['tools/ci/main.ts', ...args], { encoding: 'utf8' });

  it('explains itself, lane by lane', () => {
    const { status, stdout } = ci('--help');
    expect(status).toBe(0);
    for (const { name, command } of LANES) expect([name, stdout]).toEqual([name, expect.stringContaining(command)]);
  });

  it('refuses a lane that does not exist', () => {
    const { status, stderr } = ci('--lane', 'tets');
    expect(stderr).toContain('no such lane: tets');
    expect(status).toBe(2);
  });

  it('has lanes whose scripts exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    expect(missingScripts(LANES, Object.keys(scripts))).toEqual([]);
  });

  it.each([
    ['npm run -s nobody -- --quick', 'nobody'],
    ['npm ci && npm run --silent no:script', 'no:script'],
    ['npm --prefix . run-script nobody', 'nobody'],
    ['npm ci && npm tets', 'tets'],
  ])('(planted) finds a lane whose script does not exist: %s', (command, script) => {
    const told = `planted: package.json has no script "${script}": add it there, or mend the command in tools/ci/lanes.ts`;
    expect(missingScripts([laneOf(command)], ['check'])).toEqual([told]);
    expect(missingScripts([laneOf(command)], [script])).toEqual([]);
  });

  it('fits into an hour, with its set-up and what is kept free', () => {
    const minutes = [SET_UP, ...LANES, ...KEPT_FREE].reduce((sum, { budgetMinutes }) => sum + budgetMinutes, 0);
    expect(minutes).toBeLessThanOrEqual(60);
  });

  it('tests by the command of the README', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toMatch(/^npm ci && npm test /m);
    expect(LANES.find(({ name }) => name === 'test')?.command).toMatch(/^npm ci && npm test -- --json/);
  });
});
