import { BOOKING_OUTCOMES, type BookingGroup } from '../../kpi/booking-outcome.ts';
import { html, type Html } from '../html.ts';
import { countText, percentText } from '../numbers.ts';
import { box, emptyFigure, figure } from './canvas.ts';
import { ALL_SHARES, rowLabels, ROWS, rowsHeight, rowY, shareAxis, shareX } from './rows.ts';

const TITLE = 'Outcomes of offline bookings, by parish';
const BAR_INSET = 4;

/** One bar for each parish: how its offline bookings went. */
export function outcomeBars(groups: readonly BookingGroup[]): Html {
  if (groups.length === 0) return emptyFigure(TITLE);
  const parishes = Map.groupBy(groups, ({ parish }) => parish);
  const names = [...parishes.keys()].sort();
  const rows = names.map((parish, index) => barOf(parishes.get(parish) ?? [], { parish, index }));
  const seen = new Set(groups.map(({ outcome }) => outcome.how));
  return figure({
    title: TITLE,
    caption: 'Each bar is all settled offline bookings of a parish; n is how many they are.',
    height: rowsHeight(names.length),
    drawing: html`${shareAxis(names.length, 'share of bookings in %', ALL_SHARES)}${rows}`,
    legend: BOOKING_OUTCOMES.filter(({ how }) => seen.has(how)).map(({ how, words }) => ({ name: `o-${how}`, words })),
  });
}

function barOf(groups: readonly BookingGroup[], { parish, index }: { parish: string; index: number }): Html {
  const all = groups.reduce((sum, { bookings }) => sum + bookings, 0);
  let drawn = 0;
  const parts = BOOKING_OUTCOMES.flatMap(({ how, words }) => {
    const bookings = groups.find(({ outcome }) => outcome.how === how)?.bookings ?? 0;
    if (bookings === 0) return [];
    const x = shareX(drawn / all, ALL_SHARES);
    drawn += bookings;
    const told = `${parish}: ${words}, ${countText(bookings)} (${percentText(bookings / all)})`;
    const width = shareX(drawn / all, ALL_SHARES) - x;
    return [
      box({
        x,
        y: rowY(index) + BAR_INSET,
        width,
        height: ROWS.rowHeight - 2 * BAR_INSET,
        name: `o-${how}`,
        words: told,
      }),
    ];
  });
  return html`${rowLabels(index, { name: parish, samples: countText(all) })}${parts}`;
}
