/** Jest with our runner, on planted spec files: what has to fail fails, and nothing is left of one file in the next. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** What both files below do to a process, and what they find of the other. */
const SHARED = `
import { expect, it, jest } from '@jest/globals';
import { appendFileSync } from 'node:fs';
appendFileSync(new URL('loads', import.meta.url), '.');
export const clock = { now: () => 1 };
export const leave = (name: string) => {
  it('finds nothing of another file: ' + name, () => {
    expect(process.env['PLANTED']).toBeUndefined();
    expect(clock.now()).toBe(1);
    expect(Date.now()).toBeGreaterThan(1e12);
    process.env['PLANTED'] = name;
    jest.spyOn(clock, 'now').mockReturnValue(2);
    jest.useFakeTimers({ now: 0 });
  });
};`;

const FILES = {
  'shared.ts': SHARED,
  'one.spec.ts': `import { leave } from './shared.ts';\nleave('one');`,
  'two.spec.ts': `import { leave } from './shared.ts';\nleave('two');`,
  'failing.spec.ts': `import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
// A blank line and types, of which a compiler leaves nothing.

interface Planted { readonly one: number }
describe('tests', () => {
  it('passes', () => expect([1].map((one) => one + 1)).toEqual([2]));
  it('compares', () => { expect(1).toBe(2); });
  it('hangs', () => new Promise(() => undefined), 50);
  it('rejects', async () => { throw new Error('planted'); });
  it('leaves a rejection', async () => { void Promise.reject(new Error('left')); await new Promise((go) => setTimeout(go, 1)); });
  it('uses what is deprecated', async () => { process.emitWarning('planted', 'DeprecationWarning'); await new Promise((go) => setTimeout(go, 1)); });
  it.each([1, 2])('has rows: %d', (row) => expect(row).toBe(1));
});
describe('a broken beforeAll', () => {
  beforeAll(() => { throw new Error('planted'); });
  it('fails what stands under it', () => undefined);
});`,
  'unloaded.spec.ts': `import './missing.ts';`,
};

let folder = '';
let report: Report;
let loads = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bimride-runner-'));
  try {
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    report = runJest();
    loads = readFileSync(join(folder, 'loads'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function runJest(): Report {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { jest: string } };
  const testRunner = join(process.cwd(), 'tools/testing/jest/runner.ts');
  const config = {
    rootDir: folder,
    testRunner,
    transform: {},
    testMatch: ['**/*.spec.ts'],
    haste: { forceNodeFilesystemAPI: true },
  };
  const output = join(folder, 'report.json');
  const told = ['--config', JSON.stringify(config), '--runInBand', '--json', '--outputFile', output];
  const files = ['one', 'two', 'failing', 'unloaded'].map((name) => join(folder, `${name}.spec.ts`));
  spawnSync(process.execPath, [...scripts.jest.split(' ').slice(1), ...told, '--runTestsByPath', ...files], {
    env: { ...process.env, JEST_WORKER_ID: undefined },
  });
  return JSON.parse(readFileSync(output, 'utf8')) as Report;
}

function fileOf(name: string): Report['testResults'][number] {
  const found = report.testResults.find((result) => result.name.endsWith(`/${name}.spec.ts`));
  if (!found) throw new Error(`there is no result of ${name}`);
  return found;
}

describe('Jest with specs that Node loads', () => {
  it.each([
    ['tests passes', 'passed'],
    ['tests compares', 'failed'],
    ['tests hangs', 'failed'],
    ['tests rejects', 'failed'],
    ['tests leaves a rejection', 'failed'],
    ['tests uses what is deprecated', 'failed'],
    ['tests has rows: 1', 'passed'],
    ['tests has rows: 2', 'failed'],
    ['a broken beforeAll fails what stands under it', 'failed'],
  ])('says of “%s”: %s', (fullName, status) => {
    expect(fileOf('failing').assertionResults).toContainEqual(expect.objectContaining({ fullName, status }));
  });

  it('names the line in the file', () => {
    expect(fileOf('failing').message).toMatch(/failing\.spec\.ts:7:\d+/);
  });

  it('tells of a file that cannot be loaded', () => {
    expect(fileOf('unloaded').message).toContain('missing.ts');
  });

  it('loads a module once, and leaves no variable, spy or timer of one file to the next', () => {
    const tests = ['one', 'two'].flatMap((name) => fileOf(name).assertionResults);
    expect(tests.map(({ fullName, status }) => `${fullName}: ${status}`).toSorted()).toEqual([
      'finds nothing of another file: one: passed',
      'finds nothing of another file: two: passed',
    ]);
    expect(loads).toBe('.');
  });
});
