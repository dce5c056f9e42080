import { describe, expect, it } from '@jest/globals';
import pointInPolygon from 'point-in-polygon-hao';
import { isInOperatingArea, operatingAreaOf } from '#routing/client';
import { shippedMapPage } from '#routing';
import { drawOutlines, DRAWN } from './drawn-outlines.ts';
import { fewestCorners } from './fewest-corners.ts';
import { outlinesFile } from './outlines-file.ts';
import { packPoints, unpackPoints } from './packed-points.ts';
import { bordersOf, readParishes, type Parish } from './parish-borders.ts';
import { sampleParishes, SAMPLES } from './parish-sample.ts';
import { offSegment, toMetres, type Position } from './plane.ts';

const at = (east: number, north: number): Position => [-59.6 + east / 108_402, 13.1 + north / 110_632];
/** A line that wiggles by some metres, with a corner every 50. */
const wiggle = (from: readonly [number, number], to: readonly [number, number], meters: number): Position[] => {
  const [east, north] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(east, north);
  const steps = Math.round(length / 50);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const aside = step === 0 || step === steps ? 0 : Math.sin(step * 0.7) * meters;
    const along = step / steps;
    return at(from[0] + east * along + (north * aside) / length, from[1] + north * along - (east * aside) / length);
  });
};
const join = (...lines: readonly (readonly Position[])[]): Position[] =>
  lines.flatMap((line, index) => (index === 0 ? [...line] : line.slice(1)));

// Two parishes side by side, and an islet of the second: 4 km from west to east.
const [A, B, C, D, E, F] = [
  [0, 0],
  [2_000, 0],
  [4_000, 0],
  [4_000, 2_000],
  [2_000, 2_000],
  [0, 2_000],
] as const;
const BETWEEN = wiggle(B, E, 4);
const ISLET = [at(5_000, 0), at(5_060, 0), at(5_060, 60), at(5_000, 60), at(5_000, 0)];
const WEST = join(wiggle(A, B, 8), BETWEEN, wiggle(E, F, 8), wiggle(F, A, 8));
const EAST = join(wiggle(B, C, 8), wiggle(C, D, 8), wiggle(D, E, 8), BETWEEN.toReversed());
const PARISHES: readonly Parish[] = [
  { code: 'BB-01', name: 'West Church', rings: [WEST] },
  { code: 'BB-02', name: 'Saint East', rings: [ISLET, EAST] },
];
const fileOf = (parishes: readonly Parish[]): string =>
  JSON.stringify({
    features: parishes.map(({ code, name, rings }) => ({
      type: 'Feature',
      properties: { name, 'ISO3166-2': code },
      geometry: { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) },
    })),
  });

const offLine = (point: Position, line: readonly Position[]): number =>
  Math.min(...line.slice(1).map((to, index) => offSegment(toMetres(point), toMetres(line[index] ?? to), toMetres(to))));

describe('borders of parishes', () => {
  it('are each found once, whoever they belong to', () => {
    const borders = bordersOf(readParishes(fileOf(PARISHES)));
    expect(borders.map(({ name, parishes }) => [name, parishes])).toEqual([
      ['east-west-church', ['BB-01', 'BB-02']],
      ['islet-east', ['BB-02']],
      ['shore-east', ['BB-02']],
      ['shore-west-church', ['BB-01']],
    ]);
    const [between] = borders;
    expect([BETWEEN, BETWEEN.toReversed()]).toContainEqual(between?.line);
  });

  it('do not depend on where a ring begins', () => {
    const turned = PARISHES.map((parish) => ({
      ...parish,
      rings: parish.rings.map((ring) => [...ring.slice(2, -1), ...ring.slice(0, 3)]),
    }));
    const shapes = (parishes: readonly Parish[]) => bordersOf(parishes).map(({ name, line }) => [name, line.length]);
    expect(shapes(turned)).toEqual(shapes(PARISHES));
  });

  it('that belong to three, or go around a hole, are refused', () => {
    const third = { code: 'BB-03', name: 'Third', rings: [WEST] };
    expect(() => bordersOf([...PARISHES, third])).toThrow('belongs to BB-01, BB-02, BB-03');
    const holed = JSON.parse(fileOf(PARISHES)) as { features: { geometry: { coordinates: unknown[][] } }[] };
    holed.features[0]?.geometry.coordinates[0]?.push(ISLET);
    expect(() => readParishes(JSON.stringify(holed))).toThrow('West Church has a hole');
  });
});

describe('drawn outlines', () => {
  const borders = bordersOf(PARISHES);
  const drawn = drawOutlines(borders);

  it('have few corners, and are nowhere farther off than they may be', () => {
    for (const [index, { name, corners, offMeters }] of drawn.borders.entries()) {
      const line = borders[index]?.line ?? [];
      const most = (name === 'east-west-church' ? DRAWN.inlandMeters : DRAWN.shoreMeters) + 0.8;
      expect([name, Math.max(...line.map((point) => offLine(point, corners))) <= most]).toEqual([name, true]);
      expect([name, Math.max(...corners.map((point) => offLine(point, line))) <= most]).toEqual([name, true]);
      expect(offMeters).toBeLessThanOrEqual(most);
      if (name.startsWith('shore')) expect(corners.length).toBeLessThan(line.length / 5);
    }
  });

  it('join to the rings they came from, as the product joins them', () => {
    const text = outlinesFile(PARISHES, borders, drawn);
    const steps = (name: string): number[] =>
      new RegExp(`'${name}': '([^']*)'`).exec(text)?.[1]?.split(' ').map(Number) ?? [];
    expect(text).toContain("{ code: 'BB-02', name: 'Saint East', borders: 'east-west-church islet-east shore-east' }");
    const shores = ['east-west-church', 'islet-east', 'shore-east'].map(steps);
    const area = operatingAreaOf({ ...shippedMapPage(), area: { name: 'East', shores, shoreToleranceMeters: 0 } });
    const isIn = (east: number, north: number): boolean => {
      const [lon, lat] = at(east, north);
      return isInOperatingArea(area, { lat, lon });
    };
    expect([isIn(2_100, 1_000), isIn(5_030, 30), isIn(1_900, 1_000), isIn(4_500, 30)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('that would cross are refused', () => {
    // Two shores 2 m apart, one of them with a spike through the other.
    const spike = [at(0, 0), at(500, 30), at(1_000, 0)];
    const straight = [at(0, 2), at(1_000, 2)];
    const crossing = [spike, straight].map((line, index) => ({ name: `line-${index}`, parishes: ['a', 'b'], line }));
    expect(() => drawOutlines(crossing)).toThrow('drawn borders cross: line-0 and line-1');
  });

  it('keep a ring a ring', () => {
    expect(fewestCorners(ISLET, 1)).toEqual([0, 1, 2, 3, 4]);
    expect(fewestCorners(ISLET, 1_000)).toHaveLength(3);
  });
});

describe('the sample of points', () => {
  const borders = bordersOf(PARISHES);
  const sample = sampleParishes(PARISHES, borders, 1);

  it('has each point with the parish of the true borders, and is the same for the same seed', () => {
    expect(sampleParishes(PARISHES, borders, 1)).toEqual(sample);
    expect(sampleParishes(PARISHES, borders, 2)).not.toEqual(sample);
    for (const [name, byParish] of Object.entries(sample.samples)) {
      const points = Object.entries(byParish).flatMap(([parish, text]) =>
        unpackPoints(text).map((point) => ({ ...point, parish })),
      );
      expect([name, points.length]).toEqual([name, SAMPLES[name as keyof typeof SAMPLES]]);
      const wrong = points.filter(({ lat, lon, parish }) => {
        const holders = PARISHES.filter(({ rings }) =>
          rings.some((ring) => pointInPolygon([lon, lat], [ring.map(([x, y]): [number, number] => [x, y])]) !== false),
        );
        return (holders[0]?.code ?? 'sea') !== parish;
      });
      expect([name, wrong]).toEqual([name, []]);
    }
  });

  it('is near what it is to be near', () => {
    const shores = borders.filter(({ parishes }) => parishes.length === 1).map(({ line }) => line);
    const inland = borders.filter(({ parishes }) => parishes.length === 2).map(({ line }) => line);
    const off = (text: string, lines: readonly (readonly Position[])[]): number[] =>
      unpackPoints(text)
        .slice(0, 200)
        .map(({ lat, lon }) => Math.min(...lines.map((line) => offLine([lon, lat], line))));
    for (const text of Object.values(sample.samples.border)) expect(Math.max(...off(text, inland))).toBeLessThan(101);
    for (const text of Object.values(sample.samples.shore)) expect(Math.max(...off(text, shores))).toBeLessThan(101);
    const sea = off(sample.samples.sea['sea'] ?? '', shores);
    expect([Math.min(...sea) > 99, Math.max(...sea) < 601]).toEqual([true, true]);
  });

  it('packs points to the fifth of a metre, and none that is far away', () => {
    const points = [
      { lat: 13.1, lon: -59.6 },
      { lat: 13.334_998, lon: -59.420_002 },
    ];
    expect(unpackPoints(packPoints(points))).toEqual(points);
    expect(() => packPoints([{ lat: 14, lon: -59.6 }])).toThrow('too far');
  });
});
