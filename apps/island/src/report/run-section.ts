import { AGE_BY_HOUR_SQL } from '../kpi/unsynced-age.ts';
import type { KpiResult } from '../kpi/measure.ts';
import { OUTAGE_LENGTH_SQL } from '../kpi/outage-length.ts';
import { serviceTimeText } from '../link/service-times.ts';
import type { Parameter, Run } from '../kpi/run.ts';
import { html, type Html } from './html.ts';

/** What was run, and on what. */
export function runSection(run: Run): Html {
  const versions = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`);
  return html`<h2>The run</h2>
    <p>
      To run it again: <code>${run.command}</code>. The people, their places, the outages and the faults follow from the
      seed alone; in which order the server met them is real.
    </p>
    <p class="lead">
      From ${new Date(run.fromMs).toISOString()} to ${new Date(run.toMs).toISOString()} by the virtual clock.
      ${versions.join(' · ')}
    </p>
    <p>
      The server’s own time is not in the drain of a queue: on the virtual clock every request takes a fixed time, and
      the clock waits for the server if it needs longer. What it really took in this run, in one process with everybody
      who asked: ${run.serviceTimes.map(serviceTimeText).join('; ') || 'nothing was asked'}.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>parameter</th>
            <th>value</th>
            <th>source</th>
          </tr>
        </thead>
        <tbody>
          ${run.parameters.map(parameterRow)}
        </tbody>
      </table>
    </div>`;
}

function parameterRow({ name, value, source }: Parameter): Html {
  const mark = source.startsWith('assumed') ? 'assumed' : '';
  return html`<tr>
    <td>${name}</td>
    <td>${value}</td>
    <td class="${mark}">${source}</td>
  </tr>`;
}

/** Every statement, to be run again by whoever doubts a number. A statement of several key figures stands once. */
export function sqlSection(kpis: readonly KpiResult[]): Html {
  const statements = Map.groupBy(kpis, ({ spec }) => spec.sql);
  const sections = [...statements].map(([sql, sharing]) =>
    statement(sharing.map(({ spec }) => spec.title).join(' · '), sql),
  );
  return html`<h2>How the numbers were computed</h2>
    <p>
      Every count and every duration of this page comes from these statements, run against the server’s own tables in
      one read-only snapshot. Shares, percentiles, intervals and verdicts are computed from their rows by the program
      (<code>apps/island/src/kpi</code>). The schema <code>island</code> holds what the devices say for themselves, and
      what the simulator knows of coverage.
    </p>
    ${sections}${statement('Success against the length of the outage', OUTAGE_LENGTH_SQL)}${statement('Queue age over the day', AGE_BY_HOUR_SQL)}`;
}

function statement(title: string, sql: string): Html {
  return html`<section class="sql">
    <h3>${title}</h3>
    <pre>${sql}</pre>
  </section>`;
}
