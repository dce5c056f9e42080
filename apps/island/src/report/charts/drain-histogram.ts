import { DRAIN_CEILING_MS, DRAIN_QUEUE_MAX, type Drain } from '../../kpi/queue-drain.ts';
import { html, type Html } from '../html.ts';
import { countText, durationText } from '../numbers.ts';
import { box, emptyFigure, figure, line, text } from './canvas.ts';
import { axes, countTicks, PLOT, plotX, plotY } from './plot.ts';

const TITLE = 'How long queues took to drain';
/** The scale is logarithmic: from a tenth of a second to a hundred. What lies outside is in the first or last bar. */
const FLOOR_MS = 100;
const CEILING_MS = 100_000;
const BINS = 24;

/** How many drains took how long, and the most that the 95th percentile may be. */
export function drainHistogram(drains: readonly Drain[]): Html {
  const short = drains.filter(({ mutations }) => mutations <= DRAIN_QUEUE_MAX);
  if (short.length === 0) return emptyFigure(TITLE);
  const bins = Array.from({ length: BINS }, () => 0);
  for (const { drainMs } of short) {
    const bin = Math.min(BINS - 1, Math.floor(along(drainMs) * BINS));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const { end, ticks } = countTicks(Math.max(...bins));
  return figure({
    title: TITLE,
    caption: `${countText(short.length)} drains of queues of up to ${DRAIN_QUEUE_MAX} mutations, on phones; the last bar holds those that never ended, too. The scale is logarithmic. 95 in 100 must lie left of the line.`,
    height: PLOT.height,
    drawing: html`${axes({ ticks: SECONDS, unit: 'seconds' }, { ticks, unit: 'drains' })}${bins.map((count, bin) => bar(count, { bin, end }))}${ceiling()}`,
  });
}

function along(drainMs: number): number {
  const clamped = Math.min(CEILING_MS, Math.max(FLOOR_MS, drainMs));
  return Math.log(clamped / FLOOR_MS) / Math.log(CEILING_MS / FLOOR_MS);
}

const SECONDS = [0.1, 0.3, 1, 3, 10, 30, 100].map((seconds) => ({
  at: along(seconds * 1000),
  words: String(seconds),
}));

function bar(count: number, { bin, end }: { bin: number; end: number }): Html {
  if (count === 0) return html``;
  const [x, y] = [plotX(bin / BINS), plotY(count / end)];
  const words = `${durationText(edgeMs(bin))} to ${durationText(edgeMs(bin + 1))}: ${countText(count)}`;
  return box({ x: x + 1, y, width: plotX(1 / BINS) - plotX(0) - 2, height: PLOT.bottom - y, name: 'bar', words });
}

function edgeMs(bin: number): number {
  return FLOOR_MS * (CEILING_MS / FLOOR_MS) ** (bin / BINS);
}

function ceiling(): Html {
  const x = plotX(along(DRAIN_CEILING_MS));
  const words = text('10 s', { x, y: PLOT.top - 8, anchor: 'middle', name: 'gate-text' });
  return html`${line({ from: [x, PLOT.top - 4], to: [x, PLOT.bottom], name: 'gate' })}${words}`;
}
