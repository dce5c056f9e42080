import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { readJestRun, type SpecTime } from './jest-results.ts';
import { closingTally, resultOf, type Ending, type Lane, type LaneResult } from './lane.ts';

/** What a run of lanes came to. */
export interface LanesRun {
  readonly results: readonly LaneResult[];
  readonly specs: readonly SpecTime[];
}

/** A lane that takes this many times its budget is stopped: a lane that hangs must not take the others with it. */
const BUDGETS_MAX = 2;
const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** As shells have it for a program that Ctrl-C ended. */
const INTERRUPTED = 130;
// Room for a last line, whatever came before it.
const TAIL_CHARS = 2_000;

/** Runs the lanes one after the other, each to its end, whatever became of the one before. `say` hears all they print. */
export async function runLanes(lanes: readonly Lane[], say: (text: string) => void): Promise<LanesRun> {
  const results: LaneResult[] = [];
  const specs: SpecTime[] = [];
  for (const lane of lanes) {
    say(`\n▸ ${lane.name}: ${lane.command}\n`);
    if (lane.jestJson !== undefined) makeRoomFor(lane.jestJson);
    const { output, ...ended } = await runCommand(lane, say);
    const jest = lane.jestJson === undefined ? undefined : readJestRun(lane.jestJson);
    const counted = lane.jestJson === undefined ? closingTally(output) : jest?.tally;
    results.push(resultOf(lane, { ...ended, counted }));
    specs.push(...(jest?.specs ?? []));
  }
  return { results, specs };
}

/** What an earlier run has left must not be taken for this run's. */
function makeRoomFor(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
}

/** Runs a shell command in a process group of its own, so that all of it can be stopped. */
function runCommand(
  { command, budgetMinutes }: Lane,
  say: (text: string) => void,
): Promise<Omit<Ending, 'counted'> & { readonly output: string }> {
  return new Promise((resolve) => {
    const beganMs = performance.now();
    let output = '';
    const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    // Counts stand on stdout; a warning that comes after them on stderr hides nothing.
    child.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-TAIL_CHARS);
      say(chunk.toString());
    });
    child.stderr.on('data', (chunk: Buffer) => say(chunk.toString()));
    const kill = (): void => void (child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'));
    const interrupted = (): void => {
      kill();
      process.exit(INTERRUPTED);
    };
    for (const signal of SIGNALS) process.once(signal, interrupted);
    const stop = setTimeout(
      () => {
        say(`\nstopped: it takes more than ${BUDGETS_MAX} times its budget of ${budgetMinutes} minutes\n`);
        kill();
      },
      budgetMinutes * BUDGETS_MAX * SECONDS_PER_MINUTE * MS_PER_SECOND,
    );
    const end = (exitCode: number | null): void => {
      clearTimeout(stop);
      for (const signal of SIGNALS) process.off(signal, interrupted);
      resolve({ exitCode, output, seconds: (performance.now() - beganMs) / MS_PER_SECOND });
    };
    child.on('error', () => end(null));
    child.on('close', end);
  });
}
