import { parseArgs } from 'node:util';
import { startTestCluster } from '../harness/test-cluster.ts';
import { TEST_CLUSTER_URL_VARIABLE } from '../harness/test-database.ts';
import { againCommand, playRun, sumOf, type RunOptions, type RunReport } from './runs.ts';

const HELP = `npm run simulate -- [--seeds n] [--seed s] [--steps n] [--server]

Plays phones on a bad network, seed by seed, and checks all invariants after each run.

  --seeds n   how many runs (default 200; with --server 20)
  --seed s    the first seed (default: from the clock, and printed)
  --steps n   things that happen in one run before the network heals (default 600)
  --server    against the real server on a throw-away PostgreSQL, instead of the fold in memory
  --help      print this

Exit code: 0 every invariant held, 1 one did not (the line says how to play the run again), 2 wrong arguments.
`;

interface Settings {
  readonly seeds: number;
  readonly firstSeed: number;
  readonly steps: number;
  readonly server: RunOptions['server'];
}

const REPORT_EVERY_MS = 1_000;
const SEED_MAX = 2 ** 32 - 1;

async function main(): Promise<number> {
  const settings = readSettings();
  if (settings === 'help') return print(process.stdout, HELP, 0);
  if (settings === 'wrong') return print(process.stderr, HELP, 2);
  if (settings.server === 'memory') return playAll(settings);
  const cluster = await startTestCluster({ durable: false });
  process.env[TEST_CLUSTER_URL_VARIABLE] = cluster.url;
  try {
    return await playAll(settings);
  } finally {
    await cluster.destroy();
  }
}

async function playAll({ seeds, firstSeed, steps, server }: Settings): Promise<number> {
  print(process.stdout, `${seeds} runs from seed ${firstSeed}, ${steps} steps each, ${server}\n`, 0);
  const reports: RunReport[] = [];
  let toldAtMs = performance.now();
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const report = await playRun({ seed, steps, server });
    reports.push(report);
    if (report.violations.length > 0) reportFailure({ seed, steps, server }, report);
    if (performance.now() - toldAtMs < REPORT_EVERY_MS) continue;
    toldAtMs = performance.now();
    print(process.stdout, `  ${reports.length} of ${seeds}, ${countMutations(reports)} mutations\n`, 0);
  }
  return reportEnd(reports);
}

function reportFailure(options: RunOptions, { violations }: RunReport): void {
  print(process.stdout, `\nFAILED, play it again with: ${againCommand(options)}\n  ${violations.join('\n  ')}\n\n`, 1);
}

function reportEnd(reports: readonly RunReport[]): number {
  const failed = reports.filter(({ violations }) => violations.length > 0).length;
  const happened = [...sumOf(reports)].map(([what, count]) => `  ${String(count).padStart(8)} ${what}`);
  const verdict = failed === 0 ? 'Every invariant held.' : `${failed} runs failed.`;
  const text = `${countMutations(reports)} mutations in ${reports.length} runs\n${happened.join('\n')}\n${verdict}\n`;
  return print(process.stdout, text, failed === 0 ? 0 : 1);
}

function countMutations(reports: readonly RunReport[]): number {
  return reports.reduce((sum, { mutationsCount }) => sum + mutationsCount, 0);
}

function readSettings(): Settings | 'help' | 'wrong' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({ options: { seeds: text, seed: text, steps: text, server: flag, help: flag } });
    if (values.help) return 'help';
    const { server = false } = values;
    const settings: Settings = {
      seeds: wholeNumber(values.seeds, server ? 20 : 200),
      firstSeed: wholeNumber(values.seed, Date.now() % 1_000_000),
      steps: wholeNumber(values.steps, 600),
      server: server ? 'http' : 'memory',
    };
    return settings;
  } catch {
    return 'wrong';
  }
}

/** @throws RangeError */
function wholeNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > SEED_MAX) throw new RangeError(`${text} is not a whole number`);
  return value;
}

function print(stream: NodeJS.WriteStream, text: string, exitCode: number): number {
  stream.write(text);
  return exitCode;
}

process.exitCode = await main();
