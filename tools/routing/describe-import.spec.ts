import { describe, expect, it } from '@jest/globals';
import type { RoadFileReport } from '#routing';
import { describeReport } from './describe-import.ts';

const report: RoadFileReport = {
  files: [{ name: 'roads.geojson', form: 'geojson', records: 6 }],
  taken: { records: 3, oneWays: 1, withSpeed: 2, classes: { residential: 2, trunk: 1 } },
  leftOut: [{ reason: 'not_for_cars', count: 3, values: { path: 2, steps: 1 }, examples: ['w7', 'w8', 'w9'] }],
  ignored: [{ reason: 'part_broken', count: 1, values: {}, examples: ['number 2'] }],
};

describe('an import in words', () => {
  it('says what was taken, what was left out and why, and what was passed over', () => {
    expect(describeReport(report)).toBe(`roads.geojson: geojson, 6 records
taken: 3 roads (residential 2, trunk 1), 1 one-way, 2 with a speed
left out:
        3  not_for_cars: a class of road that cars do not drive (path 2, steps 1); such as w7, w8, w9
passed over:
        1  part_broken: a part of its line is broken: taken without that part; such as number 2
`);
  });

  it('says nothing of an extract, which only the engine reads', () => {
    expect(describeReport(null)).toBe('');
  });
});
