/** Times, money and places in a language, as they are in Barbados. Pure. */
import type { Says } from '#sync/client';

const TIME_ZONE = 'America/Barbados';
const CENTS = 100;

/** The formats of a language. Times are told with their date where that is another day than the one of `besideMs`. */
export function saysIn(
  locale: string,
  besideMs: number,
  placeName: ((position: { readonly lat: number; readonly lon: number }) => string | null) | undefined,
): Says {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: TIME_ZONE, ...options });
  const day = format({ day: 'numeric', month: 'long' });
  return {
    time: (atMs) => {
      if (typeof atMs !== 'number') return null;
      const time = plain(format({ hour: 'numeric', minute: '2-digit', hour12: true }).format(atMs));
      return day.format(atMs) === day.format(besideMs) ? time : `${plain(day.format(atMs))}, ${time}`;
    },
    money: (cents) => {
      if (typeof cents !== 'number') return null;
      const amount = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
      return `BBD ${amount.format(cents / CENTS)}`;
    },
    place: (position) => (isPosition(position) ? (placeName?.(position) ?? null) : null),
  };
}

/** Engines differ in which space they put before `pm`. */
function plain(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}

function isPosition(value: unknown): value is { readonly lat: number; readonly lon: number } {
  return typeof value === 'object' && value !== null && 'lat' in value && 'lon' in value;
}
