/**
 * `npm run check [-- --only a,b | --skip a,b]`: everything that must hold before a commit. Runs every step even after a
 * failure, so that one run shows all there is to mend, and exits with 1 if any step failed. The last line counts the steps.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readCommandLine } from './command-line.ts';
import { z } from 'zod';

/** Name of a step, the npm script behind it, and what it finds. In order: the quick ones first. */
const STEPS = [
  ['format', 'format:check', 'files that prettier would write differently'],
  ['lint', 'lint', 'oxlint: types, promises, purity, size'],
  ['types', 'typecheck', 'tsc, strict, without emitting'],
  ['boundaries', 'boundaries', 'who may import whom, and whose SQL names whose schema'],
  ['unused', 'knip', 'files, exports and packages that nobody uses'],
  ['schema', 'schema:check', 'entities that differ from what the migrations build, tables without a word of retention'],
  ['docs', 'docs:check', 'generated documents that are out of date'],
  ['tests', 'test', 'build, then every spec'],
] as const;
type StepName = (typeof STEPS)[number][0];

interface Result {
  readonly name: StepName;
  readonly passed: boolean;
  readonly seconds: number;
}

const HELP = `npm run check -- [--only step,…] [--skip step,…]

${STEPS.map(([name, script, what]) => `  ${name.padEnd(11)}${`npm run ${script}`.padEnd(24)}${what}`).join('\n')}
`;

/** The steps named in `list`, or none when it is absent. Throws on a name that is not a step. */
function namesIn(list: string | undefined): ReadonlySet<string> {
  const names = list === undefined ? [] : list.split(',');
  const unknown = names.filter((name) => !STEPS.some(([step]) => step === name));
  if (unknown.length > 0) throw new RangeError(`no such step: ${unknown.join(', ')}`);
  return new Set(names);
}

function chosenSteps(only: string | undefined, skip: string | undefined): readonly (typeof STEPS)[number][] {
  const wanted = namesIn(only);
  const unwanted = namesIn(skip);
  return STEPS.filter(([name]) => (wanted.size === 0 || wanted.has(name)) && !unwanted.has(name));
}

function runStep([name, script]: (typeof STEPS)[number], scripts: Readonly<Record<string, string>>): Result {
  process.stdout.write(`\n▸ ${name}: npm run ${script}\n`);
  const startedAtMs = performance.now();
  // `npm run -s` says nothing at all about a script that does not exist.
  if (!(script in scripts)) process.stdout.write(`package.json has no script "${script}"\n`);
  const passed = script in scripts && spawnSync('npm', ['run', '-s', script], { stdio: 'inherit' }).status === 0;
  return { name, passed, seconds: (performance.now() - startedAtMs) / 1000 };
}

function main(): number {
  const options = { only: { type: 'string' }, skip: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values } = readCommandLine({ options });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const steps = chosenSteps(values.only, values.skip);
  const manifest = z.object({ scripts: z.record(z.string(), z.string()) });
  const { scripts } = manifest.parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const results = steps.map((step) => runStep(step, scripts));
  const rows = results.map(
    ({ name, passed, seconds }) =>
      `${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(11)}${seconds.toFixed(1).padStart(7)} s`,
  );
  const held = results.filter(({ passed }) => passed).length;
  process.stdout.write(`\n${rows.join('\n')}\n\n${held} passed, ${results.length - held} failed\n`);
  return held > 0 && held === results.length ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  process.exitCode = 2;
}
