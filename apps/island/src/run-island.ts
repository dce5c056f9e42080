import { productVersion } from '#api';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Interrupted } from './interrupted.ts';
import { Island } from './island.ts';
import { invariantTally, tallyLine } from './kpi/invariants.ts';
import { liveFigures } from './kpi/live.ts';
import { LINK } from './link/link-model.ts';
import { againCommand, type IslandOptions } from './options.ts';
import { parametersOf } from './parameters.ts';
import { progressLine, type Reported } from './progress.ts';
import { keepEvidence } from './report/keep-evidence.ts';
import { measureAndReport, type Report } from './report/measure-and-report.ts';

/** As shells have it for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Runs the island with its progress on stderr, prints the table or the JSON, and gives the exit code. */
export async function runIsland(options: IslandOptions): Promise<number> {
  const island = new Island(options);
  const stop = (): void => island.stop();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const tell = progressLine(process.stderr);
  try {
    const report = await liveAndMeasure(island, options, tell);
    const text = options.json ? await readFile(report.jsonPath, 'utf8') : `${report.lines.join('\n')}\n`;
    process.stdout.write(text);
    if (options.json) process.stderr.write(`\n${report.lines.at(-1) ?? ''}\n`);
    if (!options.quick) return report.exitCode;
    const tally = invariantTally(report.verdicts);
    process.stdout.write(`${tallyLine(tally)}\n`);
    return tally.failed === 0 && tally.passed > 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write('\nstopped: nothing was measured\n');
    return INTERRUPTED;
  } finally {
    await island.close();
  }
}

/** Lives through the day, and measures it. @throws Interrupted */
export async function liveAndMeasure(
  island: Island,
  options: IslandOptions,
  tell: (told: Reported) => void,
): Promise<Report> {
  const beganMs = performance.now();
  await island.live(async (hour) => tell({ hour, hours: options.hours, figures: await liveFigures(island.query) }));
  const { opensAtMs, endsAtMs } = island.times;
  const run = {
    seed: options.seed,
    profile: options.profile,
    command: againCommand(options),
    fromMs: opensAtMs,
    toMs: endsAtMs,
    wallMs: Math.round(performance.now() - beganMs),
    linkRttMs: LINK.rttMs,
    parameters: parametersOf(options),
    serviceTimes: island.serviceTimes,
    versions: { bimride: productVersion(), node: process.version },
  };
  const report = await measureAndReport({ query: island.query, run, outDir: options.outDir });
  if (options.keep) await keepEvidence(island.query, join(options.outDir, 'evidence'));
  return report;
}
