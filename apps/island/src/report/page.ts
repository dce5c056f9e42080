/** The report as one page that needs no network: the verdict first, then the numbers, then how they came about. */
import { RELEASE_WORDS } from '../kpi/canary.ts';
import type { KpiResult, Measurement } from '../kpi/measure.ts';
import type { Run } from '../kpi/run.ts';
import type { Verdict } from '../kpi/verdict.ts';
import { ageLines } from './charts/age-lines.ts';
import { drainHistogram } from './charts/drain-histogram.ts';
import { outcomeBars } from './charts/outcome-bars.ts';
import { parishTiles } from './charts/parish-tiles.ts';
import { shareIntervals } from './charts/share-intervals.ts';
import { deciding } from './console-lines.ts';
import { Html, html } from './html.ts';
import { kpiTable, parishTable } from './kpi-tables.ts';
import { countText, durationText } from './numbers.ts';
import { runSection, sqlSection } from './run-section.ts';
import { STYLE } from './style.ts';

/** The whole page. */
export function page(measurement: Measurement, run: Run): string {
  const title = `Bimride KPIs: ${measurement.verdict}`;
  const head = html`<meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title
    ><style>
      ${new Html(STYLE)}
    </style>`;
  const body = html`<main>
    ${verdictSection(measurement, run)}
    <h2>Key figures</h2>
    ${kpiTable(measurement.kpis)}
    <h2>By parish</h2>
    <p class="lead">
      A parish with too few samples is inconclusive by itself; the verdict above does not depend on it.
    </p>
    <div class="figures">
      ${parishTiles(byParish(measurement, 'booking_success'))}${outcomeBars(measurement.outcomes)}${parishIntervals(measurement)}
    </div>
    ${parishTable(measurement.kpis)}
    <h2>Outages and queues</h2>
    <div class="figures">
      ${outageChart(measurement)}${drainHistogram(measurement.drains)}${ageLines(measurement.ages)}
    </div>
    ${runSection(run)} ${sqlSection(measurement.kpis)}
    <footer>Made by Bimride. Parishes and places after OpenStreetMap, © OpenStreetMap contributors (ODbL).</footer>
  </main>`;
  return `<!doctype html>\n<html lang="en"><head>${head.markup}</head><body>${body.markup}</body></html>\n`;
}

const SENTENCES: Readonly<Record<Verdict, string>> = {
  pass: 'Everything that this verdict depends on holds, with 95 % confidence.',
  fail: 'With 95 % confidence at least one key figure does not hold:',
  inconclusive: 'Nothing fails, but this run cannot show that everything holds:',
};

function verdictSection(measurement: Measurement, run: Run): Html {
  const { verdict, outcomes } = measurement;
  const because = deciding(measurement).map(({ spec }) => spec.title.toLowerCase());
  const bookings = outcomes.reduce((sum, one) => sum + one.bookings, 0);
  const facts = [
    ['profile', run.profile],
    ['seed', String(run.seed)],
    ['offline bookings, settled', countText(bookings)],
    ['simulated', durationText(run.toMs - run.fromMs)],
    ['took', durationText(run.wallMs)],
    ['as a release gate', RELEASE_WORDS[verdict]],
  ];
  return html`<h1>Bimride · the three promises to people without coverage, measured</h1>
    <div class="verdict b-${verdict}">
      <strong class="v-${verdict}">${capital(verdict)}</strong>
      <p>${SENTENCES[verdict]} ${because.length === 0 ? '' : `${because.join(', ')}.`} ${beside(measurement)}</p>
    </div>
    <dl class="facts">
      ${facts.map(
        ([name = '', value = '']) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
}

// What fails without deciding is not left to the small print.
function beside({ kpis }: Measurement): string {
  const failed = kpis.filter(({ spec, measured }) => !spec.decides && measured.figure.verdict === 'fail');
  return failed.length === 0
    ? ''
    : `Not part of it, but failed: ${failed.map(({ spec }) => spec.title.toLowerCase()).join(', ')}.`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function byParish({ kpis }: Measurement, id: string): KpiResult['measured']['byParish'] {
  return kpis.find(({ spec }) => spec.id === id)?.measured.byParish ?? [];
}

function parishIntervals(measurement: Measurement): Html {
  return shareIntervals({
    title: 'Booking success and how sure it is',
    caption: 'The point is what was seen, the bar its interval (each end one-sided at 95 %), the line the floor.',
    floor: 0.95,
    rows: byParish(measurement, 'booking_success').flatMap(({ parish, figure: { value, interval, samples } }) =>
      value === null || interval === null ? [] : [{ name: parish, share: value, interval, samples }],
    ),
  });
}

function outageChart({ outages }: Measurement): Html {
  return shareIntervals({
    title: 'Success against the length of the outage',
    caption: 'Offline bookings by how long the outage was that they were made in, from its begin to its end.',
    floor: 0.95,
    rows: outages.map(({ label, bookings, successes, interval }) => ({
      name: label,
      share: successes / bookings,
      interval,
      samples: bookings,
    })),
  });
}
