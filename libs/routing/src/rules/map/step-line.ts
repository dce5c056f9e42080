/** Lines written as steps, and the rings that they join to. */
import type { FlatLine, StepLine } from './map-page.ts';

const MICRODEGREES_PER_STEP = 10;

type Corner = { readonly lon: number; readonly lat: number };

/**
 * The rings that lines join to, in whichever order and direction they are. Where two lines meet, the corner is written once, and so is the
 * one where a ring closes. @throws Error when a line does not go on
 */
export function ringsOf(lines: readonly StepLine[]): readonly FlatLine[] {
  const waiting = lines.map(cornersOf);
  const rings: FlatLine[] = [];
  for (let ring = waiting.shift(); ring; ring = waiting.shift()) {
    while (!isSame(ring[0], ring.at(-1))) {
      const end = ring.at(-1);
      const at = waiting.findIndex((line) => isSame(line[0], end) || isSame(line.at(-1), end));
      const [next] = at === -1 ? [] : waiting.splice(at, 1);
      if (!next) throw new Error(`no line goes on from ${end?.lat} ${end?.lon}`);
      ring.push(...(isSame(next[0], end) ? next : [...next].reverse()).slice(1));
    }
    rings.push(ring.slice(1).flatMap(({ lon, lat }) => [lon, lat]));
  }
  return rings;
}

/** The corners, in microdegrees. */
function cornersOf(line: StepLine): Corner[] {
  const corners: Corner[] = [];
  let [lon, lat] = [0, 0];
  for (let at = 0; at + 1 < line.length; at += 2) {
    lon += (line[at] ?? 0) * MICRODEGREES_PER_STEP;
    lat += (line[at + 1] ?? 0) * MICRODEGREES_PER_STEP;
    corners.push({ lon, lat });
  }
  return corners;
}

function isSame(a: Corner | undefined, b: Corner | undefined): boolean {
  return a?.lon === b?.lon && a?.lat === b?.lat;
}
