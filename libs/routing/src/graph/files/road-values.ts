/** Directions and speeds, as tools write them. */
import type { Ignored } from './road-report.ts';

type Read = { readonly value?: string | undefined; readonly ignored: readonly Ignored[] };

const DIRECTIONS: Readonly<Record<string, string>> = {
  yes: 'yes',
  true: 'yes',
  '1': 'yes',
  t: 'yes',
  y: 'yes',
  ft: 'yes',
  forward: 'yes',
  no: 'no',
  false: 'no',
  '0': 'no',
  f: 'no',
  n: 'no',
  b: 'no',
  '-1': '-1',
  reverse: '-1',
  tf: '-1',
  backward: '-1',
  reversible: 'reversible',
  alternating: 'alternating',
};
// Geofabrik's shapefiles: forwards, backwards, both.
const LETTERS: Readonly<Record<string, string>> = { F: 'yes', T: '-1', B: 'no' };
const WHOLE_WITH_FRACTION = /^(-?\d+)\.0+$/;

/** Which way a road is driven, by its `oneway`; `byLetters` for tables that say F, T and B. */
export function directionOf(text: string | undefined, byLetters: boolean): Read {
  if (text === undefined) return { ignored: [] };
  const plain = text.replace(WHOLE_WITH_FRACTION, '$1');
  const value = (byLetters ? LETTERS[plain] : undefined) ?? DIRECTIONS[plain.toLowerCase()];
  return value === undefined ? { ignored: [{ part: 'oneway', value: text }] } : { value, ignored: [] };
}

const SPEED = /^(\d{1,3})(?:\.\d+)?\s*(km\/?h|kmph|kph|mph)?$/i;
const KM_PER_100_MILES = 161;

/** The speed limit in km/h, or with `mph`; of several the lowest. No limit where none is a number above zero. */
export function speedOf(texts: readonly string[]): Read {
  const speeds = texts.flatMap((text) => {
    const [, digits = '', unit = ''] = SPEED.exec(text) ?? [];
    const isInMiles = unit.toLowerCase() === 'mph';
    const kmPerHour = isInMiles ? (Number(digits) * KM_PER_100_MILES) / 100 : Number(digits);
    return kmPerHour > 0 ? [{ kmPerHour, value: isInMiles ? `${Number(digits)} mph` : String(Number(digits)) }] : [];
  });
  const [first] = speeds.toSorted((a, b) => a.kmPerHour - b.kmPerHour);
  // Tables without a speed say 0.
  const unread = texts.filter((text) => !SPEED.test(text));
  const ignored = first ? [] : unread.map((value): Ignored => ({ part: 'maxspeed', value }));
  const isOneOfSeveral = new Set(speeds.map(({ value }) => value)).size > 1;
  return { value: first?.value, ignored: isOneOfSeveral ? [{ part: 'several_speeds' }] : ignored };
}
