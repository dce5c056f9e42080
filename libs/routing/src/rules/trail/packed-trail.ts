/**
 * A GPS trail as a phone keeps and sends it: short, without repeats, its gaps marked. Invariants: what is unpacked are points
 * that were recorded, to a microdegree (0.1 m) and a millisecond, in their order; none is added; a gap is a space in the text.
 *
 * Each point is its difference from the one before: latitude, longitude, time; each number in groups of five bits, as in an
 * encoded polyline, but not limited to 32 bits: a time is longer.
 */
import { MICRODEGREES_PER_DEGREE } from '../map/metric.ts';
import { thinTrail, type TrailPoint } from './trail.ts';

export type TimedPoint = TrailPoint & { readonly atMs: number };

const GROUP = 32;
const FIRST_CHAR = 63;
const LAST_CHAR = FIRST_CHAR + 2 * GROUP - 1;

/**
 * Packs a trail. Times may have fractions of a millisecond, as those of iOS, and are rounded; what has no place or no time (a
 * phone's NaN) was not recorded, and is left out.
 */
export function packTrail(trail: readonly TimedPoint[]): string {
  let last: readonly number[] = [0, 0, 0];
  const pack = (point: TimedPoint): string => {
    const now = [
      Math.round(point.lat * MICRODEGREES_PER_DEGREE),
      Math.round(point.lon * MICRODEGREES_PER_DEGREE),
      point.atMs,
    ];
    const text = now.map((value, at) => packNumber(value - (last[at] ?? 0))).join('');
    last = now;
    return text;
  };
  return thinTrail(trail.filter(isRecorded).map(toMillisecond))
    .stretches.map((stretch) => stretch.map(pack).join(''))
    .join(' ');
}

function isRecorded({ lat, lon, atMs }: TimedPoint): boolean {
  return [lat, lon, atMs].every(Number.isFinite);
}

function toMillisecond(point: TimedPoint): TimedPoint {
  return { ...point, atMs: Math.round(point.atMs) };
}

/** Unpacks a trail into its stretches; null where the text is no packed trail. */
export function unpackTrail(text: string): readonly (readonly TimedPoint[])[] | null {
  if (text === '') return [];
  let [lat, lon, atMs] = [0, 0, 0];
  const stretches: TimedPoint[][] = [];
  for (const part of text.split(' ')) {
    const numbers = unpackNumbers(part);
    if (!numbers || numbers.length === 0 || numbers.length % 3 !== 0) return null;
    const stretch: TimedPoint[] = [];
    for (let at = 0; at < numbers.length; at += 3) {
      lat += numbers[at] ?? 0;
      lon += numbers[at + 1] ?? 0;
      atMs += numbers[at + 2] ?? 0;
      if (!Number.isSafeInteger(atMs) || atMs < 0) return null;
      stretch.push({ lat: lat / MICRODEGREES_PER_DEGREE, lon: lon / MICRODEGREES_PER_DEGREE, atMs });
    }
    stretches.push(stretch);
  }
  return stretches;
}

function packNumber(value: number): string {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let text = '';
  while (rest >= GROUP) {
    text += String.fromCharCode(FIRST_CHAR + GROUP + (rest % GROUP));
    rest = Math.floor(rest / GROUP);
  }
  return text + String.fromCharCode(FIRST_CHAR + rest);
}

function unpackNumbers(text: string): number[] | null {
  const numbers: number[] = [];
  let [value, scale] = [0, 1];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < FIRST_CHAR || code > LAST_CHAR) return null;
    const group = code - FIRST_CHAR;
    value += (group % GROUP) * scale;
    scale *= GROUP;
    if (!Number.isSafeInteger(value)) return null;
    if (group >= GROUP) continue;
    numbers.push(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    [value, scale] = [0, 1];
  }
  return scale === 1 ? numbers : null;
}
