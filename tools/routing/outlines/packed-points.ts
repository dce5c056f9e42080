/** Points of Barbados as short text, for files that are committed: six characters each, on a grid of two microdegrees (0.2 m). */

export type Point = { readonly lat: number; readonly lon: number };

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const CHARS_PER_NUMBER = 3;
const UNITS_PER_DEGREE = 500_000;
const CORNER = { lat: 12.95, lon: -59.8 };

/** The nearest point that can be packed. */
export function onPointGrid({ lat, lon }: Point): Point {
  const step = (degrees: number): number => Math.round(degrees * UNITS_PER_DEGREE) / UNITS_PER_DEGREE;
  return { lat: step(lat), lon: step(lon) };
}

/** Packs points of the grid. @throws Error for one that is too far from Barbados */
export function packPoints(points: readonly Point[]): string {
  return points.map(({ lat, lon }) => packNumber(lat - CORNER.lat) + packNumber(lon - CORNER.lon)).join('');
}

/** Unpacks them. */
export function unpackPoints(text: string): readonly Point[] {
  const numbers = text.match(/.{3}/g)?.map(unpackNumber) ?? [];
  return Array.from({ length: numbers.length / 2 }, (_, at) => {
    const [lat = 0, lon = 0] = numbers.slice(2 * at, 2 * at + 2);
    return onPointGrid({ lat: CORNER.lat + lat, lon: CORNER.lon + lon });
  });
}

function packNumber(degrees: number): string {
  let rest = Math.round(degrees * UNITS_PER_DEGREE);
  if (rest < 0 || rest >= DIGITS.length ** CHARS_PER_NUMBER) throw new Error(`${degrees}° off is too far`);
  let text = '';
  for (let digit = 0; digit < CHARS_PER_NUMBER; digit += 1) {
    text = `${DIGITS[rest % DIGITS.length] ?? ''}${text}`;
    rest = Math.floor(rest / DIGITS.length);
  }
  return text;
}

function unpackNumber(text: string): number {
  return text.split('').reduce((value, digit) => value * DIGITS.length + DIGITS.indexOf(digit), 0) / UNITS_PER_DEGREE;
}
