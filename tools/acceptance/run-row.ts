import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJestRun } from '../ci/jest-results.ts';
import { carriers } from './carriers.ts';

/** What became of the tests that carry some rows. */
export interface RowRun {
  /** At least one ran, and all that ran passed. */
  readonly isGreen: boolean;
  /** At least one ran and failed, and every spec could be loaded: a red that tells something. */
  readonly isRed: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

export interface RowRunOptions {
  /** The tree to run in; by default this one. */
  readonly folder?: string;
  /** Keeps what Jest prints for the result instead of showing it. */
  readonly isQuiet?: boolean;
}

const RUN_MS_MAX = 300_000;

/** Runs the tests that carry any of these ids, and only the spec files that hold them. */
export function runRow(ids: readonly string[], { folder = '.', isQuiet = false }: RowRunOptions = {}): RowRun {
  const found = carriers(folder);
  const files = [...new Set(ids.flatMap((id) => found.get(id) ?? []))];
  const short = files.filter((file) => !file.endsWith('.long.spec.ts'));
  const results = mkdtempSync(join(tmpdir(), 'bimride-row-'));
  try {
    const json = join(results, 'jest.json');
    const named = ['--testNamePattern', `\\b(${ids.join('|')})\\b`, '--json', '--outputFile', json];
    const { output } = runJest(folder, [...named, '--runTestsByPath', ...short], isQuiet);
    const run = readJestRun(json);
    const { passed = 0, failed = 0 } = run?.tally ?? {};
    const loaded = run !== undefined && run.unloaded === 0;
    return { isGreen: loaded && failed === 0 && passed > 0, isRed: loaded && failed > 0, passed, failed, output };
  } finally {
    rmSync(results, { recursive: true });
  }
}

function runJest(folder: string, args: readonly string[], isQuiet: boolean): { readonly output: string } {
  const { stdout, stderr } = spawnSync(process.execPath, [...jestCommand(folder), ...args], {
    cwd: folder,
    stdio: isQuiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    encoding: 'utf8',
    // A rule that is switched off may leave a loop without an end.
    timeout: RUN_MS_MAX,
    killSignal: 'SIGKILL',
    // A Jest within a Jest is a run of its own.
    env: { ...process.env, NODE_ENV: 'test', JEST_WORKER_ID: undefined, NODE_OPTIONS: undefined },
  });
  return { output: `${stdout ?? ''}${stderr ?? ''}` };
}

/** What follows `node` in `npm run jest`. Without npm between them, what takes too long is ended whole. */
function jestCommand(folder: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts: { jest: string } };
  return scripts.jest.split(' ').slice(1);
}
