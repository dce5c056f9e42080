import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measure } from '../kpi/measure.ts';
import { textIn, type Query } from '../kpi/query.ts';
import type { Run } from '../kpi/run.ts';
import { EXIT_CODES, type Verdict } from '../kpi/verdict.ts';
import { consoleLines } from './console-lines.ts';
import { page } from './page.ts';
import { toJson } from './report-json.ts';

/** What a program that measured has to say. */
export interface Report {
  readonly verdict: Verdict;
  /** Of each key figure, by its id; null: it has no gate. */
  readonly verdicts: Readonly<Record<string, Verdict | null>>;
  readonly exitCode: number;
  /** For a terminal; the last line is the verdict. */
  readonly lines: readonly string[];
  readonly htmlPath: string;
  readonly jsonPath: string;
}

/** Measures a run, by itself names the database it ran on, and writes `report.html` and `report.json` into `outDir`, which it makes if need be. */
export async function measureAndReport(options: {
  readonly query: Query;
  readonly run: Run;
  readonly outDir: string;
}): Promise<Report> {
  const { query, outDir } = options;
  const [database] = await query('SHOW server_version');
  const postgres = database ? textIn(database, 'server_version') : 'unknown';
  const run = { ...options.run, versions: { ...options.run.versions, postgres } };
  const measurement = await measure(query, run);
  const [htmlPath, jsonPath] = [join(outDir, 'report.html'), join(outDir, 'report.json')];
  await mkdir(outDir, { recursive: true });
  await writeFile(htmlPath, page(measurement, run));
  await writeFile(jsonPath, `${JSON.stringify(toJson(measurement, run), null, 2)}\n`);
  const { verdict, kpis } = measurement;
  const verdicts = Object.fromEntries(kpis.map(({ spec, measured }) => [spec.id, measured.figure.verdict]));
  return {
    verdict,
    verdicts,
    exitCode: EXIT_CODES[verdict],
    lines: consoleLines(measurement, run),
    htmlPath,
    jsonPath,
  };
}
