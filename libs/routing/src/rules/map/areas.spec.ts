import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pointInPolygon from 'point-in-polygon-hao';
import { isIn, prepareArea } from './areas.ts';
import type { PlanePoint } from './metric.ts';

const meters = fc.integer({ min: 0, max: 60 });
const corner = fc.record({ eastMeters: meters, northMeters: meters });
const prepared = (ring: readonly PlanePoint[]) => ({
  ...prepareArea([]),
  rings: [ring],
  west: 0,
  east: 60,
  south: 0,
  north: 60,
});

describe('whether a point is in an area', () => {
  it('is as an exact library says, borders and corners included, for rings of any shape', () => {
    let onBorder = 0;
    fc.assert(
      fc.property(
        fc.array(corner, { minLength: 3, maxLength: 12 }),
        fc.array(corner, { maxLength: 20 }),
        (ring, points) => {
          const closed = [...ring, ...ring.slice(0, 1)].map((at): [number, number] => [at.eastMeters, at.northMeters]);
          for (const point of [...points, ...ring]) {
            const byLibrary = pointInPolygon([point.eastMeters, point.northMeters], [closed]);
            if (byLibrary === 0) onBorder += 1;
            expect(isIn(prepared(ring), point)).toBe(byLibrary !== false);
          }
        },
      ),
      { seed: 20_261_129, numRuns: 500 },
    );
    expect(onBorder).toBeGreaterThan(500);
  });

  it('is no for a point beyond its box, and for an area without rings', () => {
    const area = prepareArea([[-59_600_000, 13_100_000, -59_590_000, 13_100_000, -59_590_000, 13_110_000]]);
    expect(isIn(area, { eastMeters: area.east + 1, northMeters: area.north })).toBe(false);
    expect(isIn(area, { eastMeters: area.east, northMeters: area.north })).toBe(true);
    expect(isIn(prepareArea([]), { eastMeters: 0, northMeters: 0 })).toBe(false);
  });
});
