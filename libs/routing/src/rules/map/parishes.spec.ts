import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { unpackPoints } from '../../../../../tools/routing/outlines/packed-points.ts';
import { SAMPLES, type ParishSample, type SampleName } from '../../../../../tools/routing/outlines/parish-sample.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import { locate } from './locate.ts';
import { isInOperatingArea } from './operating-area.ts';
import { prepareMap } from './road-map.ts';

const file = new URL('../../../test/parish-points.json', import.meta.url);
const { seed, samples } = JSON.parse(readFileSync(file, 'utf8')) as ParishSample;
const LAND = ['land', 'border', 'shore'] as const;
const map = prepareMap(shippedMapPage());

/** The points of a sample, with the parish that OpenStreetMap's borders give them. */
const pointsOf = (name: SampleName) =>
  Object.entries(samples[name]).flatMap(([parish, text]) => unpackPoints(text).map((point) => ({ ...point, parish })));
const isWrong = ({ parish, ...point }: { lat: number; lon: number; parish: string }): boolean => {
  const found = locate(map, point);
  return found.kind === 'unanswered' || found.parish.code !== parish;
};

// G4: the parish of a point is right for all eleven, islets and shores among them.
describe(`G4: 10,000 points with their parish by the official borders (seed ${seed})`, () => {
  it('are as many as were drawn, of all parishes', () => {
    const names = Object.keys(SAMPLES) as SampleName[];
    for (const name of names) expect([name, pointsOf(name).length]).toEqual([name, SAMPLES[name]]);
    expect(names.reduce((sum, name) => sum + SAMPLES[name], 0)).toBe(10_000);
    for (const name of ['land', 'border'] as const) expect(Object.keys(samples[name])).toHaveLength(11);
  });

  it('on land are wrong in at most 2 of 1,000, those near borders and shores among them', () => {
    const all = LAND.map((name) => ({ name, points: pointsOf(name) }));
    const counts = all.map(({ name, points }) => ({ name, of: points.length, wrong: points.filter(isWrong).length }));
    process.stdout.write(`points in the wrong parish: ${JSON.stringify(counts)}\n`);
    const sum = (of: (one: (typeof counts)[number]) => number): number =>
      counts.reduce((total, one) => total + of(one), 0);
    expect(sum(({ wrong }) => wrong) * 1_000).toBeLessThanOrEqual(sum(({ of }) => of) * 2);
    expect((counts[0]?.wrong ?? 0) * 1_000).toBeLessThanOrEqual((counts[0]?.of ?? 0) * 2);
  });

  it('are never refused on land, and never taken 100 m out at sea', () => {
    const onLand = LAND.flatMap(pointsOf);
    expect(onLand.filter((point) => !isInOperatingArea(map.area, point))).toEqual([]);
    expect(onLand.filter((point) => locate(map, point).kind === 'unanswered')).toEqual([]);
    expect(pointsOf('sea').filter((point) => isInOperatingArea(map.area, point))).toEqual([]);
  });
});
