import { RELEASE_WORDS } from '../kpi/canary.ts';
import { serviceTimeText } from '../link/service-times.ts';
import type { KpiResult, Measurement } from '../kpi/measure.ts';
import type { Run } from '../kpi/run.ts';
import type { Verdict } from '../kpi/verdict.ts';
import { besideText, countText, intervalText, valueText } from './numbers.ts';
import { textTable } from './text-table.ts';

/** What a terminal shows. The last line is the verdict. */
export function consoleLines(measurement: Measurement, run: Run): readonly string[] {
  const header = ['key figure', 'value', 'interval (one-sided 95 %)', 'samples', 'gate', 'verdict'];
  const rows = measurement.kpis.map(({ spec, measured: { figure } }) => [
    spec.title,
    valueText(spec.unit, figure.value),
    intervalText(spec.unit, figure),
    countText(figure.samples),
    spec.gate ?? '–',
    wordOf(spec.decides, figure.verdict),
  ]);
  return [
    ...textTable([header, ...rows], ['left', 'right', 'left', 'right', 'left', 'left']),
    '',
    ...measurement.kpis.flatMap(besideLines),
    ...measurement.kpis.flatMap(({ spec, measured: { notes } }) => notes.map((note) => `${spec.title}: ${note}`)),
    ...run.serviceTimes.map((time) => `The server’s own time is not in the drain. Really: ${serviceTimeText(time)}`),
    '',
    `verdict: ${measurement.verdict}${because(measurement)} · release gate: ${RELEASE_WORDS[measurement.verdict]} · ${run.profile}, seed ${run.seed}`,
  ];
}

function besideLines({ spec, measured: { beside = [] } }: KpiResult): readonly string[] {
  return beside.map((one) => `${spec.title}, ${one.name}: ${besideText(one)}`);
}

function wordOf(decides: boolean, verdict: Verdict | null): string {
  if (verdict === null) return 'reported';
  return decides ? verdict : `(${verdict})`;
}

function because(measurement: Measurement): string {
  const to = deciding(measurement).map(({ spec }) => spec.id);
  return to.length === 0 ? '' : ` (${to.join(', ')})`;
}

/** The key figures to which a verdict that is no pass is due. */
export function deciding({ verdict, kpis }: Measurement): readonly KpiResult[] {
  if (verdict === 'pass') return [];
  return kpis.filter(({ spec, measured }) => spec.decides && measured.figure.verdict === verdict);
}
