/** What a lane is, and what its run came to. Pure. */

/** One part of a run of CI: a command that anybody can run alone. */
export interface Lane {
  readonly name: string;
  /** What it is for, for `--help`. */
  readonly what: string;
  /** For a shell, in the root of the repository. */
  readonly command: string;
  /** On two quiet cores, downloads included. A lane that takes twice as long is stopped. */
  readonly budgetMinutes: number;
  /** Where its command leaves what Jest writes with --json. Other lanes say `N passed, N failed` in their last line. */
  readonly jestJson?: string;
}

/** How many checks of a lane held. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How the command of a lane ended. */
export interface Ending {
  /** Null when it could not be started, or was stopped. */
  readonly exitCode: number | null;
  /** What it counted itself; undefined when it said nothing of the kind. */
  readonly counted: Tally | undefined;
  readonly seconds: number;
}

/** What a run of a lane came to. */
export interface LaneResult extends Tally {
  readonly lane: Lane;
  readonly seconds: number;
}

const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };
const SECONDS_PER_MINUTE = 60;
const CLOSING_LINE = /^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;

/** The counts in the last line of an output, if it is of the form `N passed, N failed`. */
export function closingTally(output: string): Tally | undefined {
  const [, passed, failed, skipped = '0'] = CLOSING_LINE.exec(output.trimEnd().split('\n').at(-1) ?? '') ?? [];
  if (passed === undefined || failed === undefined) return undefined;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

/** A lane that did not run, was stopped, ran no test or ended badly has at least one failure, whatever it counted. */
export function resultOf(lane: Lane, { exitCode, counted = NOTHING, seconds }: Ending): LaneResult {
  const fine = exitCode === 0 && counted.passed > 0;
  return { lane, seconds, ...counted, failed: fine ? counted.failed : Math.max(1, counted.failed) };
}

/** All lanes together. */
export function sumOf(results: readonly Tally[]): Tally {
  const sum = (name: keyof Tally): number => results.reduce((total, result) => total + result[name], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** The line that ends a run. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Minutes against budgets, one line a lane; `setUpSeconds` is what it took to get here, `keptFree` are lanes to come. */
export function budgetTable(
  results: readonly LaneResult[],
  others: { readonly setUp?: Budgeted & { readonly seconds: number }; readonly keptFree?: readonly Budgeted[] } = {},
): readonly string[] {
  const { setUp, keptFree = [] } = others;
  return [
    `${'lane'.padEnd(14)}${'minutes'.padStart(8)}${'budget'.padStart(8)}`,
    ...(setUp === undefined ? [] : [timed(setUp, setUp.seconds)]),
    ...results.map((result) => `${timed(result.lane, result.seconds)}  ${closingLine(result)}`),
    ...keptFree.map((lane) => `${columns(lane, '-')}  kept free`),
  ];
}

type Budgeted = Pick<Lane, 'name' | 'budgetMinutes'>;

function timed(lane: Budgeted, seconds: number): string {
  const minutes = seconds / SECONDS_PER_MINUTE;
  return `${columns(lane, minutes.toFixed(1))}${minutes > lane.budgetMinutes ? '  OVER' : ''}`;
}

const columns = ({ name, budgetMinutes }: Budgeted, minutes: string): string =>
  `${name.padEnd(14)}${minutes.padStart(8)}${String(budgetMinutes).padStart(8)}`;

// Commands of npm itself that lanes may use; every other word behind npm names a script.
const OF_NPM = new Set(['ci', 'install', 'pack', 'audit']);
const NPM = /\bnpm((?:\s+--?[\w-]+(?:[= ]\.)?)*)\s+(?:(?:run|run-script)(?:\s+-[\w-]+)*\s+)?([\w:-]+)/g;

/** What lanes ask of npm that `package.json` does not have, one line each, with what to do. */
export function missingScripts(lanes: readonly Lane[], scripts: readonly string[]): readonly string[] {
  return lanes.flatMap(({ name, command }) =>
    [...command.matchAll(NPM)]
      .map(([, , script = '']) => script)
      .filter((script) => !OF_NPM.has(script) && !scripts.includes(script))
      .map(
        (script) =>
          `${name}: package.json has no script "${script}": add it there, or mend the command in tools/ci/lanes.ts`,
      ),
  );
}
