/** Numbers as people read them. */
import type { Beside, Figure, KpiSpec } from '../kpi/kpi.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** `12,345` */
export function countText(count: number): string {
  return count.toLocaleString('en-BB');
}

/** `97.25 %`. What is not all never reads as all, and what is not nothing never reads as nothing. */
export function percentText(share: number): string {
  const text = (share * 100).toFixed(2);
  if (text === '100.00' && share < 1) return '> 99.99 %';
  if (text === '0.00' && share > 0) return '< 0.01 %';
  return `${text} %`;
}

/** `3.4 s`, `12 min`, `2.5 h` */
export function durationText(milliseconds: number): string {
  if (milliseconds < SECOND_MS) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 2 * MINUTE_MS) return `${trimmed(milliseconds / SECOND_MS)} s`;
  if (milliseconds < 2 * HOUR_MS) return `${trimmed(milliseconds / MINUTE_MS)} min`;
  return `${trimmed(milliseconds / HOUR_MS)} h`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

/** A value of a key figure; a dash where there is none. What never ended is longer than everything that did. */
export function valueText(unit: KpiSpec['unit'], value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return 'never ended';
  if (unit === 'share') return percentText(value);
  return unit === 'milliseconds' ? durationText(value) : countText(value);
}

/** `95.10 % – 97.20 %`; an open end says so; a dash where there is no interval. */
export function intervalText(
  unit: KpiSpec['unit'],
  { interval, samples }: Pick<Figure, 'interval' | 'samples'>,
): string {
  if (interval === null || samples === 0) return '–';
  const from = Number.isFinite(interval.lower) ? valueText(unit, interval.lower) : 'open';
  const to = Number.isFinite(interval.upper) ? valueText(unit, interval.upper) : 'open';
  return `${from} to ${to}`;
}

/** `0.40 % (0.10 % to 0.90 %) of 1,200, pass` */
export function besideText({ unit, figure, samplesMin = 0 }: Beside): string {
  const { interval, samples, value, verdict } = figure;
  if (samples < samplesMin) return `not enough samples (${countText(samples)} of ${countText(samplesMin)})`;
  const doubt = interval === null || samples === 0 ? '' : ` (${intervalText(unit, figure)})`;
  return `${valueText(unit, value)}${doubt} of ${countText(samples)}${verdict === null ? '' : `, ${verdict}`}`;
}
