/**
 * `npm run bench -- push routing …`: measures, and prints figures. Never part of the tests: machines are shared and noisy.
 */
import { access } from 'node:fs/promises';
import { cpus } from 'node:os';
import { readCommandLine } from '../tools/command-line.ts';
import type { Benchmark, BenchResult } from './result.ts';

const BENCHMARKS: Readonly<Record<string, string>> = {
  bounds: 'health and memory while one person does the worst that is allowed',
  bytes: 'bytes of database and WAL for each mutation, by part',
  pricing: 'quotes, settlements and signed pages on one core',
  push: 'mutations per second through HTTP, beside the raw SQL ceiling of the same run',
  routing: 'routes and matrices over the shipped road graph',
};

const HELP = `npm run bench -- [name …] [--quick] [--json]

${Object.entries(BENCHMARKS)
  .map(([name, what]) => `  ${name.padEnd(9)}${what}`)
  .join('\n')}

  --quick   a few seconds each, for a first look
  --json    results as JSON on stdout
`;

async function load(name: string): Promise<Benchmark> {
  const file = new URL(`./${name}.ts`, import.meta.url);
  await access(file);
  const { run } = (await import(file.href)) as { run: Benchmark };
  return run;
}

function print({ name, figures }: BenchResult): void {
  process.stdout.write(
    `\n${name} (${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version})\n`,
  );
  for (const { metric, value, unit, aim } of figures) {
    const number = value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 3 : 0 });
    process.stdout.write(
      `  ${metric.padEnd(52)}${number.padStart(12)} ${unit}${aim === undefined ? '' : `   (aim: ${aim})`}\n`,
    );
  }
}

const { values, positionals } = readCommandLine({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS);
const unknown = names.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (values.help) process.stdout.write(HELP);
else if (unknown.length > 0) {
  process.stderr.write(`no such benchmark: ${unknown.join(', ')}\n\n${HELP}`);
  process.exitCode = 2;
} else {
  const results: BenchResult[] = [];
  for (const name of names) {
    const run = await load(name);
    results.push(await run({ quick: values.quick, progress: (line) => process.stderr.write(`  ${line}\n`) }));
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else results.forEach(print);
}
