import type { Interval } from '../../kpi/statistics/confidence.ts';
import { html, type Html } from '../html.ts';
import { countText, percentText } from '../numbers.ts';
import { emptyFigure, figure, line, round, text } from './canvas.ts';
import { rowLabels, ROWS, rowsHeight, rowY, shareAxis, shareX, type ShareScale } from './rows.ts';

export interface ShareRow {
  readonly name: string;
  readonly share: number;
  readonly interval: Interval;
  readonly samples: number;
}

/** A point and its interval for each row, and the floor that all should be above. */
export function shareIntervals(options: {
  readonly title: string;
  readonly caption: string;
  readonly floor: number;
  readonly rows: readonly ShareRow[];
}): Html {
  const { title, caption, floor, rows } = options;
  if (rows.length === 0) return emptyFigure(title);
  const scale = scaleFor(rows, floor);
  const marks = [floorLine(floor, { rows: rows.length, scale }), ...rows.map((row, index) => rowOf(row, index, scale))];
  return figure({
    title,
    caption: scale.from === 0 ? caption : `${caption} The scale begins at ${Math.round(scale.from * 100)} %.`,
    height: rowsHeight(rows.length) + FLOOR_LABEL,
    drawing: html`<g transform="translate(0 ${FLOOR_LABEL})">
      ${shareAxis(rows.length, 'share of bookings in %', scale)}${marks}
    </g>`,
  });
}

/** Room for the name of the floor above the rows. */
const FLOOR_LABEL = 10;

/** Where scales may begin: as high as everything can be seen. */
const BEGINS = [0.9, 0.8, 0.6, 0.4] as const;

function scaleFor(rows: readonly ShareRow[], floor: number): ShareScale {
  const lowest = Math.min(floor, ...rows.map(({ interval }) => interval.lower));
  return { from: BEGINS.find((begin) => begin <= lowest) ?? 0 };
}

function floorLine(floor: number, { rows, scale }: { rows: number; scale: ShareScale }): Html {
  const x = shareX(floor, scale);
  const words = text(`${floor * 100} %`, { x, y: ROWS.top - 7, anchor: 'middle', name: 'gate-text' });
  return html`${line({ from: [x, ROWS.top - 4], to: [x, rowY(rows)], name: 'gate' })}${words}`;
}

function rowOf({ name, share, interval, samples }: ShareRow, index: number, scale: ShareScale): Html {
  const y = rowY(index) + ROWS.rowHeight / 2;
  const told = `${name}: ${percentText(share)}, between ${percentText(interval.lower)} and ${percentText(interval.upper)}`;
  const [from, to] = [shareX(interval.lower, scale), shareX(interval.upper, scale)];
  return html`${rowLabels(index, { name, samples: countText(samples) })}<g>
      <title>${told}</title>${line({ from: [from, y], to: [to, y], name: 'whisker' })}
      <circle cx="${round(shareX(share, scale))}" cy="${y}" r="4.5" class="point" />
    </g>`;
}
