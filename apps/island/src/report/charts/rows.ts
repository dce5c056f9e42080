/** Where charts of rows have what: a name on the left, a scale from 0 to 100 % in the middle, a number on the right. */
import { html, type Html } from '../html.ts';
import { line, text } from './canvas.ts';

export const ROWS = { left: 108, right: 344, top: 8, rowHeight: 24 } as const;

/** A scale of shares, from `from` to 1. */
export interface ShareScale {
  readonly from: number;
}

export const ALL_SHARES: ShareScale = { from: 0 };

/** The x of a share; one below the scale is at its begin. */
export function shareX(share: number, { from }: ShareScale): number {
  return ROWS.left + (ROWS.right - ROWS.left) * Math.max(0, (share - from) / (1 - from));
}

export function rowY(index: number): number {
  return ROWS.top + ROWS.rowHeight * index;
}

/** Name and number of samples of one row. */
export function rowLabels(index: number, { name, samples }: { readonly name: string; readonly samples: string }): Html {
  const y = rowY(index) + ROWS.rowHeight / 2 + 4;
  return html`${text(name, { x: ROWS.left - 10, y, anchor: 'end' })}${text(samples, { x: 396, y, anchor: 'end', name: 'quiet' })}`;
}

const STEPS = [0, 0.25, 0.5, 0.75, 1] as const;

/** The scale below `rows` rows, with its unit. */
export function shareAxis(rows: number, unit: string, scale: ShareScale): Html {
  const bottom = rowY(rows) + 2;
  const ticks = STEPS.map((step) => {
    const x = ROWS.left + (ROWS.right - ROWS.left) * step;
    const words = String(Math.round((scale.from + (1 - scale.from) * step) * 1000) / 10);
    const mark = text(words, { x, y: bottom + 14, anchor: 'middle', name: 'quiet' });
    return html`${line({ from: [x, ROWS.top], to: [x, bottom], name: 'grid' })}${mark}`;
  });
  const middle = (ROWS.left + ROWS.right) / 2;
  const unitText = text(unit, { x: middle, y: bottom + 30, anchor: 'middle', name: 'quiet' });
  return html`${ticks}${unitText}${text('n', { x: 396, y: bottom + 14, anchor: 'end', name: 'quiet' })}`;
}

/** The height of a chart of so many rows. */
export function rowsHeight(rows: number): number {
  return rowY(rows) + 40;
}
