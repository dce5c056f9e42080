/**
 * `npm run ci [-- --lane a,b]`: the lanes of `.ci/run`, all or some. The last line is `N passed, N failed`, the sum over the
 * lanes; the exit code is not 0 if anything failed.
 */
import { readCommandLine } from '../command-line.ts';
import { slowestSpecs } from './jest-results.ts';
import { budgetTable, closingLine, sumOf, type Lane } from './lane.ts';
import { KEPT_FREE, LANES, SET_UP } from './lanes.ts';
import { runLanes } from './run-lanes.ts';

const HELP = `npm run ci -- [--lane name,…]

${LANES.map(({ name, budgetMinutes, what, command }) => `  ${name.padEnd(11)}${String(budgetMinutes).padStart(2)} min  ${what}\n${''.padEnd(21)}${command}`).join('\n')}

Minutes are budgets, on two quiet cores. .ci/run installs what is missing (${SET_UP.budgetMinutes} minutes) and then runs all lanes.
A lane that did not run, or ran no test, counts as failed.
`;

/** @throws RangeError for a name that is no lane */
function chosenLanes(list: string | undefined): readonly Lane[] {
  if (list === undefined) return LANES;
  return list.split(',').map((name) => {
    const lane = LANES.find((known) => known.name === name);
    if (lane === undefined) throw new RangeError(`no such lane: ${name}`);
    return lane;
  });
}

async function main(): Promise<number> {
  const { values } = readCommandLine({ options: { lane: { type: 'string' }, help: { type: 'boolean' } } });
  const say = (text: string): void => void process.stdout.write(text);
  if (values.help === true) {
    say(HELP);
    return 0;
  }
  const { results, specs } = await runLanes(chosenLanes(values.lane), say);
  // .ci/run says how long it took until this could begin.
  const seconds = process.env['CI_SETUP_SECONDS'];
  const table = budgetTable(results, {
    ...(seconds === undefined ? {} : { setUp: { ...SET_UP, seconds: Number(seconds) } }),
    ...(values.lane === undefined ? { keptFree: KEPT_FREE } : {}),
  });
  const slowest = specs.length === 0 ? [] : ['', 'the slowest specs', ...slowestSpecs(specs)];
  const sum = sumOf(results);
  say(['', ...table, ...slowest, '', closingLine(sum), ''].join('\n'));
  return sum.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  process.exitCode = 2;
}
