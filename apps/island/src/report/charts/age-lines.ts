import type { AgeAtHour } from '../../kpi/unsynced-age.ts';
import { html, type Html } from '../html.ts';
import { durationText } from '../numbers.ts';
import { emptyFigure, figure, round } from './canvas.ts';
import { axes, PLOT, plotX, plotY } from './plot.ts';

const TITLE = 'Queue age over the day';

/** The scale is logarithmic: from a second to three days. */
const FLOOR_MS = 1000;
const CEILING_MS = 3 * 86_400_000;
const AGE_TICKS = [
  { ms: 1000, words: '1 s' },
  { ms: 10_000, words: '10 s' },
  { ms: 60_000, words: '1 min' },
  { ms: 600_000, words: '10 min' },
  { ms: 3_600_000, words: '1 h' },
  { ms: 21_600_000, words: '6 h' },
  { ms: 86_400_000, words: '1 d' },
] as const;
const HOURS = [0, 4, 8, 12, 16, 20, 24].map((hour) => ({ at: hour / 24, words: String(hour) }));

const SERIES = [
  { name: 'a-max', words: 'the oldest', of: ({ maxMs }: AgeAtHour) => maxMs },
  { name: 'a-p95', words: '95 in 100 are younger', of: ({ p95Ms }: AgeAtHour) => p95Ms },
  { name: 'a-median', words: 'half are younger', of: ({ medianMs }: AgeAtHour) => medianMs },
] as const;

/** How old the oldest waiting thing of a phone was, through the day. */
export function ageLines(ages: readonly AgeAtHour[]): Html {
  if (ages.length === 0) return emptyFigure(TITLE);
  const ticks = AGE_TICKS.map(({ ms, words }) => ({ at: heightOf(ms), words }));
  return figure({
    title: TITLE,
    caption:
      'The oldest waiting mutation of each phone that has one, looked at every five minutes. The scale is logarithmic.',
    height: PLOT.height,
    drawing: html`${axes({ ticks: HOURS, unit: 'hour of the day in Barbados' }, { ticks, unit: 'age' })}${SERIES.map((series) => path(ages, series))}`,
    legend: SERIES.map(({ name, words }) => ({ name, words })),
  });
}

function heightOf(ms: number): number {
  const clamped = Math.min(CEILING_MS, Math.max(FLOOR_MS, ms));
  return Math.log(clamped / FLOOR_MS) / Math.log(CEILING_MS / FLOOR_MS);
}

function path(ages: readonly AgeAtHour[], { name, of }: (typeof SERIES)[number]): Html {
  const points = ages.map((age) => ({
    x: round(plotX((age.hour + 0.5) / 24)),
    y: round(plotY(heightOf(of(age)))),
    age,
  }));
  const stroke = points.map(({ x, y }) => `${x},${y}`).join(' ');
  const marks = points.map(
    ({ x, y, age }) =>
      html`<circle cx="${x}" cy="${y}" r="3" class="${name}"
        ><title>${age.hour}:00: ${durationText(of(age))}</title></circle
      >`,
  );
  return html`<polyline points="${stroke}" class="${name}" />${marks}`;
}
