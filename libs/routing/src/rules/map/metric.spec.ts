import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALONG_WHOLE, crowMeters, footOn, pointToPlane, wholeRoot } from './metric.ts';

const RADIUS = { equator: 6_378_137, flattening: 1 / 298.257_223_563 };
const onIsland = fc.record({
  lat: fc.double({ min: 13.04, max: 13.34, noNaN: true }),
  lon: fc.double({ min: -59.66, max: -59.42, noNaN: true }),
});

/** Metres on the ellipsoid, by the mean of the two curvatures at the middle: exact to centimetres over 40 km. */
function ellipsoidMeters(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const radians = Math.PI / 180;
  const middle = ((a.lat + b.lat) / 2) * radians;
  const e2 = RADIUS.flattening * (2 - RADIUS.flattening);
  const w = Math.sqrt(1 - e2 * Math.sin(middle) ** 2);
  const north = ((a.lat - b.lat) * radians * RADIUS.equator * (1 - e2)) / w ** 3;
  const east = ((a.lon - b.lon) * radians * RADIUS.equator * Math.cos(middle)) / w;
  return Math.hypot(north, east);
}

describe('the metric of the island', () => {
  it('is off by less than 0.1 % and two metres anywhere', () => {
    fc.assert(
      fc.property(onIsland, onIsland, (a, b) => {
        const true_ = ellipsoidMeters(a, b);
        expect(Math.abs(crowMeters(pointToPlane(a), pointToPlane(b)) - true_)).toBeLessThan(2 + true_ / 1_000);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes roots of whole squares exactly, whatever Math.sqrt says', () => {
    fc.assert(
      fc.property(fc.nat({ max: 94_906_264 }), (root) => {
        expect(wholeRoot(root * root)).toBe(root);
        expect(wholeRoot(root * root + root)).toBe(root);
      }),
    );
  });

  it('finds the foot on a stretch, and its ends beyond', () => {
    const [a, b] = [
      { eastMeters: 0, northMeters: 0 },
      { eastMeters: 1_000, northMeters: 0 },
    ];
    expect(footOn({ eastMeters: 250, northMeters: 40 }, a, b)).toEqual({
      along: ALONG_WHOLE / 4,
      offSquaredMeters: 1_600,
    });
    expect(footOn({ eastMeters: -30, northMeters: 40 }, a, b)).toEqual({ along: 0, offSquaredMeters: 2_500 });
    expect(footOn({ eastMeters: 1_030, northMeters: 40 }, a, b)).toEqual({
      along: ALONG_WHOLE,
      offSquaredMeters: 2_500,
    });
    expect(footOn(b, a, a)).toEqual({ along: 0, offSquaredMeters: 1_000_000 });
  });
});
