/** Where charts with two axes have what. */
import { html, type Html } from '../html.ts';
import { line, text } from './canvas.ts';

export const PLOT = { left: 52, right: 384, top: 20, bottom: 200, height: 240 } as const;

export interface Tick {
  /** From 0 to 1 along the axis. */
  readonly at: number;
  readonly words: string;
}

export function plotX(at: number): number {
  return PLOT.left + (PLOT.right - PLOT.left) * at;
}

export function plotY(at: number): number {
  return PLOT.bottom - (PLOT.bottom - PLOT.top) * at;
}

/** Both axes, with lines across and their units. */
export function axes(x: { ticks: readonly Tick[]; unit: string }, y: { ticks: readonly Tick[]; unit: string }): Html {
  const across = y.ticks.map(
    ({ at, words }) =>
      html`${line({ from: [PLOT.left, plotY(at)], to: [PLOT.right, plotY(at)], name: 'grid' })}${text(words, {
        x: PLOT.left - 6,
        y: plotY(at) + 4,
        anchor: 'end',
        name: 'quiet',
      })}`,
  );
  const below = x.ticks.map(({ at, words }) =>
    text(words, { x: plotX(at), y: PLOT.bottom + 16, anchor: 'middle', name: 'quiet' }),
  );
  const middle = (PLOT.left + PLOT.right) / 2;
  return html`${across}${below}${text(x.unit, { x: middle, y: PLOT.bottom + 34, anchor: 'middle', name: 'quiet' })}${text(
    y.unit,
    { x: 4, y: 11, name: 'quiet' },
  )}`;
}

const NICE_STEPS = [1, 2, 5, 10] as const;

/** Round ticks from 0 to at least `max`, and where the axis ends. */
export function countTicks(max: number): { readonly end: number; readonly ticks: readonly Tick[] } {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, max / 4)));
  const step = Math.max(1, magnitude * (NICE_STEPS.find((nice) => nice * magnitude * 4 >= max) ?? 10));
  const steps = Math.max(1, Math.ceil(max / step));
  const end = step * steps;
  const ticks = Array.from({ length: steps + 1 }, (_, index) => ({ at: index / steps, words: String(index * step) }));
  return { end, ticks };
}
