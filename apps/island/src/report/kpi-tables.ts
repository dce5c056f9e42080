import type { Figure } from '../kpi/kpi.ts';
import type { KpiResult } from '../kpi/measure.ts';
import type { Verdict } from '../kpi/verdict.ts';
import { html, type Html } from './html.ts';
import { besideText, countText, intervalText, valueText } from './numbers.ts';

/** Every key figure: what it means, what it came to, how sure it is, and what follows. */
export function kpiTable(kpis: readonly KpiResult[]): Html {
  return html`<table class="kpis">
      <thead>
        <tr>
          <th>key figure</th>
          <th class="number">value</th>
          <th>interval</th>
          <th class="number">samples</th>
          <th>gate</th>
          <th>verdict</th>
        </tr>
      </thead>
      <tbody>
        ${kpis.map(rowOf)}
      </tbody>
    </table>
    <p class="lead">
      <small
        >Each end of an interval is one-sided at 95 %: a pass or a fail is said only if the whole interval lies on that
        side of the gate and there are enough samples. Counts of what must never happen have no interval.</small
      >
    </p>`;
}

function rowOf({ spec, measured: { beside = [], figure, notes } }: KpiResult): Html {
  const { unit, samplesMin } = spec;
  const needed =
    samplesMin > 1 && figure.samples < samplesMin ? html`<small>of ${countText(samplesMin)} needed</small>` : '';
  return html`<tr>
    <td>
      <b>${spec.title}</b
      ><small>${spec.definition}</small
      >${beside.map((one) => html`<small>${one.name}: ${besideText(one)}</small>`)}${notes.map((note) => html`<small>${note}</small>`)}
    </td>
    <td class="number" data-label="value">${valueText(unit, figure.value)}</td>
    <td data-label="interval">${intervalText(unit, figure)}</td>
    <td class="number" data-label="samples">${countText(figure.samples)}${needed}</td>
    <td data-label="gate">
      ${spec.gate ?? '–'}${spec.decides || spec.gate === null ? '' : html`<small>does not decide</small>`}
    </td>
    <td data-label="verdict">${verdictWord(figure.verdict)}</td>
  </tr>`;
}

function verdictWord(verdict: Verdict | null): Html {
  return html`<b class="v-${verdict ?? 'none'}">${verdict ?? 'reported'}</b>`;
}

/** The key figures that can be told apart by parish, a row for each parish. */
export function parishTable(kpis: readonly KpiResult[]): Html {
  const shown = kpis.filter(({ spec, measured }) => measured.byParish.length > 0 && !spec.id.endsWith('_by_audit'));
  const parishes = [...new Set(shown.flatMap(({ measured }) => measured.byParish.map(({ parish }) => parish)))].sort();
  if (parishes.length === 0) return html``;
  const rows = parishes.map(
    (parish) =>
      html`<tr>
        <th>${parish}</th>
        ${shown.map((kpi) => parishCell(kpi, parish))}
      </tr>`,
  );
  return html`<div class="scroll" style="margin-top:18px">
      <table>
        <thead>
          <tr>
            <th>parish</th>
            ${shown.map(({ spec }) => html`<th>${spec.title}<small>${spec.gate ?? ''}</small></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <p class="lead">
      <small
        >A mutation that is about no ride, and a drain without one, belong to no parish: they stand under
        “unknown”.</small
      >
    </p>`;
}

function parishCell({ spec, measured }: KpiResult, parish: string): Html {
  const figure: Figure | undefined = measured.byParish.find((one) => one.parish === parish)?.figure;
  if (!figure) return html`<td>–</td>`;
  return html`<td>
    ${valueText(spec.unit, figure.value)} ${verdictWord(figure.verdict)}<small
      >${intervalText(spec.unit, figure)}, n ${countText(figure.samples)}</small
    >
  </td>`;
}
