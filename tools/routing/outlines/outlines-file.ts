/** The data file that ships: outlines as whole numbers. */
import type { DrawnLine, DrawnOutlines } from './drawn-outlines.ts';
import { DRAWN } from './drawn-outlines.ts';
import type { Border, Parish } from './parish-borders.ts';

/** Its text, before prettier. */
export function outlinesFile(parishes: readonly Parish[], outlines: readonly Border[], drawn: DrawnOutlines): string {
  return `/**
 * Outlines of the eleven parishes, derived from OpenStreetMap's borders (© OpenStreetMap contributors, ODbL 1.0). Made by
 * \`npm run routing:outlines\`, not by hand: how, and how exact they are, is in README.md beside this file.
 *
 * A border is drawn once and used by both neighbours, so that there is neither gap nor overlap. Numbers are longitude before latitude, in steps of
 * ten microdegrees: the first corner, then from each corner to the next.
 */

/** How far a drawn border or shore may be off. */
export const OUTLINE_TOLERANCE_METERS = 10;

export const BORDERS: Readonly<Record<string, string>> = {
${linesText(drawn.borders)}
};

/** The shores once more with fewer corners, up to ${DRAWN.areaMeters} m off, for the operating area. */
export const AREA = {
  name: 'Barbados',
  /** How far from a shore as drawn here a car may come or go. With both, nobody is refused on land or taken 100 m out at sea. */
  shoreToleranceMeters: ${DRAWN.areaMeters + 10},
  shores: {
${linesText(drawn.shores)}
  } as Readonly<Record<string, string>>,
} as const;

export type ParishOutline = {
  readonly code: string;
  readonly name: string;
  /** The borders around all its pieces of land. */
  readonly borders: string;
};

export const PARISHES: readonly ParishOutline[] = [
${parishes
  .map(({ code, name }) => {
    const own = outlines.filter((border) => border.parishes.includes(code)).map((border) => border.name);
    return `{ code: '${code}', name: '${name}', borders: '${own.join(' ')}' },`;
  })
  .join('\n')}
];
`;
}

function linesText(lines: readonly DrawnLine[]): string {
  return lines.map(({ name, corners }) => `'${name}': '${stepsOf(corners).join(' ')}',`).join('\n');
}

function stepsOf(corners: DrawnLine['corners']): number[] {
  const units = corners.map((corner) => corner.map((degrees) => Math.round(degrees * DRAWN.unitsPerDegree)));
  return units.flatMap((corner, at) => corner.map((value, axis) => value - (units[at - 1]?.[axis] ?? 0)));
}
