import type { Figure } from '../../kpi/kpi.ts';
import { html, type Html } from '../html.ts';
import { countText, intervalText, percentText } from '../numbers.ts';
import { emptyFigure, figure, text } from './canvas.ts';

const TITLE = 'Booking success, parish by parish';
const TILE = { width: 96, height: 62, gap: 4 } as const;

/** Where each parish lies: columns from the west, rows from the north. */
const TILES: Readonly<Record<string, readonly [column: number, row: number]>> = {
  'Saint Lucy': [0.5, 0],
  'Saint Peter': [0.5, 1],
  'Saint Andrew': [1.5, 1],
  'Saint James': [0, 2],
  'Saint Thomas': [1, 2],
  'Saint Joseph': [2, 2],
  'Saint Michael': [0, 3],
  'Saint George': [1, 3],
  'Saint John': [2, 3],
  'Saint Philip': [3, 3],
  'Christ Church': [1.5, 4],
};
const ROWS = 5;

/** A tile for each parish, about where it lies. */
export function parishTiles(parishes: readonly { readonly parish: string; readonly figure: Figure }[]): Html {
  if (parishes.length === 0) return emptyFigure(TITLE);
  const tiles = Object.entries(TILES).map(([parish, [column, row]]) => {
    const found = parishes.find((one) => one.parish === parish);
    return tile({
      parish,
      found: found?.figure,
      x: 2 + column * (TILE.width + TILE.gap),
      y: 2 + row * (TILE.height + TILE.gap),
    });
  });
  return figure({
    title: TITLE,
    caption:
      'By the ledger, about where the parishes lie; n is the number of settled offline bookings. Dashed: inconclusive by itself.',
    height: ROWS * (TILE.height + TILE.gap),
    drawing: html`${tiles}`,
  });
}

function tile({ parish, found, x, y }: { parish: string; found: Figure | undefined; x: number; y: number }): Html {
  const middle = x + TILE.width / 2;
  const verdict = found?.verdict ?? 'inconclusive';
  const value = found?.value ?? null;
  const told = found ? `${parish}: ${verdict}, ${intervalText('share', found)}` : `${parish}: no bookings`;
  return html`<g class="tile t-${verdict}"
    ><title>${told}</title>
    <rect x="${x}" y="${y}" width="${TILE.width}" height="${TILE.height}" rx="6" />
    ${text(parish, { x: middle, y: y + 17, anchor: 'middle', name: 'tile-name' })}
    ${text(value === null ? '–' : percentText(value), { x: middle, y: y + 37, anchor: 'middle', name: 'tile-value' })}
    ${text(`n ${countText(found?.samples ?? 0)}`, { x: middle, y: y + 53, anchor: 'middle', name: 'tile-name' })}
  </g>`;
}
